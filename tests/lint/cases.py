# SPDX-License-Identifier: Apache-2.0
"""The trees under ``tests/cases``: how one becomes a repository on disk."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from chetavani.edition import open_edition
from chetavani.model.finding import Finding

CASES = Path(__file__).resolve().parents[1] / "cases"
AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
EXPECTED = "expected.txt"
_GROW = "grow.txt"  # lines `path bytes`: files too large to be kept in a repository are made here


def lay_out(case: Path, root: Path) -> Path:
    """Copy a case to ``root``, with the common settings if it has none of its own, and return ``root``."""
    shutil.copytree(case, root, symlinks=True)
    if not (root / "chetavani.toml").exists():
        shutil.copy(CASES / "chetavani.toml", root)
    for line in (root / _GROW).read_text().splitlines() if (root / _GROW).exists() else ():
        path, size = line.split()
        with (root / path).open("ab") as file:
            file.write(b"\n" * (int(size) - file.tell()))
    return root


def judge(case: Path, root: Path) -> tuple[Finding, ...]:
    """Return the findings of a case, laid out at ``root``."""
    return open_edition(lay_out(case, root), AS_OF).findings
