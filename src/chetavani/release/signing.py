# SPDX-License-Identifier: Apache-2.0
"""Everything that signs a release, in the order in which it is written: OpenPGP, minisign, TUF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from minisign import PublicKey

from chetavani.config import Release as Lifetimes
from chetavani.release.folder import Signer, Stage
from chetavani.release.keyring import Keyring
from chetavani.release.metadata import TufSigner
from chetavani.release.openpgp import OpenPgpSigner, fingerprint_of
from chetavani.release.record import MINISIGN_KEY, SIGNATURE, SIGNED, Record


class MinisignSigner:
    """Signs the manifest and the record for people, who check them with ``minisign -V``."""

    def __init__(self, keys: Keyring) -> None:
        self._key, self._public = keys.minisign(), keys.minisign_public()

    def stands(self, folder: Path, record: Record, as_of: datetime) -> bool:  # noqa: ARG002 - they do not expire
        """Whether the signatures are by the same key."""
        try:
            return (folder / MINISIGN_KEY).read_bytes() == self._public
        except OSError:
            return False

    def sign(self, stage: Stage) -> None:
        """Write the public key and both signatures."""
        stage.write(MINISIGN_KEY, self._public)
        for path in SIGNED:
            content = stage.read(path)
            comment = trusted_comment(stage.record, path, content)
            said = f"signature by minisign key {PublicKey.from_bytes(self._public).untrusted_comment or ''}".rstrip()
            signature = self._key.sign(content, prehash=True, untrusted_comment=said, trusted_comment=comment)
            stage.write(f"{path}{SIGNATURE}", bytes(signature))


def trusted_comment(record: Record, path: str, content: bytes) -> str:
    """Return what a signature says, itself signed: a signature of another release or file cannot pass for this one."""
    return f"release {record.release} {path} sha256 {sha256(content).hexdigest()} as of {record.as_of}"


@dataclass(frozen=True, slots=True)
class Signing:
    """Several signers as one; the root metadata that they follow counts until ``root_expires``."""

    signers: Sequence[Signer]
    root_expires: datetime

    def stands(self, folder: Path, record: Record, as_of: datetime) -> bool:
        """Whether the signatures of all still do."""
        return all(signer.stands(folder, record, as_of) for signer in self.signers)

    def sign(self, stage: Stage) -> None:
        """Let each sign."""
        for signer in self.signers:
            signer.sign(stage)


def signing(keys: Keyring, lifetimes: Lifetimes, site: Path) -> Signing:
    """Return what signs ``site`` with these keys. Raises KeysError if one is missing or cannot be opened."""
    fingerprint = fingerprint_of(site)
    documents = (OpenPgpSigner(fingerprint),) if fingerprint else ()
    tuf = TufSigner(keys, lifetimes)
    return Signing((*documents, MinisignSigner(keys), tuf), tuf.root_expires)
