# SPDX-License-Identifier: Apache-2.0
"""The published folder: the files of a built site, and beside each that pays for it a Brotli and a gzip variant.

A web server sends ``index.html.br`` for ``index.html`` to whoever takes it, and has nothing to compress itself. A
build's own tree is never touched: the published folder is a link to one of two trees of hard links, ``a`` and ``b`` in
``.<name>.variants/``. A run brings the tree that nobody reads up to date with the site, and then replaces the link, in
one ``rename``. Beside each tree lies the record of what is in it; a tree whose record is not as it was written counts
as empty. Variants have the same bytes wherever they are made by the same versions of Brotli and zlib.
"""

import errno
import fcntl
import gzip
import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import brotli

from chetavani.errors import WriteError

MANIFEST = "manifest.json"
SUFFIXES = (".br", ".gz")
# The search index is gzip already, and so are images and fonts in their own way.
_TYPES = frozenset({
    ".atom", ".conf", ".css", ".csv", ".hosts", ".html", ".ics", ".js", ".json", ".jsonl", ".md", ".mjs", ".ndjson",
    ".opml", ".rpz", ".rss", ".svg", ".txt", ".webmanifest", ".xml", ".xsl",
})  # fmt: skip
_SHARED = frozenset({".css", ".js", ".mjs", ".svg"})
_SMALLEST = 256  # bytes; below, the response's headers are most of what is sent
_LARGE = 8_000_000  # bytes; above, as in lists of a million, the last percent takes minutes
_WORTH = 0.95  # of the file's size: a variant that is larger is not kept
_SMALL_WINDOW, _WINDOW = 16, 22  # powers of two; Brotli sets up a window in a time that grows with its size
_FORMAT = f"2, brotli {brotli.__version__}, zlib {zlib.ZLIB_RUNTIME_VERSION}"
_REMEDY = "Check the folder's owner and the free space; what was published is unchanged."


class Kept(NamedTuple):
    """A file of the site in a tree: its SHA-256 (hex) and size, and the sizes of its variants in bytes, 0 for none."""

    sha256: str
    size: int
    br: int = 0
    gz: int = 0

    @property
    def variants(self) -> dict[str, int]:
        """Return the sizes of the variants that there are, by their suffixes."""
        return {suffix: size for suffix, size in zip(SUFFIXES, self[2:], strict=True) if size}


@dataclass(frozen=True, slots=True)
class Report:
    """What is published: how many files, how many variants of them, and how many of these had to be made."""

    files: int
    variants: int
    made: int


def brotli_variant(path: str, content: bytes) -> bytes:
    """Return ``content`` in Brotli: the best there is for what all readers share, else what costs about as gzip does.

    The best takes thirty times as long for a tenth less: too long for ten thousand pages whose style has changed.
    """
    quality = 11 if PurePosixPath(path).suffix in _SHARED else 9
    if len(content) > _LARGE:
        quality = 5
    window = _SMALL_WINDOW if len(content) < 1 << _SMALL_WINDOW else _WINDOW
    return bytes(brotli.compress(content, mode=brotli.MODE_TEXT, quality=quality, lgwin=window))


def gzip_variant(content: bytes) -> bytes:
    """Return ``content`` as gzip (RFC 1952), without name and time."""
    return gzip.compress(content, compresslevel=9 if len(content) <= _LARGE else 6, mtime=0)


def variants_of(path: str, content: bytes) -> dict[str, bytes]:
    """Return the variants that ``path`` with these bytes is worth, by their suffixes."""
    if PurePosixPath(path).suffix not in _TYPES or len(content) < _SMALLEST:
        return {}
    made = {".br": brotli_variant(path, content), ".gz": gzip_variant(content)}
    return {suffix: variant for suffix, variant in made.items() if len(variant) <= _WORTH * len(content)}


def publish_compressed(site: Path, output: Path, jobs: int = 1) -> Report:
    """Bring ``output`` up to date with the built ``site``, over ``jobs`` threads: compressing holds up no other.

    Raises WriteError if there is no built site, if ``output`` is somebody else's, or if the disk refuses; what was
    published stays.
    """
    output = output.parent.resolve() / output.name
    folder = output.parent / f".{output.name}.variants"
    with _disk(output):
        site = site.resolve()
        wanted = _wanted(site)
        _refuse_foreign(output, folder)
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            live, spare = _trees(output, folder)
            if live.is_up_to_date(wanted):
                return live.report(0)
            made = spare.update(site, wanted, live, jobs)
            spare.remember()
            _point_at(output, spare.path)
            return spare.report(made)


class _Tree:
    """One of the two trees, and what its record says of it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / name
        self._record = folder / f"{name}.json"
        self.files = self._recorded()

    def _recorded(self) -> dict[str, Kept]:
        try:
            record = json.loads(self._record.read_bytes())
            files = {path: Kept(*kept) for path, kept in record["files"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}
        return files if record.get("digest") == _digest(files) else {}

    def remember(self) -> None:
        """Write the record: from now on this tree counts."""
        record = {"digest": _digest(self.files), "files": self.files}
        written = self._record.with_suffix(".new")
        written.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        written.replace(self._record)

    def report(self, made: int) -> Report:
        """Return what is in the tree."""
        return Report(len(self.files), sum(len(kept.variants) for kept in self.files.values()), made)

    def has(self, path: str, file: Kept) -> bool:
        """Whether ``path`` is here with the same content as ``file``, and its variants as the record has them."""
        kept = self.files.get(path)
        if kept is None or kept[:2] != file[:2]:
            return False
        sizes = {"": kept.size, **kept.variants}
        try:
            # by os: three of these for every file of the site, and a Path takes longer to make than to ask for
            return all(os.stat(f"{self.path}/{path}{suffix}").st_size == size for suffix, size in sizes.items())  # noqa: PTH116
        except OSError:
            return False

    def is_up_to_date(self, wanted: Mapping[str, Kept]) -> bool:
        """Whether the tree is the site, whole."""
        return self.files.keys() == wanted.keys() and all(self.has(path, file) for path, file in wanted.items())

    def update(self, site: Path, wanted: Mapping[str, Kept], live: "_Tree", jobs: int) -> int:
        """Make the tree what is ``wanted`` of ``site``; return how many variants had to be made."""
        kept = {path: self.files[path] for path, file in wanted.items() if self.has(path, file)}
        self._record.unlink(missing_ok=True)  # until it is written again, nothing in this tree counts
        if not kept and self.path.exists():
            shutil.rmtree(self.path)
        for path in sorted(self.files.keys() - kept.keys()):
            self._remove(path)
        todo = sorted(wanted.keys() - kept.keys())
        for folder in sorted({(self.path / path).parent for path in todo}):
            folder.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(jobs) as pool:
            taken = list(pool.map(lambda path: self._take(site, path, wanted, live), todo))
        self.files = kept | {path: file for path, (file, _) in zip(todo, taken, strict=True)}
        return sum(made for _, made in taken)

    def _take(self, site: Path, path: str, wanted: Mapping[str, Kept], live: "_Tree") -> tuple[Kept, int]:
        """Take one file of the site, and its variants from the other tree or anew."""
        target = self.path / path
        _link(site / path, target)
        content = target.read_bytes()
        if hashlib.sha256(content).hexdigest() != wanted[path].sha256:
            raise WriteError(str(site / path), "is not what the manifest says.", "Build the site again, then compress.")
        if live.has(path, wanted[path]):
            for suffix in live.files[path].variants:
                _link(Path(f"{live.path}/{path}{suffix}"), Path(f"{target}{suffix}"))
            return live.files[path], 0
        variants = {name: made for name, made in variants_of(path, content).items() if path + name not in wanted}
        times = target.stat().st_atime_ns, target.stat().st_mtime_ns
        for suffix, variant in variants.items():
            place = Path(f"{target}{suffix}")
            place.write_bytes(variant)
            os.utime(place, ns=times)  # a server tells the time of the file that it sends
        sizes = (len(variants.get(suffix, b"")) for suffix in SUFFIXES)
        return Kept(wanted[path].sha256, len(content), *sizes), len(variants)

    def _remove(self, path: str) -> None:
        for suffix in ("", *SUFFIXES):
            (self.path / f"{path}{suffix}").unlink(missing_ok=True)
        for parent in (self.path / path).relative_to(self.path).parents:
            folder = self.path / parent
            if not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()


def _digest(files: Mapping[str, Kept]) -> str:
    return hashlib.sha256(f"{_FORMAT}\n{sorted(files.items())}".encode()).hexdigest()


def _wanted(site: Path) -> dict[str, Kept]:
    """Return the files of the site, its manifest included. Raises WriteError if it has none."""
    try:
        manifest = (site / MANIFEST).read_bytes()
        files = {one["path"]: Kept(one["sha256"], one["size"]) for one in json.loads(manifest)["files"]}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        raise WriteError(str(site), "is no built site.", "Run `chetavani build`, or name another --site.") from None
    if leaving := [path for path in files if path.startswith("/") or ".." in path.split("/")]:
        raise WriteError(str(site / MANIFEST), f"names {leaving[0]}, outside the site.", "Build the site again.")
    return files | {MANIFEST: Kept(hashlib.sha256(manifest).hexdigest(), len(manifest))}


def _refuse_foreign(output: Path, folder: Path) -> None:
    """Refuse to replace anything that is not a link of ours."""
    ours = output.is_symlink() and output.readlink().parent.name == folder.name
    if not ours and (output.is_symlink() or output.exists()):
        raise WriteError(str(output), "was not made by `chetavani compress`.", "Name another --output, or remove it.")


def _trees(output: Path, folder: Path) -> tuple[_Tree, _Tree]:
    """Return the tree that readers see, and the other one."""
    one, other = _Tree(folder, "a"), _Tree(folder, "b")
    return (other, one) if output.is_symlink() and output.readlink().name == "b" else (one, other)


def _point_at(output: Path, tree: Path) -> None:
    link = tree.with_suffix(".link")
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(tree, output.parent))
    link.replace(output)


def _link(source: Path, target: Path) -> None:
    """Make ``target`` a hard link to ``source``, or a copy where there are none; never write into what is there."""
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except OSError as error:
        if error.errno not in {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP}:
            raise
        shutil.copy2(source, target)


@contextmanager
def _disk(place: Path) -> Iterator[None]:
    """Turn what the disk refuses into a WriteError."""
    try:
        yield
    except OSError as error:
        cause = f"cannot be written: {error.strerror or error}."
        raise WriteError(str(error.filename or place), cause, _REMEDY) from None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise WriteError(str(folder), "another run is writing there.", "Wait until it has finished.") from None
        yield
