# SPDX-License-Identifier: Apache-2.0
"""Zip archives in memory whose bytes depend on their members alone: one order, one date, one kind of permissions."""

from collections.abc import Iterable
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

_DATE = (1980, 1, 1, 0, 0, 0)  # the first that the format can say
_UNIX = 3
_PERMISSIONS = 0o100644 << 16  # a regular file, rw-r--r--
_LEVEL = 6


class _Memory:
    """As much of a file as an archive needs: outputs open none."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = bytearray(content)
        self._at = 0

    def write(self, part: bytes, /) -> int:
        self.content[self._at : self._at + len(part)] = part
        self._at += len(part)
        return len(part)

    def read(self, size: int = -1, /) -> bytes:
        end = len(self.content) if size < 0 else self._at + size
        part = bytes(self.content[self._at : end])
        self._at += len(part)
        return part

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._at = offset + (0, self._at, len(self.content))[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        """Do nothing: all is written."""

    def close(self) -> None:
        """Do nothing: there is nothing to give back."""

    def seekable(self) -> bool:
        return True


def archive(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip archive of ``members``, each a name and its content, in their order."""
    memory = _Memory()
    with ZipFile(memory, "w", ZIP_DEFLATED) as made:
        for name, content in members:
            info = ZipInfo(name, _DATE)
            info.create_system, info.external_attr, info.compress_type = _UNIX, _PERMISSIONS, ZIP_DEFLATED
            made.writestr(info, content, compresslevel=_LEVEL)
    return bytes(memory.content)


def member(content: bytes, name: str) -> bytes:
    """Return the member ``name`` of an archive. Raises LookupError if there is none, ValueError for no archive."""
    try:
        with ZipFile(_Memory(content)) as opened:
            return opened.read(name)
    except BadZipFile as error:
        raise ValueError(str(error)) from None
