# SPDX-License-Identifier: Apache-2.0
"""What is wrong in the ledger: what sheets say themselves, and values that a sheet lists and somebody else too."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from chetavani.ledger.drawers import Quarrel
from chetavani.ledger.edits import Changed
from chetavani.ledger.sheets import Known, lines_of
from chetavani.loaders.sheet import SHOWN
from chetavani.loaders.tree import SHEET
from chetavani.model.finding import Finding, Rule
from chetavani.packing import unpack
from chetavani.store import Store


def own_doubles(changed: Iterable[Changed]) -> dict[str, list[str]]:
    """Return the sheets that have values twice, with the hashes of these."""
    found: dict[str, list[str]] = {}
    for one in (one for drawer in changed for one in drawer.quarrels):
        for source, times in Counter(one.sources).items():
            if times > 1 and source.endswith(SHEET):
                found.setdefault(source, []).append(one.hash)
    return found


def findings(store: Store) -> tuple[Finding, ...]:
    """Return every finding of sheets, sorted: of one rule no more than ``SHOWN``, and how many more there are."""
    found: list[Finding] = []
    for name, value in store.rows("source"):
        if name.endswith(SHEET):
            known: Known = unpack(value)
            found += known.findings
    packed = store.quarrels()
    return tuple(sorted({*found, *_across(store, [one for some in packed for one in unpack(some)])}))


def _across(store: Store, quarrels: list[Quarrel]) -> Iterator[Finding]:
    placed = sorted((source, one) for one in quarrels for source in set(one.sources) if source.endswith(SHEET))
    for source, group in groupby(placed, itemgetter(0)):
        counts = Counter[str]()
        for _, one in group:
            rule, message = _judged(one, source)
            counts[rule.code] += 1
            if counts[rule.code] <= SHOWN:
                line = next(iter(lines_of(store, source, one.hash)), 1)
                last = Finding(source, line, "value", rule.code, message, rule.remedy, rule.level)
                yield last
        for code, count in counts.items():
            if count > SHOWN:
                yield Finding(source, 1, "", code, f"and {count - SHOWN} more like this.", rule.remedy, rule.level)


def _judged(one: Quarrel, source: str) -> tuple[Rule, str]:
    """Return which rule a quarrel breaks, and what to say of it in a sheet."""
    from chetavani.lint.indicators import DUPLICATE  # noqa: PLC0415 - slow to import, and hardly ever wanted
    from chetavani.lint.listed import CONFLICT, IN_TWO  # noqa: PLC0415

    others = sorted({_name(other) for other in one.sources if other != source})
    named = ", ".join(others)
    if others == [_name(source)]:
        return DUPLICATE, f"{one.value} is in the advisory's own text too."
    actions = sorted(set(one.actions) - {""})
    if len(actions) > 1:
        return CONFLICT, f"{one.value} is in {named} too; they ask for {' and '.join(actions)}."
    return IN_TWO, f"{one.value} is in {named} too."


def _name(source: str) -> str:
    """Return the id of the advisory of a source."""
    return source.rpartition("/")[2].removesuffix(SHEET)
