# SPDX-License-Identifier: Apache-2.0
"""Provenance: what shapes every output besides the content. When it changes, nothing kept from earlier counts."""

import hashlib
import os
import platform
import sqlite3
import sysconfig
import zlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def code_digest() -> str:
    """Return a digest of our own code and data, of Python, and of the versions of every package installed with us.

    The libraries below Python that make bytes of ours, SQLite and zlib, may change without it.
    """
    digest = hashlib.sha256(platform.python_version().encode())
    digest.update(f" {sqlite3.sqlite_version} {zlib.ZLIB_RUNTIME_VERSION}".encode())
    for folder in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}):
        installed = sorted(name for name in _names(folder) if name.endswith((".dist-info", ".egg-info")))
        digest.update("\n".join(installed).encode())
    for path in sorted(_sources(str(_PACKAGE))):
        content = Path(path).read_bytes()
        digest.update(f"{path[len(str(_PACKAGE)) :]}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names are all that is wanted
    except FileNotFoundError:
        return []


def _sources(folder: str) -> list[str]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                found += [] if entry.name == "__pycache__" else _sources(entry.path)
            elif not entry.name.endswith(".pyc"):
                found.append(entry.path)
    return found
