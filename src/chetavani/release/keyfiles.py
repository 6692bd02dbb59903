# SPDX-License-Identifier: Apache-2.0
"""Keys as files: Ed25519 in PKCS #8 (RFC 8410), and minisign's own form, each locked with a passphrase if there is one.

Nothing here knows what a key is for.
"""

import os
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from minisign import Error as MinisignError
from minisign import KeyPair, PublicKey, SecretKey
from securesystemslib.signer import CryptoSigner

from chetavani.errors import KeysError
from chetavani.writer import disk

Passphrase = Callable[[Path], str]
"""Gives the passphrase of a key file. Raises KeysError if nobody can tell it."""
_ALGORITHM, _ID = 2, 8  # bytes of a public minisign key: what it is for, its id, the key
_OPSLIMIT, _MEMLIMIT = 1 << 22, 1 << 26  # scrypt for a locked minisign key: 64 MiB, so that a small machine can sign


def new_signer() -> CryptoSigner:
    """Return a new Ed25519 key."""
    return CryptoSigner.generate_ed25519()


def write_signer(place: Path, signer: CryptoSigner, passphrase: str = "") -> None:
    """Write a key that only its owner can read, locked if there is a passphrase. Raises WriteError."""
    key = load_pem_private_key(signer.private_bytes, None)
    lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    write_private(place, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))


def read_signer(place: Path, passphrase: Passphrase) -> CryptoSigner:
    """Return the key in a file. Raises KeysError if it is not there, locked or no such key."""
    content = _read(place)
    lock = passphrase(place).encode() if b"ENCRYPTED" in content else None
    try:
        key = load_pem_private_key(content, lock)
    except (ValueError, TypeError):
        raise KeysError(
            str(place), "cannot be opened: a wrong passphrase, or no key in PKCS #8.", "Check both."
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeysError(str(place), "is no Ed25519 key.", "Make the keys with `chetavani keys init`.")
    return CryptoSigner(key)


def new_minisign(place: Path, passphrase: str = "") -> PublicKey:
    """Write a new minisign key, locked if there is a passphrase; return the public one. Raises WriteError."""
    pair = KeyPair.generate()
    if passphrase:
        pair.secret_key.encrypt(passphrase, opslimit=_OPSLIMIT, memlimit=_MEMLIMIT)
    write_private(place, bytes(pair.secret_key))
    pair.public_key.untrusted_comment = f"minisign public key {minisign_id(pair.public_key)}"
    return pair.public_key


def read_minisign(place: Path, passphrase: Passphrase) -> SecretKey:
    """Return a minisign key. Raises KeysError if it is not there, locked or no such key."""
    try:
        key = SecretKey.from_bytes(_read(place))
        if key.is_encrypted():
            key.decrypt(passphrase(place))
    except (MinisignError, ValueError):
        raise KeysError(
            str(place), "cannot be opened: a wrong passphrase, or no minisign key.", "Check both."
        ) from None
    return key


def minisign_id(key: PublicKey) -> str:
    """Return the id of a minisign key as the program shows it: capital hex."""
    return b64decode(key.to_base64())[_ALGORITHM : _ALGORITHM + _ID][::-1].hex().upper()


def write_private(place: Path, content: bytes) -> None:
    """Write a file that nobody but its owner can read, in place of the one that is there. Raises WriteError."""
    with disk(place):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        written = place.with_name(f".{place.name}.new")
        written.unlink(missing_ok=True)
        with open(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
            file.write(content)
        written.replace(place)


def _read(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError as error:
        remedy = "Bring the key, or make keys with `chetavani keys init`."
        raise KeysError(str(place), f"cannot be read: {cast('str', error.strerror)}.", remedy) from None
