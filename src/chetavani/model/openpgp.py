# SPDX-License-Identifier: Apache-2.0
"""Public OpenPGP keys in ASCII armour (RFC 9580): their fingerprints, which is all that has to be known of them."""

import hashlib
from base64 import b64decode
from binascii import Error

_BEGIN, _END = "-----BEGIN PGP PUBLIC KEY BLOCK-----", "-----END PGP PUBLIC KEY BLOCK-----"
_PUBLIC_KEY = 6  # the packet's type
_NEW_FORM, _TYPE = 0x40, 0x3F
_ONE_OCTET, _TWO_OCTETS = 192, 224
_FOUR = 255


def fingerprint(armoured: str) -> str:
    """Return the fingerprint of the key in a block, capital hex. ValueError says what is wrong."""
    packet = _first_packet(dearmoured(armoured))
    version = packet[:1]
    if version == b"\x04":
        return hashlib.sha1(b"\x99" + len(packet).to_bytes(2) + packet, usedforsecurity=False).hexdigest().upper()
    if version == b"\x06":
        return hashlib.sha256(b"\x9b" + len(packet).to_bytes(4) + packet).hexdigest().upper()
    message = "has a key of a version that nobody should use any more"
    raise ValueError(message)


def dearmoured(armoured: str) -> bytes:
    """Return what is in the armour; checksums are passed over, as RFC 9580 has it. ValueError says what is wrong."""
    if "PRIVATE KEY" in armoured:
        message = "has a private key: take it out of the repository, revoke it, and make another"
        raise ValueError(message)
    lines = [line.strip() for line in armoured.splitlines()]
    if lines.count(_BEGIN) != 1 or lines.count(_END) != 1 or lines.index(_END) < lines.index(_BEGIN):
        message = "must have one block, as `gpg --armor --export` writes it"
        raise ValueError(message)
    body = lines[lines.index(_BEGIN) + 1 : lines.index(_END)]
    if "" in body:  # headers come before an empty line
        body = body[body.index("") + 1 :]
    try:
        return b64decode("".join(line for line in body if not line.startswith("=")), validate=True)
    except Error:
        message = "has a block that is no base64"
        raise ValueError(message) from None


def _first_packet(content: bytes) -> bytes:
    """Return the body of the first packet, which is the key."""
    octets = [*content[:6], 0, 0, 0, 0, 0, 0]
    head, first = octets[0], octets[1]
    if head & _NEW_FORM:
        kind = head & _TYPE
        if first < _ONE_OCTET:
            start, length = 2, first
        elif first < _TWO_OCTETS:
            start, length = 3, (first - _ONE_OCTET << 8) + octets[2] + _ONE_OCTET
        else:
            start, length = (6, int.from_bytes(bytes(octets[2:6]))) if first == _FOUR else (0, 0)
    else:
        kind, size = head >> 2 & 0xF, 1 << (head & 3)
        start, length = 1 + size, int.from_bytes(content[1 : 1 + size])
    body = content[start : start + length]
    if kind != _PUBLIC_KEY or not start or len(body) != length or not body:
        message = "does not begin with a public key"
        raise ValueError(message)
    return body
