# SPDX-License-Identifier: Apache-2.0
"""The site that was published before, ``chetavani build --after DIR``: what outputs carry over from its files.

It is read when it is needed. The same repository, as-of time and folder give the same site.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from chetavani.errors import SiteError

_REMEDY = "Name the folder of a whole site that was published, or leave --after out."


@dataclass(frozen=True, slots=True)
class EarlierSite:
    """The files of ``folder`` that begin with the prefixes of ``keys``; None: there is no site before.

    See ``chetavani.outputs.base.Earlier``. Small, so that every process can have it.
    """

    folder: Path | None = None
    keys: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read_from(cls, folder: Path | None, prefixes: Iterable[str]) -> Self:
        """Return what is in ``folder`` below ``prefixes``. Raises SiteError if it cannot be read."""
        if folder is None:
            return cls()
        site = folder.resolve()
        return cls(site, {prefix: _digest(site / prefix) for prefix in prefixes})

    def key(self, prefix: str, /) -> str:
        """Return a digest of the names and bytes of all files below ``prefix``; empty if there are none."""
        return self.keys.get(prefix, "")

    def read(self, path: str, /) -> bytes:
        """Return the bytes of the file at ``path``; none if it is not there. Raises SiteError if it cannot be read."""
        if self.folder is None:
            return b""
        return _read(self.folder / path)


def _digest(folder: Path) -> str:
    digest, found = hashlib.sha256(), sorted(folder.iterdir()) if folder.is_dir() else []
    for place in found:
        content = _read(place)
        digest.update(f"{place.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest() if found else ""


def _read(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise SiteError(str(place), f"cannot be read: {error.strerror or error}.", _REMEDY) from None
