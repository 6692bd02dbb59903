# SPDX-License-Identifier: Apache-2.0
"""Numbering: the releases of the list of everything, what each changed, and the register that tells of them.

What was published before comes in as a folder, ``chetavani build --after DIR``, and from nowhere else: the same
repository, as-of time and folder give the same release and the same deltas. The two lists are compared drawer by
drawer, and only drawers that differ are looked into. Without a folder it is release 1.
"""

import hashlib
import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from chetavani.errors import SiteError
from chetavani.model.listing import DRAWER
from chetavani.outputs.base import Listed, Register, Shard, Tally
from chetavani.outputs.keys import digest_of
from chetavani.rendering import Leaf, Rendered
from chetavani.rolls import PARENT, Rolling, read
from chetavani.spill import Spilled
from chetavani.writer import Entry, Writer, Written, disk

REGISTERED = "registered"
"""What the store knows as the parent of the shards of registers."""
_REMEDY = "Name the folder of a whole site that was published, or leave --after out to begin with release 1."
_FIRST = 1


@dataclass(frozen=True, slots=True)
class Before:
    """What was published before: its release, its list of everything, and its deltas by their releases."""

    site: Path
    release: int
    everything: Path
    deltas: dict[int, Listed]


def published_before(site: Path, register: Register) -> Before:
    """Return what the folder ``site`` says of itself. Raises SiteError if it is no whole site of this publisher."""
    site = site.resolve()
    place = site / register.path
    try:
        release, listed, deltas = register.told(place.read_bytes())
    except FileNotFoundError:
        raise SiteError(str(place), "is not there.", _REMEDY) from None
    except OSError as error:
        raise SiteError(str(place), f"cannot be read: {error.strerror or error}.", _REMEDY) from None
    except (ValueError, LookupError, TypeError) as error:
        raise SiteError(str(place), f"{_said(error)}.", _REMEDY) from None
    everything = site / register.of
    if _digest(everything) != listed.sha256:
        raise SiteError(str(everything), "is not what the index says: it is damaged, or not there.", _REMEDY)
    return Before(site, release, everything, dict(deltas))


def _said(error: Exception) -> str:
    said = str(error)
    return said if said.startswith("is ") else f"is no index of lists: {said}"


def _digest(path: Path) -> str:
    try:
        with path.open("rb", buffering=0) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def changes(rolling: Rolling, names: Mapping[str, str], register: Register, before: Before) -> Iterator[bytes]:
    """Yield the lines of what has changed since ``before``. ``names`` are those of the shards of rolls, by path."""
    cleared = dict(rolling.stretches(names[register.cleared]))

    def told(gone: Iterable[bytes], come: Sequence[bytes]) -> Iterable[bytes]:
        lost = set(gone)
        drawers = sorted({register.digits_of(line)[:DRAWER] for line in lost.difference(come)})
        places = [cleared[digits] for digits in drawers if digits in cleared]
        why = [line for one in places for line in b"".join(read(one)).splitlines(keepends=True)]
        return register.delta_lines(lost, come, why)

    with disk(before.everything), before.everything.open("rb") as old:
        for digits, place in rolling.stretches(names[register.of]):
            new = b"".join(read(place))
            start = old.tell()
            if old.read(len(new)) == new:
                continue  # if the old list has more of this drawer, the next one shows it
            old.seek(start)
            come = new.splitlines(keepends=True)
            yield from told(list(_up_to(old, digits, frozenset(come), register)), come)
        yield from told(old.readlines(), ())


def _up_to(old: BinaryIO, digits: str, come: Container[bytes], register: Register) -> Iterator[bytes]:
    """Yield the lines of the old list up to the end of a drawer, of which the lines ``come`` are."""
    while line := old.readline():
        if line not in come and register.digits_of(line)[:DRAWER] > digits:
            old.seek(-len(line), os.SEEK_CUR)
            return
        yield line


@dataclass(slots=True)
class Release:
    """The release of one register: its number, and what is in its deltas and where it lies until it is written."""

    number: int = _FIRST
    deltas: dict[int, tuple[Listed, Path]] = field(default_factory=dict)


def released(rolling: Rolling, names: Mapping[str, str], register: Register, site: Path | None) -> Release:
    """Return which release the lists are that follow those of ``site``."""
    if site is None:
        return Release()
    before = published_before(site, register)
    deltas = {number: (one, before.site / register.delta_path(number)) for number, one in before.deltas.items()}
    delta = rolling.stage / "delta"
    digest, rows, size = hashlib.sha256(), 0, 0
    with disk(delta), delta.open("wb") as file:
        for line in changes(rolling, names, register, before):
            file.write(line)
            digest.update(line)
            rows, size = rows + 1, size + len(line)
    if not rows:
        return Release(before.release, deltas)
    number = before.release + 1
    return Release(number, deltas | {number: (Listed(rows, size, digest.hexdigest()), delta)})


def rolled(
    rolling: Rolling,
    registers: Mapping[str, Register],
    after: Path | None,
    visit: Callable[[Iterable[Shard], str], Sequence[Leaf]],
    writer: Writer,
    jobs: int,
) -> list[Rendered]:
    """Bring all rolls up to date, and their ``registers``, which have the names of their shards.

    ``visit`` gets all shards of a parent, and returns the leaves of those that have changed.
    """
    rolling.prepare(jobs)
    names = {roll.path: name for name, roll in rolling.rolls.items()}
    releases = {name: released(rolling, names, one, after) for name, one in registers.items()}
    number = max((one.number for one in releases.values()), default=_FIRST)
    rendered = rolling.written(visit(rolling.shards(number), PARENT), writer, number, jobs)
    files = {written.entry.path: written.entry for one in rendered for _, written in one.files}
    listed = {path: _listed(rolling, name, files.get(path)) for path, name in names.items()}
    shards = (_shard(name, listed, release, rolling) for name, release in releases.items())
    for leaf in visit(shards, REGISTERED):
        name = leaf.shard.name
        rendered.append(_registered(leaf, registers[name], releases[name], listed, rolling, writer))
    return rendered


def _listed(rolling: Rolling, name: str, entry: Entry | None) -> Listed:
    """Return what a roll came to, by the ``entry`` of what was written just now or by what the store knows."""
    found = entry or rolling.known(name)
    return Listed(rolling.counted(name), found.size, found.sha256)


def _shard(name: str, listed: Mapping[str, Listed], release: Release, rolling: Rolling) -> Shard:
    parts = [str(one) for one in (release.number, rolling.listings.newest, *listed.items())]
    parts += [f"{number} {one}" for number, (one, _) in release.deltas.items()]
    return Shard(name, digest_of(parts), tuple)


def _registered(
    leaf: Leaf, register: Register, release: Release, listed: Mapping[str, Listed], rolling: Rolling, writer: Writer
) -> Rendered:
    """Write the deltas, old ones too, and the register."""
    files: list[tuple[str, Written]] = []

    def write(path: str, key: str, contents: Iterable[bytes]) -> Written:
        known = leaf.known.get(path)
        written = writer.pour(path, contents, known.entry.sha256 if known else "")
        files.append((key, written))
        return written

    for number, (one, place) in sorted(release.deltas.items()):
        written = write(register.delta_path(number), one.sha256, read(Spilled(str(place), 0, one.bytes)))
        if written.entry.sha256 != one.sha256:
            raise SiteError(str(place), "is not what the index says: it is damaged.", _REMEDY)
    tally = Tally(listed[register.of].rows, rolling.listings.newest, release.number)
    deltas = [(number, one) for number, (one, _) in sorted(release.deltas.items())]
    write(register.path, "registered", [register.make(tally, listed, deltas)])
    return Rendered(leaf.shard.name, tuple(files))
