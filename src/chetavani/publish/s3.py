# SPDX-License-Identifier: Apache-2.0
"""``s3``: a bucket of any S3-compatible store, where files can only change one after the other.

So they change in an order in which nothing leads to what is not there yet (``order``), what has gone stays for some
days, and ``release.json``, the last, is written only if it is as it was. What the store holds is written down there
(``held``), so that only what differs is sent, after a killed run too.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from chetavani.destinations import S3
from chetavani.errors import PublishError
from chetavani.manifest import MANIFEST, entries_of
from chetavani.media import ENCODINGS, cache_control, media_type
from chetavani.publish.base import NOTHING, Live, Progress, Report
from chetavani.publish.bucket import SUM, Bucket, LostError, UnconditionalError
from chetavani.publish.held import Held, read_begun, read_held, write_begun, write_held
from chetavani.publish.lease import WEAKLY, Lease
from chetavani.publish.leaving import carried
from chetavani.publish.order import in_order
from chetavani.publish.shelf import Shelf, alone
from chetavani.publish.source import POINTER, Source, open_source, record_in
from chetavani.writer import Entry, entry_of

_AGAIN = "Look at what is live now, then publish again."


@dataclass(frozen=True)
class S3Target:
    """A bucket, or a part of one."""

    settings: S3
    root: Path

    @cached_property
    def bucket(self) -> Bucket:
        """Return the bucket; the credentials are looked for when it is used."""
        return Bucket(self.settings)

    @property
    def place(self) -> str:
        """Return where this is, for people."""
        return self.bucket.place

    @property
    def copies(self) -> Shelf | None:
        """Return the releases that are kept on this machine, if the settings say where."""
        return Shelf((self.root / self.settings.copies).resolve()) if self.settings.copies else None

    def accepts(self, source: Source) -> Source:
        """Return the release, without compressed variants unless the settings want them."""
        return source if self.settings.variants else source.without_variants()

    def live(self) -> Live:
        """Return what ``release.json`` at the store says, and what the store holds."""
        kept = self.copies.manifests() if self.copies else {}
        there = self.bucket.get(POINTER)
        held = read_held(self.bucket)
        whole = not read_begun(self.bucket)
        if there is None:
            return Live(0, "", held.files, held.others, "", kept, whole) if held else Live(0, "", {}, {}, "", kept)
        told = record_in(there[0], f"{self.place}/{POINTER}")
        files, others = (held.files, held.others) if held else (self._listed(told.manifest), {})
        return Live(told.release, told.manifest, files, others, there[1], kept, whole)

    def _listed(self, digest: str) -> Mapping[str, Entry]:
        """Return the files of the manifest of a site that somebody else has put there; none if it is not whole."""
        found = self.bucket.get(MANIFEST)
        if found is None or entry_of(MANIFEST, found[0]).sha256 != digest:
            return NOTHING.files
        return {entry.path: entry for entry in entries_of(found[0])}

    def fetch(self, paths: Iterable[str], into: Path) -> None:
        """Load files of what is live."""

        def load(path: str) -> None:
            found = self.bucket.get(path)
            if found:
                (into / path).parent.mkdir(parents=True, exist_ok=True)
                (into / path).write_bytes(found[0])

        with ThreadPoolExecutor(self.settings.parallel) as pool:
            list(pool.map(load, paths))

    def publish(self, source: Source, expected: Live, progress: Progress) -> Report:
        """Send what has changed, in order, the pointer last and only if nobody else has moved it."""
        lease = Lease(self.bucket, self.settings.lease)
        with lease.held():
            self._is_still(expected)
            self._copy(source, expected)
            return _Run(self.bucket, self.settings, lease, source, expected).go(progress)

    def rollback(self, number: int, expected: Live, progress: Progress) -> Report:
        """Send an earlier release again, from the copies on this machine."""
        if number not in expected.kept or self.copies is None:
            kept = ", ".join(map(str, expected.kept)) or "none"
            cause = f"there is no copy of release {number} on this machine. These are there: {kept}."
            remedy = "Set `copies`, so that releases are kept; or build that state again and publish it."
            raise PublishError(self.place, cause, remedy)
        source = self.accepts(open_source(self.copies.folder(number)))
        return self.publish(source, expected, progress)

    def _is_still(self, expected: Live) -> None:
        there = self.bucket.get(POINTER)
        if (there[1] if there else "") != expected.token:
            cause = "has another release now: somebody else has published since this run looked."
            raise PublishError(self.place, cause, _AGAIN)

    def _copy(self, source: Source, expected: Live) -> None:
        """Keep the release for a rollback, before anything of it is sent."""
        if self.copies is None:
            return
        with alone(self.copies.place):
            if not self.copies.has(source):
                newest = self.copies.numbers()
                self.copies.put(source, newest[-1] if newest else 0, lambda _: None)
            self.copies.prune(self.settings.keep, expected.release)


@dataclass(frozen=True, slots=True)
class _Run:
    """One release on its way."""

    bucket: Bucket
    settings: S3
    lease: Lease
    source: Source
    expected: Live

    def go(self, progress: Progress) -> Report:
        """Send everything that is not there, and tell what was done."""
        held = read_held(self.bucket) or Held(self.expected.files, self.expected.others)
        wanted, known = self.source.everything, {**held.others, **held.files}
        unsure = read_begun(self.bucket)
        todo = {path for path, entry in wanted.items() if known.get(path) != entry} | (unsure & wanted.keys())
        write_begun(self.bucket, todo | unsure)
        there = self._there(todo & unsure)
        sending = in_order((todo - there) | {POINTER})
        sent = size = 0
        with progress(f"Publishing to {self.bucket.place}", sum(len(paths) for _, paths in sending)) as done:
            for _, paths in sending:
                if paths == [POINTER]:
                    break
                size += self._send(paths, done)
                sent += len(paths)
            before = known.keys() | unsure
            leaving = carried(held.leaving, before, wanted, time.time(), self.settings.grace)
            write_held(self.bucket, Held(self.source.files, self.source.others, leaving))
            size += self._point()
            done(1)
        deleted = self._delete([path for path in before | held.leaving.keys() if path not in {*wanted, *leaving}])
        write_begun(self.bucket, ())
        notes = (WEAKLY,) if self.lease.weak else ()
        return Report(self.source.number, sent + 1, size, len(wanted) - sent - 1, deleted, notes)

    def _there(self, paths: Iterable[str]) -> set[str]:
        """Return those of the paths of which the store has what is wanted: a run that was killed had sent them."""
        wanted = self.source.everything
        with ThreadPoolExecutor(self.settings.parallel) as pool:
            asked = sorted(paths)
            sums = pool.map(self.bucket.sum_of, asked)
            return {path for path, found in zip(asked, sums, strict=True) if found == wanted[path].sha256}

    def _send(self, paths: list[str], done: Callable[[int], None]) -> int:
        """Send files at the same time; return their size. At the first that fails no more are begun."""
        with ThreadPoolExecutor(self.settings.parallel) as pool:
            running = [pool.submit(self._put, path) for path in paths]
            try:
                sizes = []
                for one in as_completed(running):
                    sizes.append(one.result())
                    done(1)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        return sum(sizes)

    def _put(self, path: str) -> int:
        content = self.source.read(path)
        self.lease.check()
        self.bucket.put(path, content, attributes_of(path, self.source))
        return len(content)

    def _point(self) -> int:
        """Write the pointer, if it is as it was; return its size."""
        content = self.source.read(POINTER)
        attributes = attributes_of(POINTER, self.source)
        self.lease.check()
        try:
            if not self.lease.weak:
                self.bucket.put_if(POINTER, content, attributes, self.expected.token)
                return len(content)
        except LostError:
            self._lost()
        except UnconditionalError:  # the weaker way is left: to compare before and after
            pass
        there = self.bucket.get(POINTER)
        if (there[1] if there else "") != self.expected.token:
            self._lost()
        self.bucket.put(POINTER, content, attributes)
        there = self.bucket.get(POINTER)
        if there is None or there[0] != content:
            self._lost()
        return len(content)

    def _lost(self) -> None:
        cause = "somebody else has published meanwhile: this release is not live."
        raise PublishError(self.bucket.place, cause, _AGAIN)

    def _delete(self, paths: list[str]) -> int:
        self.lease.check()
        with ThreadPoolExecutor(self.settings.parallel) as pool:
            list(pool.map(self.bucket.delete, paths))
        return len(paths)


def attributes_of(path: str, source: Source) -> dict[str, str]:
    """Return the headers with which a store sends a file, and its SHA-256; a variant says how it is encoded."""
    encoding = ENCODINGS.get(path[-3:]) if path not in source.files else None
    plain = path[:-3] if encoding else path
    headers = {"Content-Type": media_type(plain), "Cache-Control": cache_control(plain)}
    return headers | ({"Content-Encoding": encoding} if encoding else {}) | {SUM: source.everything_at(path).sha256}
