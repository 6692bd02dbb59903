# SPDX-License-Identifier: Apache-2.0
"""Saves: which files of a repository have just changed."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch
from watchfiles.main import FileChange

from chetavani.config import CONFIG_NAME
from chetavani.templating import shipped_templates

FOLDERS = ("advisories", "approvals", "docs", "governance", "templates")
_FILES = (CONFIG_NAME, "mkdocs.yml")
_STEP = 15  # milliseconds without an event after which a save counts as complete: editors write, rename and touch
_LONGEST = 150  # milliseconds after which what has come so far counts, however many events still follow
_LOOK = 100  # milliseconds between looks at whether to go on
_LONG_START = 10.0  # seconds to wait for the system to watch everything, which takes it far less than one
Heard = Callable[[frozenset[Path]], None]


class _Sources(DefaultFilter):
    """What counts as a save inside a folder: anything but editors' scratch files and caches."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        super().__init__()
        self._folders = folders

    def __call__(self, change: Change, path: str) -> bool:
        """Whether a change matters."""
        found = Path(path)
        inside = next((found.relative_to(one).parts for one in self._folders if found.is_relative_to(one)), ())
        scratch = any(part.startswith((".", "#")) for part in inside) or found.name == "4913"  # vim tries that name
        return not scratch and found.suffix != ".tmp" and super().__call__(change, path)


@dataclass(frozen=True, slots=True)
class Saves:
    """Follows a repository, in threads of its own, and tells ``heard`` of the files of every save.

    A first, empty save is told for each thread when it has begun to look: what was saved earlier may have been missed.
    """

    root: Path
    heard: Heard
    stop: threading.Event
    _begun: threading.Semaphore = field(default_factory=partial(threading.Semaphore, 0))

    def start(self) -> list[threading.Thread]:
        """Start to follow, and wait until no save goes unheard; return the threads, which end soon after ``stop``."""
        threads = [threading.Thread(target=run, daemon=True) for run in (self._follow_settings, self._follow_folders)]
        for thread in threads:
            thread.start()
        for _ in threads:
            self._begun.acquire(timeout=_LONG_START)
        return threads

    def _follow_settings(self) -> None:
        """Follow the files at the top. Their folder is watched: an editor may put a new file in place of the old."""
        names = {str(self.root / name) for name in _FILES}
        self._follow([self.root], lambda _, path: path in names, self.stop, recursive=False)

    def _follow_folders(self) -> None:
        """Follow the folders, anew whenever one of them has come or gone."""
        while not self.stop.is_set():
            folders = followed(self.root)
            moved = threading.Event()
            looking = threading.Thread(target=self._follow, args=(folders, _Sources(folders), moved), daemon=True)
            identities = _identities(folders)
            looking.start()
            while looking.is_alive() and not self.stop.wait(_LOOK / 1000):
                if followed(self.root) != folders or _identities(folders) != identities:
                    break
            moved.set()
            looking.join()

    def _follow(
        self,
        paths: list[Path] | tuple[Path, ...],
        matters: Callable[[Change, str], bool],
        stop: threading.Event,
        *,
        recursive: bool = True,
    ) -> None:
        look = partial(
            watch, *paths, watch_filter=matters, stop_event=stop, recursive=recursive, debounce=_LONGEST, step=_STEP,
            rust_timeout=_LOOK, yield_on_timeout=True, raise_interrupt=False,
        )  # fmt: skip
        try:
            self._tell(look(), matters)
        except FileNotFoundError:
            return  # a folder has gone while it was being entered: whoever follows it looks again
        except OSError:
            self._tell(look(force_polling=True), matters)  # the system has no more watches to give

    def _tell(self, found: Iterable[set[FileChange]], matters: Callable[[Change, str], bool]) -> None:
        began = False
        for changes in found:
            if changes or not began:
                self.heard(frozenset(saved for _, path in changes for saved in _saved(Path(path), matters)))
            if not began:
                began = True
                self._begun.release()


def _saved(path: Path, matters: Callable[[Change, str], bool]) -> Iterable[Path]:
    """Return a path that has changed, and if it is a folder what matters in it.

    A file that was put into a new folder before the folder was watched is told of by nobody else.
    """
    if path.is_symlink() or not path.is_dir():
        return [path]
    return [path, *(one for one in path.rglob("*") if one.is_file() and matters(Change.added, str(one)))]


def followed(root: Path) -> tuple[Path, ...]:
    """Return the folders whose files a preview follows, those that there are."""
    folders = dict.fromkeys((*(root / name for name in FOLDERS), shipped_templates()))
    return tuple(path for path in folders if path.is_dir())


def _identities(folders: tuple[Path, ...]) -> list[int]:
    """Return what tells a folder from another one of its name."""
    try:
        return [folder.stat().st_ino for folder in folders]
    except FileNotFoundError:
        return []
