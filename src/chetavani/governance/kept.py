# SPDX-License-Identifier: Apache-2.0
"""What a build remembers of approvals, so that the next one verifies only what has changed.

A judgement stands as long as the advisory's files, the files of its approvals (by the file system's word, as for
advisories), the policy and the keys are the same. A verdict on a signature stands for the bytes of the statement,
the signature and the lines of its signer, whatever else has changed.
"""

import hashlib
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeAlias

from chetavani.frame import Frame
from chetavani.governance.files import Governance, Mark, load_governance, scan
from chetavani.governance.hearing import Bench, Case, Heard, Sources, lost
from chetavani.governance.policy import Mode
from chetavani.governance.rules import Court, Judgement
from chetavani.model.card import TOLERANCE, Card, instant, moment
from chetavani.model.finding import Finding
from chetavani.model.library import Library
from chetavani.packing import pack, unpack
from chetavani.store import Store

_FRAME = "approvals"
_TABLE = "approval"
_UNSETTLED = 2_000_000_000  # nanoseconds: a file changed so shortly before it was read may change again unseen
_BUCKET = 2  # digits of an id that are left out: a hundred advisories are kept together
Folder: TypeAlias = dict[str, Mark | None]
Held: TypeAlias = tuple[Folder, str, int, tuple[Finding, ...], dict[str, str]]
"""Of one advisory: the marks of its approvals, its card's digest, the newest signing, the findings, the verdicts."""


def bench(frame: Frame, governance: Governance, library: Library, sources: Sources) -> Bench:
    """Return where a repository's advisories are judged as of the library's time."""
    court = Court(governance.policy, frame.settings.zone, library.at)
    return Bench(frame.root, governance, court, sources)


def judged(
    frame: Frame,
    governance: Governance,
    library: Library,
    sources: Sources,
    jobs: int = 1,
    only: Collection[str] | None = None,
) -> dict[str, Judgement]:
    """Return the judgement on every advisory that needs approval, by its id; nothing is remembered or kept.

    ``only`` has the ids of those that are asked for.
    """
    there = dict(scan(frame.root))
    cases = [Case(card, there.get(card.id, {})) for card in _cards(library) if only is None or card.id in only]
    return {one.case.card.id: one.judgement for one in bench(frame, governance, library, sources).hear(cases, jobs)}


def findings(
    frame: Frame,
    library: Library,
    sources: Sources,
    jobs: int = 1,
    store: Store | None = None,
    *,
    look: bool = True,
) -> tuple[Finding, ...]:
    """Return what is wrong with the approvals of a repository, sorted; nothing if nothing rules them.

    The ``store`` remembers; without one all signatures are verified. ``look`` False takes the files of approvals as
    they were. Raises ConfigError if what rules them cannot be read.
    """
    governance = load_governance(frame.root)
    if governance is None or governance.policy.mode is Mode.OFF:
        return ()
    before = _Memory(store, _digest(frame, governance))
    there = dict(scan(frame.root)) if look or not before.held else before.folders()
    desk = bench(frame, governance, library, sources)
    cards = _cards(library)
    cases = [case for card in cards if (case := before.case(card, there.get(card.id, {}), library.at)) is not None]
    heard = list(desk.hear(cases, jobs))
    before.keep(heard, {card.id for card in cards}, library.at)
    known = {card.id for year in library.years for card in year.cards}
    around = desk.court.at_level([*governance.signers.findings, *lost(there, known)])
    return tuple(sorted({*around, *(one for held in before.held.values() for one in held[3])}))


def _cards(library: Library) -> list[Card]:
    return [card for year in library.years for card in year.cards if not card.is_draft]


def _digest(frame: Frame, governance: Governance) -> str:
    parts = (
        frame.code, frame.settings.publisher.time_zone, governance.policy.model_dump_json(), governance.revoked,
        *(one.line for one in governance.signers.lines),
    )  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class _Memory:
    """What a store remembers, by advisory. Under another ``digest`` only verdicts are of use."""

    def __init__(self, store: Store | None, digest: str) -> None:
        self._store = store
        self._digest = digest
        self._fresh = store is not None and store.meta(_FRAME) == digest
        rows = store.rows(_TABLE) if store is not None else ()
        self.held: dict[str, Held] = {name: held for _, packed in rows for name, held in unpack(packed).items()}
        self._buckets: set[str] = set()

    def folders(self) -> dict[str, Folder]:
        """Return the files of approvals as they were."""
        return {name: held[0] for name, held in self.held.items() if held[0]}

    def case(self, card: Card, marks: Folder, at: int) -> Case | None:
        """Return what is to be judged of an advisory; None if its judgement stands."""
        held = self.held.get(card.id)
        if held is None:
            return Case(card, marks)
        before, digest, latest, _, verdicts = held
        same = before == marks and None not in marks.values()
        if self._fresh and same and digest == card.digest and latest <= _ahead(at):
            return None
        return Case(card, marks, verdicts)

    def keep(self, heard: Iterable[Heard], known: set[str], at: int) -> None:
        """Remember what was heard, and forget advisories that there are no more."""
        now = time.time_ns()
        for one in heard:
            card, marks = one.case.card, _settled(one.case.marks, now)
            digest = card.digest if one.latest <= _ahead(at) else ""  # what depends on the time is judged again
            self._put(card.id, (marks, digest, one.latest, one.judgement.findings, one.verdicts))
        for name in self.held.keys() - known:
            del self.held[name]
            self._buckets.add(name[:-_BUCKET])
        if self._store is None or (self._fresh and not self._buckets):
            return
        with self._store.writing():
            self._store.put_meta(_FRAME, self._digest)
            self._store.put(_TABLE, ((bucket, pack(kept)) for bucket, kept in self._changed()))

    def _put(self, name: str, held: Held) -> None:
        if self.held.get(name) != held:
            self.held[name] = held
            self._buckets.add(name[:-_BUCKET])

    def _changed(self) -> Iterator[tuple[str, dict[str, Held]]]:
        buckets: dict[str, dict[str, Held]] = {bucket: {} for bucket in sorted(self._buckets)}
        for name, held in sorted(self.held.items()):
            if (bucket := name[:-_BUCKET]) in buckets:
                buckets[bucket][name] = held
        yield from buckets.items()


def _ahead(at: int) -> int:
    """Return up to when a time of signing is none that has not come yet."""
    return instant(moment(at) + TOLERANCE)


def _settled(marks: Mapping[str, Mark | None], now: int) -> Folder:
    return {
        name: None if mark is None or max(mark[1], mark[2]) > now - _UNSETTLED else mark for name, mark in marks.items()
    }
