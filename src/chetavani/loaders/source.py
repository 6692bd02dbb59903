# SPDX-License-Identifier: Apache-2.0
"""Reading one source file: bytes to clean text, refusing what no advisory may be."""

import hashlib
import os
from pathlib import Path
from stat import S_ISLNK, S_ISREG

from chetavani.loaders.codes import BAD_CHARACTER, NOT_READABLE, NOT_UTF8, OUTSIDE_TREE, TOO_LARGE, Collector
from chetavani.model.text import nfc

MAX_BYTES = 1024 * 1024


def read_source(root: Path, path: Path, collector: Collector) -> tuple[bytes, str] | None:
    """Return the bytes and the NFC text (from UTF-8, newlines as line ends) of ``path``.

    None, with findings, if the file is refused.
    """
    try:
        found = regular(root, path, collector)
        if found is None:
            return None
        if found.st_size > MAX_BYTES:
            collector.add(TOO_LARGE, 1, "", f"has {found.st_size:,} bytes; the limit is {MAX_BYTES:,}.")
            return None
        raw = path.read_bytes()
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links
        _refuse(collector, error)
        return None
    text = _decode(raw, collector)
    return None if text is None else (raw, text)


def read_sheet(root: Path, path: Path, collector: Collector) -> tuple[str, int] | None:
    """Return the SHA-256 (hex) of a file of any size, and how many lines it has. None, with findings, if refused."""
    digest, lines, last = hashlib.sha256(), 0, b"\n"
    try:
        if regular(root, path, collector) is None:
            return None
        with path.open("rb", buffering=0) as file:
            while content := file.read(MAX_BYTES):
                digest.update(content)
                lines += content.count(b"\n")
                last = content
    except (OSError, RuntimeError) as error:
        _refuse(collector, error)
        return None
    return digest.hexdigest(), lines + (not last.endswith(b"\n"))


def regular(root: Path, path: Path, collector: Collector) -> os.stat_result | None:
    """Return what the file system says of a file that may be read; None, with a finding, of one that may not."""
    if _is_linked(root, path) and not path.resolve(strict=True).is_relative_to(root.resolve()):
        collector.add(OUTSIDE_TREE, 1, "", f"is a symbolic link to {path.readlink()}, outside the repository.")
        return None
    found = path.stat()
    if not S_ISREG(found.st_mode):
        collector.add(NOT_READABLE, 1, "", "is not a regular file.")
        return None
    return found


def _refuse(collector: Collector, error: Exception) -> None:
    collector.add(NOT_READABLE, 1, "", f"cannot be read: {getattr(error, 'strerror', None) or error}.")


def _is_linked(root: Path, path: Path) -> bool:
    """Whether ``path`` or a folder between it and ``root`` is a symbolic link; else it is where its name says."""
    place, top = str(path), len(str(root))
    while len(place) > top:
        if S_ISLNK(os.lstat(place).st_mode):
            return True
        place = place.rpartition(os.sep)[0]
    return False


def _decode(raw: bytes, collector: Collector) -> str | None:
    if raw.startswith(b"\xef\xbb\xbf"):
        collector.add(NOT_UTF8, 1, "", "starts with a byte order mark.")
        return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        collector.add(NOT_UTF8, line, "", f"has the byte 0x{raw[error.start]:02x}, which is not UTF-8.")
        return None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        collector.add(BAD_CHARACTER, line, "", "contains U+0000, so it is no text file.")
        return None
    return nfc(text)
