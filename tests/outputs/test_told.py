# SPDX-License-Identifier: Apache-2.0
"""Every output has its stand on an advisory that no longer holds, and its files keep to it.

What an output says that its files tell is asked of the files that it makes; and of those that it made before the end
came, where it must not be found. So no stand is one that any file would meet.
"""

from collections.abc import Iterable, Iterator, Mapping
from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import advisory, library
from tests.outputs.edit_world import World, edited, edits, make_small, worlds
from tests.outputs.feed_world import context, hindi, revision
from tests.outputs.gather_world import gathered
from tests.outputs.roll_world import rolled

from chetavani.model.library import Library
from chetavani.model.page import Page
from chetavani.model.vocab import Standing
from chetavani.outputs import OUTPUTS, search_results
from chetavani.outputs.base import Output, Place, Silence, Told, artifacts_of

WITHDRAWN, SUPERSEDED, EXPIRED, SUCCESSOR = (f"MPC-2026-{number:04d}" for number in (1, 2, 3, 4))
_REASON = "It was \"wrong\": <b>& not</b> 'right' ]]> चेतावनी 🙂 \\ =1+1"
_PHONE = {"type": "phone", "value": "+447700900417", "role": "caller"}
_ENDS: Mapping[str, Mapping[str, object]] = {
    WITHDRAWN: {"status": "withdrawn", "reason": _REASON, "revisions": [revision(20, "Withdrawn.")]},
    SUPERSEDED: {"status": "superseded", "superseded_by": SUCCESSOR},
    EXPIRED: {"expires": "2026-05-25T00:00:00+05:30"},
}
SPEAKING = tuple(output for output in OUTPUTS if not isinstance(output.told, Silence))


@pytest.fixture(autouse=True, scope="module")
def small() -> Iterator[None]:
    """Lists, files and tables so small that a library of a dozen has several of each."""
    with pytest.MonkeyPatch.context() as patch:
        make_small(patch)
        patch.setattr(search_results, "SHOWN", 2)
        yield


_UPGRADE = {
    "kind": "software-upgrade", "fraud_types": None,
    "software": [{"vendor": "Example", "product": "Gateway", "affected": "< 2", "fixed": "2"}],
}  # fmt: skip
_KINDS: Mapping[str, Mapping[str, object]] = {"osv": _UPGRADE}
"""What advisories are like of which an output tells; of a fraud warning if it is not here."""


def world(*ended: str, like: str = "") -> Library:
    """Return a library in which the advisories of these ids have ended, and the others that can are current.

    They are such as the output that is called ``like`` tells of.
    """
    told = [
        advisory(
            number,
            published=f"2026-05-{4 + number:02d}T11:00:00+05:30",
            indicators=[_PHONE, _PHONE | {"value": f"+44770090042{number}"}],
            translations=[hindi(number)],
            **_KINDS.get(like, {}),
            **(_ENDS[f"MPC-2026-{number:04d}"] if f"MPC-2026-{number:04d}" in ended else {}),
        )
        for number in (1, 2, 3)
    ]
    newer = [advisory(number, published=f"2026-05-{17 + number}T11:00:00+05:30") for number in (4, 5)]
    return library(*told, *newer)


def files(output: Output, of: Library, wanted: Iterable[str]) -> dict[str, bytes]:
    """Return those files of the site that are wanted; of a page, what is poured into its shell."""
    found = {}
    paths = set(wanted)
    for artifact in artifacts_of(output.plan(of, context(of))):
        if artifact.path in paths and artifact.place is Place.SITE:
            made = artifact.render()
            found[artifact.path] = _joined(made) if isinstance(made, Page) else made
    return found | (gathered(output, of, paths) | rolled(output, of, paths) if paths else {})


def _joined(page: Page) -> bytes:
    return f"<title>{escape(page.title)}</title>\n{page.content}\n".encode()


def untold(told: Iterable[Told], made: Mapping[str, bytes]) -> list[str]:
    """Return what the files do not say although they should, or say although they should not."""
    found = []
    for one in told:
        if one.path not in made:
            found.append(f"{one.path} is missing")
            continue
        try:
            text = one.part(made[one.path])
        except (ValueError, LookupError) as error:
            found.append(f"{one.path}: {error!r}")
            continue
        found += [f"{one.path} lacks {says!r}" for says in one.says if says not in text]
        found += [f"{one.path} has {never!r}" for never in one.never if never in text]
    return found


def told_of(output: Output, of: Library, advisory_id: str) -> list[Told]:
    """Return what the files of an output are to tell of an advisory."""
    return list(output.told(of, context(of), of.cards[advisory_id]))


def test_the_outputs_that_are_silent_say_why() -> None:
    silent = [output for output in OUTPUTS if output not in SPEAKING]
    assert all(told_of(output, world(WITHDRAWN), WITHDRAWN) == [] for output in silent)
    reasons = [output.told.reason for output in silent if isinstance(output.told, Silence)]
    assert len(reasons) == len(silent) < len(OUTPUTS)
    assert all(len(one) > 20 for one in reasons)


@pytest.mark.parametrize("ended", _ENDS)
@pytest.mark.parametrize("output", SPEAKING, ids=lambda output: output.name)
def test_the_end_of_an_advisory_is_told_by_every_output_and_was_not_told_before(output: Output, ended: str) -> None:
    of = world(*_ENDS, like=output.name)
    told = told_of(output, of, ended)
    paths = [one.path for one in told]
    assert told
    assert untold(told, files(output, of, paths)) == []
    before = world(*(one for one in _ENDS if one != ended), like=output.name)
    assert untold(told, files(output, before, paths))


@pytest.mark.parametrize("output", SPEAKING, ids=lambda output: output.name)
def test_a_missing_file_and_an_empty_one_are_noticed(output: Output) -> None:
    of = world(WITHDRAWN, like=output.name)
    told = told_of(output, of, WITHDRAWN)
    assert len(untold(told, {})) == len(told)
    positive = [one for one in told if one.says]
    assert positive or output.name == "home"  # which may have reason to show other advisories alone
    assert all(untold([one], {one.path: b"\n"}) for one in positive)


@pytest.mark.parametrize("language", ["en", "hi"])
def test_the_page_says_it_in_its_own_language_with_the_reason_as_text(language: str) -> None:
    of = world(WITHDRAWN)
    (pages,) = (output for output in OUTPUTS if output.name == "pages")
    said = [says for one in told_of(pages, of, WITHDRAWN) for says in one.says]
    assert any(context(of).word(language, "withdrawn_title") in says for says in said)
    assert not any("<b>& not</b>" in says for says in said)


@pytest.mark.parametrize("output", SPEAKING, ids=lambda output: output.name)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds, edits, st.integers(0, 11))
def test_whatever_the_library_is_every_end_is_told(
    output: Output, world: World, edits: list[tuple[str, int, int]], which: int
) -> None:
    for edit in (*edits, ("withdraw", which, 0), ("supersede", which + 2, which), ("expire", which + 5, which % 5)):
        world = edited(world, edit)
    of = world.library()
    ended = [card for card in of.public if of.standing(card) is not Standing.CURRENT]
    told = [one for card in ended for one in output.told(of, context(of), card)]
    assert untold(told, files(output, of, [one.path for one in told])) == []
