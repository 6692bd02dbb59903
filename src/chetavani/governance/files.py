# SPDX-License-Identifier: Apache-2.0
"""The files of approval: ``governance/`` with policy and keys, ``approvals/`` with statements and signatures."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

from chetavani.errors import ConfigError
from chetavani.governance import signers
from chetavani.governance.policy import Mode, Policy, policy_of
from chetavani.governance.signers import Signers, signers_of
from chetavani.governance.statement import FOLDER, MOST_BYTES

POLICY = "governance/policy.toml"
REVOKED = "governance/revoked_keys"
SIGNATURE = ".sig"
_NAME = re.compile(r"([1-9]\d{0,5})\.([a-z0-9@._+-]+)\.txt")
_TOLERATED = frozenset({"README.md"})

Mark: TypeAlias = tuple[int, int, int, int]
"""What the file system says of a file: size, times of change of content and of inode (nanoseconds), inode."""
Marks: TypeAlias = Mapping[str, Mark | None]
"""The files of one advisory's approvals by name; the mark of what is no regular file is empty."""


@dataclass(frozen=True, slots=True)
class Governance:
    """What rules approvals: the policy, the list of signers, and the list of revoked keys, empty for none."""

    policy: Policy
    signers: Signers
    revoked: str = ""


class Named(NamedTuple):
    """What the name of a statement's file says."""

    revision: int
    principal: str
    name: str


def load_governance(root: Path) -> Governance | None:
    """Return what rules approvals in a repository; None if nothing does. Raises ConfigError if it cannot be read."""
    raw = _read(root / POLICY)
    if raw is None:
        for left in (root / FOLDER, (root / POLICY).parent):
            if any(path.is_file() for path in left.rglob("*")):
                cause = f"there is no such file, though {left.name}/ is there."
                raise ConfigError(
                    str(root / POLICY), cause, 'Bring it back; `mode = "off"` in it asks for no approvals.'
                )
        return None
    try:
        policy = policy_of(tomllib.loads(raw))
    except (ValueError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(str(root / POLICY), f"{error}.", "docs/operations/approvals.md shows a whole one.") from None
    listed = _read(root / signers.PATH)
    if listed is None and policy.mode is not Mode.OFF:
        raise ConfigError(str(root / signers.PATH), "there is no such file.", "Write a line there for each key.")
    return Governance(policy, signers_of(listed or ""), _read(root / REVOKED) or "")


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"cannot be read: {error}.", "Mend the file.") from None


def scan(root: Path) -> Iterator[tuple[str, dict[str, Mark | None]]]:
    """Yield the name of every folder of ``approvals/`` with its files; the empty name has what is in no folder."""
    loose: dict[str, Mark | None] = {}
    for entry in _entries(f"{root}/{FOLDER}"):
        if entry.is_dir(follow_symlinks=False):
            files = {one.name: _mark(one) for one in _entries(entry.path)}
            if files:  # git knows no empty folders
                yield entry.name, files
        else:
            loose[entry.name] = None
    if loose:
        yield "", loose


def _entries(path: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(path) as found:
            return [one for one in found if not one.name.startswith(".") and one.name not in _TOLERATED]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _mark(entry: "os.DirEntry[str]") -> Mark | None:
    if not entry.is_file(follow_symlinks=False):
        return None
    stat = entry.stat(follow_symlinks=False)
    return (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


def named(name: str) -> Named | None:
    """Return what the name of a statement's file says; None if it is none."""
    match = _NAME.fullmatch(name)
    return Named(int(match.group(1)), match.group(2), name) if match else None


def read(path: Path) -> bytes | None:
    """Return the bytes of a statement or signature; None if it is not there, too long, or no regular file."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > MOST_BYTES:
            return None
        return path.read_bytes()
    except OSError:
        return None
