# SPDX-License-Identifier: Apache-2.0
"""The builds folder: how a site changes without any reader ever seeing half of it, at the cost of what changes.

Two whole trees of the site live in ``.<name>.builds/`` beside the output, their equal files hard links to each other;
the output itself is a symbolic link to one of them. A build writes its changes into the *spare* tree, which nobody
reads, together with those by which the spare had fallen behind; then the link is replaced, in one ``rename``. So a
file that does not change keeps its inode and its times, and a build that dies leaves the link as it was.
"""

import fcntl
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from chetavani.errors import DamagedStoreError, WriteError
from chetavani.manifest import MANIFEST, entries_of
from chetavani.store import file_sizes
from chetavani.workers import aside, spread
from chetavani.writer import FolderWriter, disk, write_file

_STAGING = "staging-"
_TREE = "tree-"
_CHUNK = 2_000  # files for one task of a worker


@dataclass(frozen=True, slots=True)
class State:
    """What the store remembers of the trees: which is the newest, the SHA-256 of its manifest, and its spare.

    ``behind`` are the paths in which the spare differs from the newest tree. ``spare`` is empty if there is none.
    """

    tree: str
    manifest: str
    spare: str = ""
    behind: tuple[str, ...] = ()


class Builds:
    """The builds folder of an output, locked. Use ``open_builds``."""

    def __init__(self, output: Path, folder: Path) -> None:
        self.output = output
        self.folder = folder
        self.store = folder / "store.sqlite3"
        self.stage = folder / f"{_STAGING}{os.getpid()}"
        self.scratch = folder / f"{_STAGING}{os.getpid()}-scratch"

    @property
    def live(self) -> Path | None:
        """Return the tree that readers see, or None."""
        return self.output.resolve() if self.output.is_symlink() and self.output.exists() else None

    def listed(self) -> list[str]:
        """Return the paths that the manifest of the site lists which readers see; none if there is none to read."""
        try:
            return [entry.path for entry in entries_of((self.live / MANIFEST).read_bytes())] if self.live else []
        except (OSError, ValueError, LookupError, TypeError):  # not of our making, or damaged
            return []

    def settle(self, state: State | None) -> tuple[State, bytes] | None:
        """Return the state if its tree is there, with the bytes of its manifest; else None: there is nothing to go by.

        A build that died between its last write and the switch is switched to here: its tree is whole.
        """
        if state is None:
            return None
        tree = self.folder / state.tree
        try:
            manifest = (tree / MANIFEST).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(manifest).hexdigest() != state.manifest:
            return None
        if self.live != tree:
            self.point_at(tree)
        if state.spare and not (self.folder / state.spare / MANIFEST).is_file():
            state = replace(state, spare="", behind=())
        return state, manifest

    def inspection(self, state: State, jobs: int) -> Callable[[], tuple[list[str], bool]]:
        """Start looking whether the trees are as they were left; return what waits for the answer."""
        tree = self.folder / state.tree
        look = Inspection(self.store, tree, frozenset(state.behind))
        return aside(look, (tree / MANIFEST).stat().st_mtime_ns, jobs)

    def new_tree(self) -> Path:
        """Return the folder of a tree to be written from scratch."""
        taken = {path.name for path in self.folder.iterdir()}
        tree = self.folder / next(name for number in range(1, 10_000) if (name := f"{_TREE}{number}") not in taken)
        with disk(tree):
            tree.mkdir()
        return tree

    def finish(self, tree: Path, manifest: bytes) -> State:
        """Write the manifest of a new tree; return the state to remember before ``point_at``."""
        FolderWriter(tree, self.live).write(MANIFEST, manifest)
        return State(tree.name, hashlib.sha256(manifest).hexdigest())

    def update(self, state: State, staged: Mapping[str, str], gone: Iterable[str], manifest: bytes) -> State:
        """Bring the spare tree up to date with what is staged and gone; return the state to remember.

        ``staged`` maps paths to the names under which the stage holds them. The store must know of every path that
        is touched here beforehand, as ``behind``.
        """
        tree, spare = self.folder / state.tree, self.folder / state.spare
        vanished = set(gone)
        with disk(spare):
            behind = sorted({*state.behind} - staged.keys() - vanished - {MANIFEST})
            kept = [path for path in behind if (tree / path).is_file()]
            for path in sorted(vanished.union(behind).difference(kept)):
                _remove(spare, path)
            for path in kept:
                _equal(tree / path, spare / path)
            for path, name in sorted(staged.items()):
                _place(self.stage / name, spare / path)
            (spare / MANIFEST).unlink(missing_ok=True)
            write_file(str(spare / MANIFEST), manifest)
        changed = tuple(sorted({*staged, *vanished, MANIFEST}))
        return State(spare.name, hashlib.sha256(manifest).hexdigest(), tree.name, changed)

    def point_at(self, tree: Path) -> None:
        """Let readers see ``tree``, from one moment to the next."""
        link = self.folder / f"{_STAGING}link"
        with disk(link):
            link.unlink(missing_ok=True)
            link.symlink_to(os.path.relpath(tree, self.output.parent))
            if self.output.is_dir() and not self.output.is_symlink():
                # a folder made by somebody else (an empty one, or a plain `mkdocs build`): out of the way, once
                self.output.rename(self.folder / f"{_STAGING}replaced")
            link.replace(self.output)

    def twin(self, state: State, paths: Sequence[str], jobs: int) -> State:
        """Make the spare of the newest tree, file by file a hard link; return the state with it."""
        spare = self.new_tree()
        chunks = [paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK)]
        with disk(spare):
            for _ in spread(partial(_link_all, self.folder / state.tree, spare), chunks, jobs):
                pass
            _equal(self.folder / state.tree / MANIFEST, spare / MANIFEST)
        return replace(state, spare=spare.name, behind=())

    def clear(self, state: State, live: Path | None = None) -> None:
        """Remove every tree but the two of ``state``, and the one that readers saw until now."""
        for path in self.folder.glob(f"{_TREE}*"):
            if path.name not in {state.tree, state.spare} and path != live:
                shutil.rmtree(path, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Inspection:
    """Looks whether the files of a tree are as they were left: there, of their size, untouched since the manifest.

    ``store`` lists them. A file that is in the spare too has two links; ``behind`` are the ones that need not.
    """

    store: Path
    tree: Path
    behind: frozenset[str]

    def __call__(self, since: int) -> tuple[list[str], bool]:
        """Return the paths that are not as they were left, and whether the spare has all that it should.

        ``since`` is the time of the manifest in nanoseconds.
        """
        altered: list[str] = []
        spare = True
        prefix = f"{self.tree}/"
        for path, size in file_sizes(self.store):
            try:
                found = os.lstat(prefix + path)
            except OSError:
                altered.append(path)
                continue
            if found.st_size != size or found.st_mtime_ns > since or not stat.S_ISREG(found.st_mode):
                altered.append(path)
            elif found.st_nlink < 2 and path not in self.behind:  # noqa: PLR2004 - two trees, two links
                spare = False
        return altered, spare


def _link_all(tree: Path, spare: Path, paths: Sequence[str]) -> None:
    made: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        if folder not in made:
            os.makedirs(spare / folder, exist_ok=True)  # noqa: PTH103 - folders by the ten thousand
            made.add(folder)
        try:
            os.link(tree / path, spare / path)
        except FileNotFoundError:
            raise DamagedStoreError(str(tree / path), "is gone from the site.") from None


def _equal(source: Path, target: Path) -> None:
    """Make ``target`` the same file as ``source``."""
    target.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.hardlink_to(source)


def _place(staged: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    staged.replace(target)


def _remove(tree: Path, path: str) -> None:
    """Delete a file, and the folders that it leaves empty."""
    target = tree / path
    target.unlink(missing_ok=True)
    for folder in target.parents:
        if folder == tree:
            return
        with suppress(FileNotFoundError):
            try:
                folder.rmdir()
            except OSError:  # something else is in it
                return


def _refuse_foreign(output: Path) -> None:
    """Refuse to replace a folder that no build of ours made: it may be somebody's work."""
    if output.is_symlink():
        target = output.parent / output.readlink()
        if target.parent.name != f".{output.name}.builds":
            raise WriteError(
                str(output), f"is a link to {output.readlink()}, not to a build.", "Name another --output."
            )
        return
    if not output.exists():
        return
    if not output.is_dir():
        raise WriteError(str(output), "is a file.", "Name another --output.")
    if any(output.iterdir()) and not (output / MANIFEST).is_file():
        raise WriteError(
            str(output), "is a folder with other files in it.", "Name another --output, or empty the folder first."
        )


def _clear_remains(builds: Path) -> None:
    for path in builds.glob(f"{_STAGING}*"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


@contextmanager
def _locked(builds: Path) -> Iterator[None]:
    with (builds / "lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise WriteError(str(builds), "another build is writing there.", "Wait until it has finished.") from None
        yield


@contextmanager
def open_builds(output: Path) -> Iterator[Builds]:
    """Yield the builds folder of ``output``; whatever happens inside, the output changes only by ``point_at``.

    Raises WriteError if the output is somebody else's folder, if a second build runs, or if the disk refuses.
    """
    with disk(output):
        output = output.parent.resolve() / output.name
        _refuse_foreign(output)
        folder = output.parent / f".{output.name}.builds"
        folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        builds = Builds(output, folder)
        with disk(folder):
            _clear_remains(folder)
            builds.stage.mkdir()
            builds.scratch.mkdir()
        try:
            yield builds
        finally:
            with disk(folder):
                _clear_remains(folder)
