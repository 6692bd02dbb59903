# SPDX-License-Identifier: Apache-2.0
"""The files of a look-up, from the web or from a folder: fetched when needed, kept as long as the site says."""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.error import HTTPError
from urllib.request import Request, urlopen

LARGEST = 8 * 1024 * 1024
"""Bytes of a file that are read at most: no file of a look-up is nearly as large."""
_PIECE = 64 * 1024
_KEPT = 4096  # files in memory

Age = Callable[[dict[str, Any]], float]


class Files(Protocol):
    """Where the files of a look-up are."""

    def read(self, path: str, until: float, age: Age) -> dict[str, Any]:
        """Return the JSON object in a file.

        ``until`` is when to give up (seconds of ``time.monotonic``), ``age`` for how many seconds a content holds.
        Raises FileNotFoundError if there is no such file, another OSError if it cannot be had, ValueError if it is
        nothing that can be read.
        """
        ...

    def forget(self) -> None:
        """Ask for everything afresh, whatever its age."""
        ...


def parsed(content: bytes) -> dict[str, Any]:
    """Return the object in a JSON file. Raises ValueError if there is none."""
    try:
        found = json.loads(content)
    except RecursionError:
        found = None
    if not isinstance(found, dict):
        message = "holds no JSON object"
        raise ValueError(message)  # noqa: TRY004  (the caller gave bytes, and did so rightly)
    return found


class Folder:
    """The folder of a built site."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str, until: float, age: Age) -> dict[str, Any]:
        """Return the JSON object in a file; see ``Files``."""
        del until, age
        return parsed((self._root / path).read_bytes())

    def forget(self) -> None:
        """Nothing is kept."""


class _Kept(NamedTuple):
    content: dict[str, Any]
    fetched: float
    marks: dict[str, str]


class Web:
    """A site on the web; what it gave is kept in memory, and in ``folder`` for the next process.

    ``now`` gives the time in seconds since 1970. Nothing but the address of a file and, of one that was had before, its
    ETag or date is sent.
    """

    def __init__(self, root: str, folder: Path | None, now: Callable[[], float]) -> None:
        self._root, self._folder, self._now = root, folder, now
        self._memory: dict[str, _Kept] = {}
        self._confirmed: set[str] | None = None  # what was fetched since everything was to be asked for afresh

    def read(self, path: str, until: float, age: Age) -> dict[str, Any]:
        """Return the JSON object in a file; see ``Files``."""
        kept = self._memory.get(path) or self._from_disk(path)
        if kept is None or not self._holds(path, kept, age):
            kept = self._fetched(path, kept, until)
            self._to_disk(path, kept)
        if len(self._memory) >= _KEPT:
            self._memory.clear()
        self._memory[path] = kept
        return kept.content

    def forget(self) -> None:
        """Ask for everything afresh, whatever its age."""
        self._confirmed = set()

    def _holds(self, path: str, kept: _Kept, age: Age) -> bool:
        if self._confirmed is not None and path not in self._confirmed:
            return False
        return kept.fetched <= self._now() < kept.fetched + age(kept.content)

    def _fetched(self, path: str, kept: _Kept | None, until: float) -> _Kept:
        names = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
        headers = {names[mark]: value for mark, value in kept.marks.items()} if kept else {}
        if self._confirmed is not None:
            self._confirmed.add(path)
            headers["Cache-Control"] = "no-cache"
        request = Request(self._root + path, headers={"User-Agent": "chetavani-client", **headers})  # noqa: S310
        try:
            with urlopen(request, timeout=max(until - time.monotonic(), 0.001)) as answer:  # noqa: S310
                content = parsed(_body(answer, until))
                marks = {mark: value for mark in names if (value := answer.headers.get(mark))}
                return _Kept(content, self._now(), marks)
        except HTTPError as error:
            error.close()
            if error.code == HTTPStatus.NOT_MODIFIED and kept:
                return kept._replace(fetched=self._now())
            if error.code == HTTPStatus.NOT_FOUND:
                raise FileNotFoundError(self._root + path) from None
            raise
        except HTTPException as error:
            raise OSError(repr(error)) from None

    def _place(self, path: str) -> Path | None:
        name = hashlib.sha256(f"{self._root}{path}".encode()).hexdigest()[:32]
        return self._folder / f"{name}.json" if self._folder else None

    def _from_disk(self, path: str) -> _Kept | None:
        place = self._place(path)
        try:
            told = parsed(place.read_bytes()) if place else {}
            marks = {str(mark): str(value) for mark, value in told["marks"].items()}
            return _Kept(dict(told["content"]), float(told["fetched"]), marks)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):  # not there, or not what we wrote
            return None

    def _to_disk(self, path: str, kept: _Kept) -> None:
        place = self._place(path)
        if place is None:
            return
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with replaced(place) as fresh:
                fresh.write_text(json.dumps(kept._asdict(), ensure_ascii=False), encoding="utf-8")
        except OSError:  # a full disk costs another request, no more
            return


@contextmanager
def replaced(place: Path) -> Iterator[Path]:
    """Yield a new file that takes the place of ``place`` when all is written; nobody ever sees half of it."""
    number, name = tempfile.mkstemp(prefix=place.name, suffix=".new", dir=place.parent)
    os.close(number)
    fresh = Path(name)
    try:
        yield fresh
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)


def _body(answer: HTTPResponse, until: float) -> bytes:
    found = bytearray()
    while piece := answer.read1(_PIECE):
        found += piece
        if len(found) > LARGEST:
            message = "is too large"
            raise ValueError(message)
        if time.monotonic() > until:
            message = "took too long"
            raise TimeoutError(message)
    return bytes(found)
