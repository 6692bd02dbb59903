# SPDX-License-Identifier: Apache-2.0
"""``release.json``: which release a folder is, of which commit, and after which one. The pointer that moves last."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from chetavani.errors import SiteError
from chetavani.manifest import MANIFEST
from chetavani.model.card import instant
from chetavani.outputs.stamps import stamp

RECORD = "release.json"
TUF = "tuf/"
"""The folder of the TUF metadata: ``N.root.json``, ``N.targets.json``, ``N.snapshot.json`` and ``timestamp.json``."""
COPIES = f"{TUF}targets/"
"""The folder of the targets under their hashes (TUF specification 1.0, 6.2), if there are such copies."""
MINISIGN_KEY = "minisign.pub"
"""The public key of the minisign signatures, itself a TUF target: whoever has TUF learns of a new one."""
SIGNATURE = ".minisig"
OPENPGP = ".asc"
SIGNED = (MANIFEST, RECORD)
"""What has a minisign signature beside it."""
_VERSION = 1
_REMEDY = "Name the folder of a release, as `chetavani release` makes it."


@dataclass(frozen=True, slots=True)
class Previous:
    """The release before: its number, and the SHA-256 (hex) of its manifest: the chain."""

    release: int
    manifest: str


@dataclass(frozen=True, slots=True)
class Record:
    """What ``release.json`` says. ``manifest`` is the SHA-256 (hex) of the manifest, ``size`` its size in bytes.

    ``as_of`` is when it was released, RFC 3339 in UTC; ``files`` is how many files the manifest lists.
    """

    release: int
    commit: str | None
    as_of: str
    manifest: str
    size: int
    previous: Previous | None
    files: int

    @property
    def as_previous(self) -> Previous:
        """Return what the next release says of this one."""
        return Previous(self.release, self.manifest)

    def dump(self) -> bytes:
        """Return the bytes of ``release.json``."""
        before = self.previous and {"release": self.previous.release, "manifest": self.previous.manifest}
        said = {
            "version": _VERSION, "release": self.release, "commit": self.commit, "as_of": self.as_of,
            "manifest": {"sha256": self.manifest, "size": self.size}, "previous": before, "files": self.files,
        }  # fmt: skip
        return (json.dumps(said, indent=1) + "\n").encode()


def record_of(
    manifest: bytes, files: int, as_of: datetime, commit: str | None = None, before: Record | None = None
) -> Record:
    """Return the record of the release of a manifest that lists ``files`` files, to follow ``before``."""
    number = 1 if before is None else before.release + 1
    previous = None if before is None else before.as_previous
    digest = hashlib.sha256(manifest).hexdigest()
    return Record(number, commit, stamp(instant(as_of)), digest, len(manifest), previous, files)


def parsed(content: bytes) -> Record:
    """Return what ``release.json`` says. Raises ValueError for what is none."""
    try:
        return _parsed(json.loads(content))
    except (LookupError, TypeError, AttributeError) as error:
        message = f"is no record of a release: {error}"
        raise ValueError(message) from None


def _parsed(said: Mapping[str, Any]) -> Record:
    if said["version"] != _VERSION:
        message = f"has version {said['version']!r}, which this program does not know"
        raise ValueError(message)
    number, before, manifest = said["release"], said["previous"], said["manifest"]
    if type(number) is not int or number < 1:
        message = f"has the number {number!r}"
        raise ValueError(message)
    previous = None if before is None else Previous(before["release"], before["manifest"])
    return Record(
        number, said["commit"], said["as_of"], manifest["sha256"], manifest["size"], previous, said["files"]
    )  # fmt: skip


def read_record(folder: Path) -> Record | None:
    """Return the record in ``folder``; None if there is none: a plain site. Raises SiteError for a damaged one."""
    place = folder / RECORD
    try:
        return parsed(place.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SiteError(str(place), f"cannot be read: {error.strerror or error}.", _REMEDY) from None
    except ValueError as error:
        raise SiteError(str(place), f"{error}.", _REMEDY) from None


def numbers(folder: Path) -> list[int]:
    """Return the numbers of the releases that lie in ``folder``, each under its number, in their order."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(int(one.name) for one in found if one.name.isdecimal() and (one / RECORD).is_file())


def is_of_release(path: str) -> bool:
    """Whether a path is that of a file that a release adds to its site, besides OpenPGP signatures."""
    named = path in {RECORD, MINISIGN_KEY, *(f"{one}{SIGNATURE}" for one in SIGNED)}
    return named or path.startswith(COPIES) or (path.startswith(TUF) and path.endswith(".json"))
