# SPDX-License-Identifier: Apache-2.0
"""Checksums of wallets: Base58Check (Bitcoin, Tron), Bech32 and Bech32m (BIP 173, BIP 350), capitals (EIP-55)."""

from hashlib import sha256

_LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58 = {character: value for value, character in enumerate(_LETTERS)}
_BECH32 = {character: value for value, character in enumerate("qpzry9x8gf2tvdw0s3jn54khce6mua7l")}
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_SUM, _BECH32M_SUM = 1, 0x2BC830A3
_ADDRESS_BYTES = 25
_MASK = (1 << 64) - 1


def base58_version(address: str) -> int | None:
    """Return the version byte of a Base58Check address of 25 bytes, None if it is none."""
    number = 0
    for character in address:
        if character not in _BASE58:
            return None
        number = number * 58 + _BASE58[character]
    if number >> (8 * _ADDRESS_BYTES):
        return None
    raw = number.to_bytes(_ADDRESS_BYTES, "big")
    zeros = len(address) - len(address.lstrip("1"))
    good = zeros == len(raw) - len(raw.lstrip(b"\0")) and sha256(sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]
    return raw[0] if good else None


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            check ^= generator if top >> bit & 1 else 0
    return check


def is_segwit(address: str) -> bool:
    """Whether a lower-case ``bc1…`` address of Bitcoin is one, by its checksum and the length of its program."""
    prefix, _, data = address.rpartition("1")
    if prefix != "bc" or len(data) < 8 or any(character not in _BECH32 for character in data):  # noqa: PLR2004 - BIP 173
        return False
    values = [_BECH32[character] for character in data]
    version, bits = values[0], 5 * (len(values) - 7)
    if _polymod([3, 3, 0, 2, 3, *values]) != (_BECH32M_SUM if version else _BECH32_SUM):  # "bc" expanded: BIP 173
        return False
    size, spare = divmod(bits, 8)
    padding = values[-7] & ((1 << spare) - 1) if spare else 0
    return version <= 16 and spare < 5 and not padding and (size in {20, 32} if not version else 2 <= size <= 40)  # noqa: PLR2004 - BIP 141


def has_right_capitals(address: str) -> bool:
    """Whether the capitals of an Ethereum address (``0x…``) are its checksum, or all or none are."""
    digits = address[2:]
    if digits in {digits.lower(), digits.upper()}:
        return True
    mixed = keccak256(digits.lower().encode()).hex()
    return all(
        digit == (digit.upper() if nibble in "89abcdef" else digit.lower())
        for digit, nibble in zip(digits, mixed, strict=False)
    )


def _rotated(lane: int, by: int) -> int:
    by %= 64
    return (lane << by | lane >> (64 - by)) & _MASK


def _round_constants() -> list[int]:
    """Return the 24 constants of Keccak-f[1600] (FIPS 202, 3.2.5)."""
    constants, register = [], 1
    for _ in range(24):
        constant = 0
        for power in range(7):
            if register & 1:
                constant |= 1 << ((1 << power) - 1)
            register = register << 1 ^ (0x171 if register >> 7 else 0)
        constants.append(constant)
    return constants


def _permuted(lanes: list[list[int]]) -> list[list[int]]:
    """Return the state after Keccak-f[1600] (FIPS 202, 3.3)."""
    for constant in _round_constants():
        parity = [row[0] ^ row[1] ^ row[2] ^ row[3] ^ row[4] for row in lanes]
        for x in range(5):
            mixed = parity[(x + 4) % 5] ^ _rotated(parity[(x + 1) % 5], 1)
            lanes[x] = [lane ^ mixed for lane in lanes[x]]
        x, y, current = 1, 0, lanes[1][0]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, lanes[x][y] = lanes[x][y], _rotated(current, (step + 1) * (step + 2) // 2)
        lanes = [
            [lanes[x][y] ^ (~lanes[(x + 1) % 5][y] & lanes[(x + 2) % 5][y] & _MASK) for y in range(5)] for x in range(5)
        ]
        lanes[0][0] ^= constant
    return lanes


def keccak256(message: bytes) -> bytes:
    """Return Keccak-256 of less than 136 bytes: SHA-3 before its padding was changed, as Ethereum has it."""
    block = bytearray(message.ljust(136, b"\0"))
    block[len(message)] ^= 0x01
    block[-1] ^= 0x80
    lanes = [[0] * 5 for _ in range(5)]
    for place in range(17):
        lanes[place % 5][place // 5] = int.from_bytes(block[8 * place : 8 * place + 8], "little")
    lanes = _permuted(lanes)
    return b"".join(lanes[x][0].to_bytes(8, "little") for x in range(4))
