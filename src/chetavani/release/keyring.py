# SPDX-License-Identifier: Apache-2.0
"""A folder of keys: who may sign what, as TUF's root metadata says it, and how that changes.

``root/`` has the offline keys, of which two must sign every change of the others; they belong on media of their own.
``online/`` has what signs each release. ``public/`` has every root metadata there was, and the minisign key: that is
what members get and every release carries. None of it may lie in a repository.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from minisign import PublicKey, SecretKey
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root
from tuf.api.serialization.json import JSONSerializer

from chetavani.errors import KeysError
from chetavani.release.keyfiles import (
    Passphrase,
    minisign_id,
    new_minisign,
    new_signer,
    read_minisign,
    read_signer,
    write_private,
    write_signer,
)
from chetavani.release.record import MINISIGN_KEY

ONLINE = ("targets", "snapshot", "timestamp")
ROOT, MINISIGN = "root", "minisign"
ROLES = (ROOT, *ONLINE, MINISIGN)
THRESHOLD, ROOT_KEYS = 2, 3
"""How many root keys must sign, and how many there are: one may be lost."""
SHOWN = 16
"""How many digits of a key's id name its file, and are shown."""
COMPACT = JSONSerializer(compact=True)


def refuse_inside(folder: Path, *repositories: Path) -> None:
    """Refuse a folder for keys in a repository or git work tree. Raises KeysError."""
    place = folder.resolve()
    for one in (place, *place.parents):
        inside = one in {repository.resolve() for repository in repositories}
        if inside or (one / ".git").exists() or (one / "chetavani.toml").exists():
            cause = f"is inside the repository {one}: what is committed once is public for ever."
            raise KeysError(str(folder), cause, "Keep keys in a folder outside of it, on a medium of their own.")


@dataclass(frozen=True)
class Locks:
    """What opens keys, and what locks new ones: the passphrase of each half, empty for none."""

    online: Passphrase
    root: Passphrase
    new_online: str = ""
    new_root: str = ""


@dataclass(frozen=True)
class Keyring:
    """The keys in a folder. ``root_keys`` are root keys elsewhere, as files."""

    folder: Path
    locks: Locks
    root_keys: Sequence[Path] = field(default=())

    @property
    def public(self) -> Path:
        """Return the folder of what everybody may have."""
        return self.folder / "public"

    def roots(self) -> list[bytes]:
        """Return every root metadata there was, the first one first. Raises KeysError if there is none."""
        found: list[bytes] = []
        while (place := self.public / f"{len(found) + 1}.root.json").is_file():
            found.append(place.read_bytes())
        if not found:
            raise KeysError(str(self.folder), "has no keys.", "Make them with `chetavani keys init`.")
        return found

    def root(self) -> Metadata[Root]:
        """Return the newest root metadata. Raises KeysError."""
        try:
            return Metadata[Root].from_bytes(self.roots()[-1])
        except (RepositoryError, ValueError) as error:
            raise KeysError(str(self.public), f"has a root metadata that is none: {error}.", "Restore it.") from None

    def signer(self, role: str) -> CryptoSigner:
        """Return the key of an online role, which the root metadata names. Raises KeysError."""
        place = self._place(role)
        signer = read_signer(place, self.locks.online)
        if signer.public_key.keyid not in self.root().signed.roles[role].keyids:
            remedy = f"Bring the key that is in use, or make a new one: `chetavani keys rotate {self.folder} {role}`."
            raise KeysError(str(place), f"is not the key for {role}: the root metadata names another.", remedy)
        return signer

    def minisign(self) -> SecretKey:
        """Return the minisign key. Raises KeysError."""
        return read_minisign(self._place(MINISIGN), self.locks.online)

    def minisign_public(self) -> bytes:
        """Return the public minisign key, as a file. Raises KeysError."""
        try:
            return (self.public / MINISIGN_KEY).read_bytes()
        except OSError:
            raise KeysError(str(self.public / MINISIGN_KEY), "cannot be read.", "Restore it.") from None

    def create(self, expires: datetime) -> None:
        """Make all keys, and the first root metadata, which holds until ``expires``. Raises KeysError, WriteError."""
        if self.folder.exists() and any(self.folder.iterdir()):
            raise KeysError(str(self.folder), "is not empty.", "Name a new folder; keys are never written over.")
        root = Root(version=1, expires=expires, consistent_snapshot=True)
        root.roles[ROOT].threshold = THRESHOLD
        made = {role: [new_signer() for _ in range(ROOT_KEYS if role == ROOT else 1)] for role in (ROOT, *ONLINE)}
        for role, signers in made.items():
            self._keep(role, signers)
            for signer in signers:
                root.add_key(signer.public_key, role)
        self._keep_minisign()
        self._publish(root, made[ROOT])

    def rotate(self, role: str, expires: datetime) -> list[str]:
        """Replace the keys of a role by new ones; return the ids of those that were retired. Raises KeysError."""
        if role == MINISIGN:
            old = PublicKey.from_bytes(self.minisign_public())
            self._keep_minisign()
            return [minisign_id(old)]
        return self._replace(role, list(self.root().signed.roles[role].keyids), expires)

    def revoke(self, told: str, expires: datetime) -> list[str]:
        """Replace one key, by the beginning of its id, in every role that it has; return these roles.

        Raises KeysError if none or several begin so.
        """
        used = self.root().signed.roles
        found = {keyid for role in (ROOT, *ONLINE) for keyid in used[role].keyids if keyid.startswith(told)}
        if len(found) != 1:
            many = "is the id of no key that is in use." if not found else f"is how {len(found)} ids begin."
            raise KeysError(repr(told), many, "`chetavani keys show` lists the ids.")
        (keyid,) = found
        roles = [role for role in (ROOT, *ONLINE) if keyid in used[role].keyids]
        for role in roles:
            self._replace(role, [keyid], expires)
        return roles

    def _replace(self, role: str, keyids: Sequence[str], expires: datetime) -> list[str]:
        """Sign and keep a root metadata in which new keys stand for ``keyids``."""
        old = self.root()
        signers = self._root_signers(old.signed)
        if len(signers) < old.signed.roles[ROOT].threshold:
            cause = f"takes {old.signed.roles[ROOT].threshold} root keys to change, and {len(signers)} are here."
            raise KeysError(str(self.folder), cause, "Bring the others, each with --root-key FILE.")
        root = Metadata[Root].from_bytes(self.roots()[-1]).signed
        made = [new_signer() for _ in keyids]
        for keyid in keyids:
            root.revoke_key(keyid, role)
        for signer in made:
            root.add_key(signer.public_key, role)
        root.version += 1
        root.expires = expires
        self._keep(role, made)
        self._publish(root, [*signers, *(made if role == ROOT else ())])
        self._forget(role, keyids)
        return list(keyids)

    def _root_signers(self, root: Root) -> list[CryptoSigner]:
        """Return the root keys that are here and in use."""
        places = sorted({*(self.folder / ROOT).glob("*.pem"), *self.root_keys})
        found = (read_signer(place, self.locks.root) for place in places)
        by_id = {one.public_key.keyid: one for one in found}
        return [by_id[keyid] for keyid in root.roles[ROOT].keyids if keyid in by_id]

    def _publish(self, root: Root, signers: Iterable[CryptoSigner]) -> None:
        """Sign a root metadata and keep it, if the one before and it itself say that these keys are enough."""
        made = Metadata(root)
        for signer in signers:
            made.sign(signer, append=True)
        content = made.to_bytes(COMPACT)
        payload = made.signed_bytes
        before = [self.root().signed] if root.version > 1 else []
        try:
            for judge in (*before, root):
                judge.verify_delegate(ROOT, payload, made.signatures)
        except RepositoryError as error:
            raise KeysError(str(self.folder), f"has too few root keys: {error}.", "Bring the others.") from None
        write_private(self.public / f"{root.version}.root.json", content)

    def _keep(self, role: str, signers: Iterable[CryptoSigner]) -> None:
        passphrase = self.locks.new_root if role == ROOT else self.locks.new_online
        for signer in signers:
            place = self.folder / ROOT / f"{signer.public_key.keyid[:SHOWN]}.pem" if role == ROOT else self._place(role)
            write_signer(place, signer, passphrase)

    def _keep_minisign(self) -> None:
        public = new_minisign(self._place(MINISIGN), self.locks.new_online)
        write_private(self.public / MINISIGN_KEY, bytes(public))

    def _forget(self, role: str, keyids: Iterable[str]) -> None:
        """Delete the root keys that were retired; an online key was written over."""
        for keyid in keyids:
            if role == ROOT:
                (self.folder / ROOT / f"{keyid[:SHOWN]}.pem").unlink(missing_ok=True)

    def _place(self, role: str) -> Path:
        return self.folder / "online" / (f"{MINISIGN}.key" if role == MINISIGN else f"{role}.pem")


def days_after(as_of: datetime, days: int) -> datetime:
    """Return when metadata of ``as_of`` expires; TUF knows whole seconds."""
    return as_of.replace(microsecond=0) + timedelta(days=days)
