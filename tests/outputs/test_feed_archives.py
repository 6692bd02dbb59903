# SPDX-License-Identifier: Apache-2.0
"""The archives: together with the feed they have everything once, and none of them ever moves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.builders import AS_OF, advisory, library
from tests.outputs.feed_walk import ids, linked, walk
from tests.outputs.feed_world import archives, artifacts, context, hindi, our_settings, render, revision, sourced
from tests.outputs.test_feeds_windows import advisories

from chetavani.config import Feeds
from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.outputs.base import Artifact, BuildContext, Shard, artifacts_of
from chetavani.outputs.feed_archives import FeedArchives

TAG = "tag:chetavani.example,2025-01-01:"
NAMES = {"a": "http://www.w3.org/2005/Atom", "fh": "http://purl.org/syndication/history/1.0",
         "at": "http://purl.org/atompub/tombstones/1.0"}  # fmt: skip
BASE = our_settings().base_url


def windowed(of: Library, entries: int = 1, days: int = 0) -> BuildContext:
    """Return a context in which feeds reach back no further than they must."""
    return context(of, our_settings().model_copy(update={"feeds": Feeds(entries=entries, days=days)}))


def documents(of: Library, given_context: BuildContext | None = None) -> dict[str, bytes]:
    """Return the Atom feeds and all archives by their full addresses."""
    given_context = given_context or windowed(of)
    made = {one.path: render(one) for one in artifacts(of, given_context) if one.path.endswith(".atom")}
    return {BASE + path: content for path, content in (made | archives(of, given_context)).items()}


def walked(of: Library, slice_name: str = "all", given_context: BuildContext | None = None) -> dict[str, list[str]]:
    """Return the ids in each document of a walk, by what follows ``feeds/`` in its address."""
    given_context = given_context or windowed(of)
    plans = chain(artifacts(of, given_context), artifacts_of(FeedArchives().plan(of, given_context)))
    found = {BASE + one.path: one for one in plans}
    start = f"{BASE}feeds/{slice_name}.atom"
    return {
        address.removeprefix(f"{BASE}feeds/"): [one.removeprefix(TAG) for one in ids(document)]
        for address, document in walk(start, lambda address: render(found[address]))
    }


def published(number: int, when: str, **changes: object) -> Advisory:
    """Return an advisory of 2026 that was published then."""
    return advisory(number, published=when, **changes)


def three_months() -> list[Advisory]:
    """Return advisories of March, April and June 2026; the archives are read in June."""
    return [
        published(1, "2026-03-02T11:00:00+05:30", translations=[hindi(1)]),
        published(2, "2026-03-20T11:00:00+05:30"),
        published(3, "2026-04-20T11:00:00+05:30"),
        published(4, "2026-06-01T09:00:00+05:30", translations=[hindi(4)]),
    ]


def test_a_walk_has_every_advisory_once() -> None:
    assert walked(library(*three_months())) == {
        "all.atom": ["MPC-2026-0004"],
        "archive/all/2026-04.atom": ["MPC-2026-0003"],
        "archive/all/2026-03.atom": ["MPC-2026-0002", "MPC-2026-0001"],
    }


def test_a_language_has_archives_of_the_months_that_have_its_texts() -> None:
    found = walked(library(*three_months()), "lang-hi")
    assert found == {"lang-hi.atom": ["MPC-2026-0004.hi"], "archive/lang-hi/2026-03.atom": ["MPC-2026-0001.hi"]}


def test_what_was_told_in_the_first_language_is_everything() -> None:
    first, *others = walked(library(*three_months()), "lang-en").items()
    assert first == ("lang-en.atom", ["MPC-2026-0004"])
    assert others == list(walked(library(*three_months())).items())[1:]


@given(advisories(), st.integers(1, 4), st.integers(0, 40), st.integers(0, 70))
@settings(max_examples=100, deadline=None)
def test_any_walk_of_any_library_has_all_of_it_and_archives_share_nothing(
    drawn: list[Advisory], entries: int, days: int, later: int
) -> None:
    told = library(*drawn, as_of=AS_OF + timedelta(days=later))
    first, *others = walked(told, "all", windowed(told, entries, days)).values()
    archived = [one for found in others for one in found]
    assert len(archived) == len(set(archived))
    assert {*first, *archived} == {card.id for card in told.public}


def test_a_month_is_that_of_the_publisher_and_archived_when_it_has_passed() -> None:
    night = published(1, "2026-03-31T23:30:00+05:30")
    morning = published(2, "2026-04-01T00:30:00+05:30")  # still March in Greenwich
    zone = our_settings().zone
    before = library(night, morning, as_of=datetime(2026, 4, 30, 23, 59, tzinfo=zone))
    assert list(archives(before)) == ["feeds/archive/all/2026-03.atom"]
    after = library(night, morning, as_of=datetime(2026, 5, 1, tzinfo=zone))
    assert "feeds/archive/all/2026-04.atom" in archives(after)
    assert walked(after)["archive/all/2026-04.atom"] == ["MPC-2026-0002"]


def test_a_feed_reaches_back_to_the_first_of_the_month() -> None:
    month = [published(day, f"2026-05-{day:02d}T00:00:00+05:30") for day in range(1, 32)]
    told = library(*month, as_of=datetime(2026, 5, 31, 18, 29, tzinfo=UTC))
    assert archives(told) == {}
    assert len(walked(told, given_context=windowed(told, 1, 0))["all.atom"]) == 31


def test_the_documents_of_a_history_name_each_other() -> None:
    told = library(*three_months())
    found = dict(walk(f"{BASE}feeds/all.atom", documents(told).__getitem__))
    live, april, march = found
    assert linked(found[live], "self") == live
    assert {one for one in ("current", "next-archive") if linked(found[live], one)} == set()
    assert [linked(found[one], "self") for one in (april, march)] == [april, march]
    assert [linked(found[one], "current") for one in (april, march)] == [live, live]
    assert [linked(found[one], "next-archive") for one in (april, march)] == ["", april]
    assert linked(found[march], "prev-archive") == ""
    roots = {address: etree.fromstring(content) for address, content in documents(told).items()}
    assert {one for one, root in roots.items() if root.find("fh:archive", NAMES) is not None} == {
        one for one in roots if "/archive/" in one
    }
    assert {root.findtext("a:id", None, NAMES) for one, root in roots.items() if "all" in one.split("/")[-2:-1]} == {
        f"{TAG}feeds/all"
    }


def test_only_new_feeds_of_everything_and_of_languages_lead_to_archives() -> None:
    leading = {one.removeprefix(f"{BASE}feeds/") for one, content in documents(library(*three_months())).items()
               if b"prev-archive" in content and "/archive/" not in one}  # fmt: skip
    assert leading == {"all.atom", "lang-en.atom", "lang-hi.atom"}


def test_an_archive_says_which_month_it_is_of() -> None:
    told = library(*three_months())
    found = archives(told)
    english = etree.fromstring(found["feeds/archive/all/2026-03.atom"])
    assert english.findtext("a:title", "", NAMES).endswith("All advisories, March 2026")
    translated = etree.fromstring(found["feeds/archive/lang-hi/2026-03.atom"])
    assert translated.findtext("a:title", "", NAMES).endswith("हिंदी में चेतावनियाँ, मार्च 2026")


def test_an_entry_in_an_archive_is_that_of_the_feed_without_the_text_in_full() -> None:
    told = library(*three_months(), as_of=datetime(2026, 6, 1, 12, tzinfo=UTC))
    made = documents(told, context(told))
    live, archived = (
        {one.findtext("a:id", "", NAMES): one for one in etree.fromstring(made[BASE + path]).findall("a:entry", NAMES)}
        for path in ("feeds/all.atom", "feeds/archive/all/2026-03.atom")
    )
    for name, entry in archived.items():
        (content,) = live[name].findall("a:content", NAMES)
        live[name].remove(content)
        assert etree.tostring(entry) == etree.tostring(live[name])


def test_a_correction_is_in_the_archive_and_moves_nothing() -> None:
    first, *others = three_months()
    before = library(first, *others)
    corrected = published(
        1, "2026-03-02T11:00:00+05:30", title="Another title", revisions=[revision(9, "The title.")],
        translations=[hindi(1)],
    )  # fmt: skip
    after = library(corrected, *others)
    assert walked(before) == walked(after)
    changed = {path for path, content in archives(after).items() if content != archives(before)[path]}
    assert changed == {f"feeds/archive/{name}/2026-03.atom" for name in ("all", "lang-hi")}
    entry = entries_of(archives(after)["feeds/archive/all/2026-03.atom"])["MPC-2026-0001"]
    assert entry.findtext("a:title", "", NAMES) == "Another title"
    assert entry.findtext("a:published", "", NAMES) == "2026-03-02T05:30:00+00:00"
    assert entry.findtext("a:updated", "", NAMES) == "2026-05-09T04:30:00+00:00"


def entries_of(document: bytes) -> dict[str, etree._Element]:
    """Return the entries of an Atom document by id."""
    found = etree.fromstring(document).findall("a:entry", NAMES)
    return {one.findtext("a:id", "", NAMES).removeprefix(TAG): one for one in found}


def test_a_withdrawal_is_told_in_the_archive_and_as_a_tombstone() -> None:
    gone = published(
        2, "2026-03-20T11:00:00+05:30", status="withdrawn", reason="It was <wrong> & old.",
        revisions=[revision(11, "Withdrawn.")],
    )  # fmt: skip
    told = library(gone, *(one for one in three_months() if one.id != gone.id))
    document = archives(told)["feeds/archive/all/2026-03.atom"]
    entry = entries_of(document)["MPC-2026-0002"]
    assert entry.findtext("a:title", "", NAMES).startswith("[Withdrawn] ")
    assert "It was <wrong> & old." in entry.findtext("a:summary", "", NAMES)
    (tombstone,) = etree.fromstring(document).findall("at:deleted-entry", NAMES)
    assert dict(tombstone.attrib) == {"ref": f"{TAG}MPC-2026-0002", "when": "2026-05-11T04:30:00+00:00"}
    assert tombstone.get("when") == entry.findtext("a:updated", "", NAMES)
    assert tombstone.findtext("at:comment", "", NAMES).endswith("It was <wrong> & old.")


def keys(of: Library) -> dict[str, str]:
    """Return the key of every shard and archive by its name."""

    def named(parts: "Iterator[Artifact | Shard]") -> Iterator[tuple[str, str]]:
        for part in parts:
            yield (part.name if isinstance(part, Shard) else part.path), part.key
            if isinstance(part, Shard):
                yield from named(iter(part.parts()))

    return dict(named(iter(FeedArchives().plan(of, context(of)))))


def years() -> list[Advisory]:
    """Return an advisory a month for two years."""
    moments = [(year, month) for year in (2024, 2025) for month in range(1, 13)]
    return [
        advisory(number, id=f"MPC-{year}-{number:04d}", published=f"{year}-{month:02d}-10T11:00:00+05:30")
        for number, (year, month) in enumerate(moments, start=1)
    ]


def test_one_edit_is_one_month_and_a_new_month_is_its_neighbour_s_too() -> None:
    told = years()
    before = keys(sourced(*told))
    edited = told[4].model_copy(update={"title": "Another title"})
    after = keys(sourced(*told[:4], edited, *told[5:]))
    assert {name for name, key in after.items() if before[name] != key} == {
        "feed_archives/2024", "feed_archives/2024/2024-05",
        "feeds/archive/all/2024-05.atom",
    }  # fmt: skip
    new = keys(sourced(*told, published(1, "2026-03-10T11:00:00+05:30")))
    assert {name for name, key in new.items() if name in before and before[name] != key} == {
        "feed_archives/2025", "feed_archives/2025/2025-12",
        "feeds/archive/all/2025-12.atom",
    }  # fmt: skip


def test_what_is_not_public_is_in_no_archive(told: Library, told_context: BuildContext) -> None:
    found = archives(told, told_context)
    assert found
    for content in found.values():
        assert b"Secret of the community" not in content
        assert b"MPC-2026-0007" not in content
        assert b"Still a draft" not in content
    hidden = library(published(1, "2026-03-02T11:00:00+05:30", tlp="GREEN"))
    assert archives(hidden) == {}


ENDS: list[dict[str, object]] = [
    {"status": "withdrawn", "reason": "It was wrong.", "revisions": [revision(11, "Withdrawn.")]},
    {"status": "superseded", "superseded_by": "MPC-2026-0002"},
    {"expires": "2026-05-01T00:00:00+05:30"},
]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: str(end.get("status", "expired")))
def test_what_the_archives_must_tell_of_an_end_they_tell_and_before_it_they_do_not(end: dict[str, object]) -> None:
    one, other = ({"published": "2026-03-02T11:00:00+05:30", "translations": [hindi(1)]}, advisory(2))
    ended, current = library(advisory(1, **one, **end), other), library(advisory(1, **one), other)
    asked = list(FeedArchives().told(ended, context(ended), ended.cards["MPC-2026-0001"]))
    assert {told.path for told in asked} == {f"feeds/archive/{name}/2026-03.atom" for name in ("all", "lang-hi")}
    for told in asked:
        after, before = (told.part(archives(of)[told.path]) for of in (ended, current))
        assert [text for text in told.says if text not in after] == []
        assert [text for text in told.never if text in after] == []
        assert [text for text in told.says if text not in before] != []
        assert [text for text in told.never if text in before] != []


def test_a_missing_entry_is_noticed_and_the_running_month_is_not_asked_for() -> None:
    ended = library(published(1, "2026-03-02T11:00:00+05:30", status="withdrawn", reason="It was wrong."))
    told = next(iter(FeedArchives().told(ended, context(ended), ended.cards["MPC-2026-0001"])))
    with pytest.raises(LookupError, match="MPC-2026-0001"):
        told.part(b"<feed xmlns='http://www.w3.org/2005/Atom'/>")
    with pytest.raises(ValueError, match="Start tag expected"):
        told.part(b"nothing")
    fresh = library(published(1, "2026-06-01T09:00:00+05:30", status="withdrawn", reason="It was wrong."))
    assert list(FeedArchives().told(fresh, context(fresh), fresh.cards["MPC-2026-0001"])) == []


def test_every_archive_has_a_key_unless_an_advisory_has_none() -> None:
    assert all(one.key for one in artifacts_of(FeedArchives().plan(sourced(*years()), context(sourced(*years())))))
    plain = library(*years())
    assert not any(one.key for one in artifacts_of(FeedArchives().plan(plain, context(plain))))
