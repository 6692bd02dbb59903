# SPDX-License-Identifier: Apache-2.0
"""The bytes of a feed depend on the library alone: not on the process, its time zone, its locale or its hash seed."""

import os
import subprocess
import sys

import pytest
from tests.builders import ROOT

SCRIPT = """
import hashlib, locale, time
from tests.outputs.feed_world import archives, artifacts, full_library, render
locale.setlocale(locale.LC_ALL, "")
time.tzset()
digest = hashlib.sha256()
for artifact in artifacts(full_library()):
    digest.update(f"{artifact.path} {artifact.key}".encode() + render(artifact))
for path, content in archives(full_library()).items():
    digest.update(path.encode() + content)
print(digest.hexdigest())
"""


def _digest(**environment: str) -> str:
    base = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=base | environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def reference() -> str:
    """Return the digest of all feeds in one surrounding."""
    return _digest(TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")


@pytest.mark.parametrize(("zone", "locale"), [("Asia/Kolkata", "C.UTF-8"), ("America/St_Johns", "C")])
def test_two_processes_in_different_surroundings_write_the_same_bytes(reference: str, zone: str, locale: str) -> None:
    assert len(reference) == 64
    assert _digest(TZ=zone, LC_ALL=locale, PYTHONHASHSEED="2") == reference
