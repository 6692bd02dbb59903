# SPDX-License-Identifier: Apache-2.0
"""The TUF metadata of a release (specification 1.0): what any TUF client needs to notice forgery, rollback, freezing.

The versions of targets, snapshot and timestamp are the number of the release, so that they only grow. Metadata is
published under its version (consistent snapshots); targets keep their own names, at the site's address.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from securesystemslib.signer import Signer
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

from chetavani.config import Release as Lifetimes
from chetavani.errors import KeysError
from chetavani.manifest import MANIFEST
from chetavani.release.folder import Stage
from chetavani.release.keyring import ONLINE, Keyring, days_after
from chetavani.release.record import COPIES, MINISIGN_KEY, RECORD, TUF, Record
from chetavani.writer import Entry

_FOLDERS = ("bulk/", "indicators/")
_FILES = ("lookup/v1/meta.json",)
_PAGES = ".html"
_JSON = JSONSerializer(compact=True)
_Said = TypeVar("_Said", Targets, Snapshot, Timestamp)


def is_target(path: str) -> bool:
    """Whether a file of a site is a TUF target itself; every other one is held by the manifest."""
    return path in _FILES or (path.startswith(_FOLDERS) and not path.endswith(_PAGES))


class TufSigner:
    """Writes the metadata of a release. See ``chetavani.release.folder.Signer``."""

    def __init__(self, keys: Keyring, lifetimes: Lifetimes) -> None:
        self._signers: Mapping[str, Signer] = {role: keys.signer(role) for role in ONLINE}
        self._roots = keys.roots()
        self.root_expires = keys.root().signed.expires
        self._lifetimes = lifetimes

    def stands(self, folder: Path, record: Record, as_of: datetime) -> bool:
        """Whether nothing has to be signed anew: same keys, and more than half of the time is left."""
        number = record.release
        try:
            newest = (folder / TUF / f"{len(self._roots)}.root.json").read_bytes()
            places = {role: folder / TUF / f"{number}.{role}.json" for role in ONLINE[:2]}
            places["timestamp"] = folder / TUF / "timestamp.json"
            found = {role: Metadata.from_bytes(place.read_bytes()) for role, place in places.items()}
        except (OSError, RepositoryError, ValueError):
            return False
        fresh = all(one.signed.expires - as_of > self._lifetime(role, as_of) / 2 for role, one in found.items())
        signed = all(set(one.signatures) == {self._signers[role].public_key.keyid} for role, one in found.items())
        return fresh and signed and newest == self._roots[-1]

    def _lifetime(self, role: str, as_of: datetime) -> timedelta:
        return self._expires(role, as_of) - as_of

    def _expires(self, role: str, as_of: datetime) -> datetime:
        days = self._lifetimes.timestamp_days if role == "timestamp" else self._lifetimes.targets_days
        return days_after(as_of, days)

    def sign(self, stage: Stage) -> None:
        """Write the metadata, the root's of all versions too. Raises KeysError if the root's has expired."""
        if self.root_expires <= stage.as_of:
            remedy = "Rotate a key of it, `chetavani keys rotate FOLDER timestamp`: that makes a new one."
            raise KeysError("the root metadata", "has expired, so members would refuse the release.", remedy)
        number = stage.record.release
        for version, content in enumerate(self._roots, 1):
            stage.write(f"{TUF}{version}.root.json", content)
        targets = Targets(number, expires=self._expires("targets", stage.as_of), targets=dict(_targets(stage)))
        if self._lifetimes.copies:
            _copy(stage, targets)
        content = self._write(stage, "targets", f"{number}.targets.json", targets)
        snapshot = Snapshot(number, expires=self._expires("snapshot", stage.as_of))
        snapshot.meta["targets.json"] = _meta(number, content)
        content = self._write(stage, "snapshot", f"{number}.snapshot.json", snapshot)
        timestamp = Timestamp(number, expires=self._expires("timestamp", stage.as_of))
        timestamp.snapshot_meta = _meta(number, content)
        self._write(stage, "timestamp", "timestamp.json", timestamp)

    def _write(self, stage: Stage, role: str, name: str, said: _Said) -> bytes:
        made = Metadata(said)
        made.sign(self._signers[role])
        content = made.to_bytes(_JSON)
        stage.write(f"{TUF}{name}", content)
        return content


def _copy(stage: Stage, targets: Targets) -> None:
    """Have each target under its hash as well: where a client looks that knows nothing of this site."""
    for path, target in targets.targets.items():
        folder, slash, name = path.rpartition("/")
        stage.link(path, f"{COPIES}{folder}{slash}{target.hashes['sha256']}.{name}")


def _meta(version: int, content: bytes) -> MetaFile:
    return MetaFile(version, len(content), {"sha256": sha256(content).hexdigest()})


def _targets(stage: Stage) -> Iterator[tuple[str, TargetFile]]:
    held = [entry for path, entry in sorted(stage.entries.items()) if is_target(path)]
    for path in (MANIFEST, RECORD, MINISIGN_KEY):
        content = stage.read(path)
        held.append(Entry(path, sha256(content).hexdigest(), len(content)))
    for entry in held:
        yield entry.path, TargetFile(entry.size, {"sha256": entry.sha256}, entry.path)
