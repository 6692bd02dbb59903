# SPDX-License-Identifier: Apache-2.0
"""Lint never raises, whatever loading salvaged; and a field that loading refused is not judged again."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import ROOT, source, translation
from tests.lint.cases import AS_OF

from chetavani.config import load_settings
from chetavani.lint import check
from chetavani.lint.base import Inspection
from chetavani.loaders.advisory import Sourced, load_original, load_translation, with_translations
from chetavani.loaders.codes import Collector
from chetavani.model.finding import Finding
from chetavani.model.library import Library
from chetavani.model.text import nfc

SETTINGS = load_settings(ROOT)
TEXT = source(
    1,
    actions=[{"who": ["courier"], "what": "report", "by": "2026-03-05T11:00:00+05:30", "text": "Report the callers."}],
    indicators=[{"type": "domain", "value": "parcel-desk.example", "role": "lure", "first_seen": "2026-02-01"}],
    related=["MPC-2026-0002"],
    revisions=[{"date": "2026-04-02T11:00:00+05:30", "summary": "New wording."}],
)
LINES = TEXT.splitlines(keepends=True)


def judged(text: str, hindi: str = "") -> tuple[Finding, ...]:
    """Return what lint finds in a library of this file, its Hindi text and a sound second advisory."""
    entries: list[Sourced] = []
    for number, written in ((1, text), (2, source(2, title="Bills that threaten to cut the power"))):
        entry = load_original(nfc(written), "", "en", Collector(f"advisories/2026/MPC-2026-{number:04d}.md"))
        entries += [entry] if entry else []
    translated = (
        load_translation(nfc(hindi), "", "hi", Collector("advisories/2026/MPC-2026-0001.hi.md")) if hindi else None
    )
    if translated:
        entries[0] = with_translations(entries[0], [translated])
    library = Library((entry.advisory for entry in entries), AS_OF)
    return check(Inspection(library, entries, SETTINGS, frozenset({"gov.in"})))


def test_the_text_itself_is_sound_but_for_its_translation() -> None:
    assert {finding.code for finding in judged(TEXT)} == {"CH291", "CH326"}


@settings(deadline=None)
@given(
    place=st.integers(0, len(TEXT)),
    gone=st.integers(0, 30),
    rubbish=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20),
)
def test_rubbish_anywhere_never_raises(place: int, gone: int, rubbish: str) -> None:
    hindi = translation(1)
    findings = judged(TEXT[:place] + rubbish + TEXT[place + gone :], hindi[:place] + rubbish + hindi[place + gone :])
    assert all(finding.line >= 1 for finding in findings)


@settings(deadline=None)
@given(st.integers(1, len(LINES) - 1), st.integers(1, len(LINES) - 1))
def test_lines_missing_or_swapped_never_raise(one: int, other: int) -> None:
    swapped = list(LINES)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    for lines in (LINES[:one] + LINES[one + 1 :], swapped):
        assert all(finding.line >= 1 for finding in judged("".join(lines)))


def test_refused_fields_are_not_judged_again() -> None:
    broken = TEXT.replace("kind: fraud-warning", "kind: fraud").replace("severity: high", "severity: huge")
    broken = broken.replace("2026-03-02T11", "2026-03-32T11").replace("id: MPC-2026-0001", "id: 1")
    broken = broken.replace("courier-parcel", "parcels").replace("what: report", "what: dance")
    assert {finding.code for finding in judged(broken)} == {"CH291", "CH326"}
