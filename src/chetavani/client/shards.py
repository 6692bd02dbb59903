# SPDX-License-Identifier: Apache-2.0
"""Looking up a hash among the shards of a site: one file is asked for, by the first digits, and compared here."""

import base64
from typing import Any
from urllib.parse import quote

from chetavani.client.files import Files

Found = tuple[str, str, str]
"""Of an entry: ``warn``, ``hold``, ``block`` or ``cleared``; the advisory; until when, or when it was cleared."""

ACTIONS = frozenset({"warn", "hold", "block"})
CLEARED = "cleared"
_META = "meta.json"
_PLACES = range(1, 7)  # digits that a prefix may have
_LONGEST = 30 * 86_400  # seconds for which any file is believed


def checked(action: object, advisory: object, until: object) -> Found:
    """Return these as what an entry says. Raises ValueError if they cannot be."""
    told = (action, advisory, until)
    if not all(isinstance(one, str) for one in told) or action not in ACTIONS | {CLEARED}:
        message = "an entry cannot be read"
        raise ValueError(message)
    return str(action), str(advisory), str(until)


class Shards:
    """The look-up files of a site, in ``files``. Errors are those of ``Files.read``."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def find(self, digest: str, until: float) -> Found | None:
        """Return what is said of the value with this hash (64 hexadecimal digits); None if nothing is."""
        try:
            entries = self._entries(digest, until)
        except FileNotFoundError:  # there is a shard for every prefix, so prefixes have another length now
            self._files.forget()
            entries = self._entries(digest, until)
        short = base64.urlsafe_b64encode(bytes.fromhex(digest)[:16]).rstrip(b"=").decode()
        for name, *told in entries:
            if name == short:
                return checked(*(told + [None] * 3)[:3])
        return None

    def card(self, advisory: str, until: float) -> dict[str, Any]:
        """Return the warning card of an advisory."""
        age = _age(self._meta(until))
        return self._files.read(self.card_path(advisory, until), until, lambda _: age)

    def card_path(self, advisory: str, until: float) -> str:
        """Return where the warning card of an advisory is, below the folder of the look-up."""
        return str(self._meta(until)["card"]).replace("{advisory}", quote(advisory, safe=""))

    def _meta(self, until: float) -> dict[str, Any]:
        meta = self._files.read(_META, until, _age)
        digits = meta.get("prefix_digits")
        form = meta.get("version"), meta.get("hash"), meta.get("hash_bytes"), type(digits) is int and digits in _PLACES
        paths = _is_path(meta.get("shard"), "{prefix}") and _is_path(meta.get("card"), "{advisory}")
        if form != (1, "sha256", 16, True) or not paths:
            message = f"{_META} is of a kind that this client does not know"
            raise ValueError(message)
        return meta

    def _entries(self, digest: str, until: float) -> list[list[object]]:
        meta = self._meta(until)
        prefix, age = digest[: meta["prefix_digits"]], _age(meta)
        shard = self._files.read(meta["shard"].replace("{prefix}", prefix), until, lambda _: age)
        entries = shard.get("entries")
        if shard.get("prefix") != prefix or not isinstance(entries, list) or not all(map(_is_entry, entries)):
            message = f"the shard {prefix} cannot be read"
            raise ValueError(message)
        return entries


def _age(meta: dict[str, Any]) -> float:
    age = meta.get("max_age")
    return age if isinstance(age, int | float) and 0 <= age <= _LONGEST else 0.0


def _is_path(path: object, part: str) -> bool:
    """Return whether this names files below the folder of the look-up, and nothing else."""
    return isinstance(path, str) and part in path and ".." not in path and ":" not in path and path[0] != "/"


def _is_entry(entry: object) -> bool:
    return isinstance(entry, list) and bool(entry) and isinstance(entry[0], str)
