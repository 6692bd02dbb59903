# SPDX-License-Identifier: Apache-2.0
"""Fifty mistakes in twenty files, all reported in one run of the installed program."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.lint.cases import CASES, EXPECTED

FIFTY = CASES / "fifty"


def test_fifty_mistakes_are_fifty_findings(*, update: bool) -> None:
    program = Path(sys.executable).with_name("chetavani")
    command = [str(program), "lint", "--root", str(FIFTY), "--as-of", "2026-06-01T00:00:00Z"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if update:
        (FIFTY / EXPECTED).write_text(done.stdout, encoding="utf-8")
    assert done.returncode == 1
    assert done.stderr == ""
    *findings, last = done.stdout.splitlines()
    files = {finding.partition(":")[0] for finding in findings}
    assert (len(findings), len(files)) == (50, 20)
    assert last.startswith("50 findings (")
    assert last.endswith(" in 20 files.")
    assert done.stdout == (FIFTY / EXPECTED).read_text(encoding="utf-8")


def test_they_are_of_many_kinds() -> None:
    lines = (FIFTY / EXPECTED).read_text(encoding="utf-8").splitlines()[:-1]
    codes = Counter(
        next(word for word in line.split() if word.startswith("CH") and word[2:].isdigit()) for line in lines
    )
    assert len(codes) > 35
    assert max(codes.values()) <= 5
