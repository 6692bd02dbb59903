# SPDX-License-Identifier: Apache-2.0
"""Search records: each advisory once for the readers of each language, nothing live, facets as the library has them."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from tests.builders import BODY, advisory, library
from tests.outputs.feed_world import context, full_library

from chetavani.model.advisory import Indicator
from chetavani.model.indicator import IndicatorType, defang
from chetavani.model.library import Library
from chetavani.model.page import Article
from chetavani.model.vocab import ROLES
from chetavani.outputs.base import Place
from chetavani.outputs.search_keys import folded, indicator_keys, key
from chetavani.outputs.search_records import SearchRecords

_HINDI = {"language": "hi", "title": "पार्सल की कॉल", "summary": "पार्सल रोके जाने की झूठी कॉल।", "body": "काट दीजिए।"}
_ARTICLES = (
    Article("guide/first-hour/", "en", "The first hour", "When money has just gone.", "Call 1930 at once."),
    Article("hi/guide/first-hour/", "hi", "पहला घंटा", "पैसे अभी गए हों।", "तुरंत 1930 पर कॉल करें।"),
)


def records(of: Library, articles: tuple[Article, ...] = ()) -> dict[str, html.HtmlElement]:
    given = context(of)
    object.__setattr__(given, "articles", articles)
    planned = list(SearchRecords().plan(of, given))
    assert all(artifact.place is Place.SEARCH for artifact in planned)
    found = {}
    for artifact in planned:
        made = artifact.render()
        assert isinstance(made, bytes)
        found[artifact.path] = html.document_fromstring(made.decode())
    assert len(found) == len(planned)
    return found


def meta(record: html.HtmlElement) -> dict[str, str]:
    return {one.get("data-pagefind-meta").removesuffix("[content]"): one.get("content")
            for one in record.xpath("//meta[@data-pagefind-meta]")}  # fmt: skip


def facets(record: html.HtmlElement) -> Counter[str]:
    return Counter(f"{one.get('data-pagefind-filter').removesuffix('[content]')}={one.get('content')}"
                   for one in record.xpath("//meta[@data-pagefind-filter]"))  # fmt: skip


def words(record: html.HtmlElement) -> list[str]:
    return " ".join(record.xpath("//body//text()")).split()


def test_an_advisory_is_there_once_for_each_language_at_its_page() -> None:
    of = library(advisory(1, translations=[_HINDI]), advisory(2))
    found = records(of)
    assert list(found) == [
        "en/advisories/MPC-2026-0002/index.html", "en/advisories/MPC-2026-0001/index.html",
        "hi/hi/advisories/MPC-2026-0002/index.html", "hi/hi/advisories/MPC-2026-0001/index.html",
    ]  # fmt: skip
    hindi = found["hi/hi/advisories/MPC-2026-0001/index.html"]
    assert meta(hindi)["title"] == "पार्सल की कॉल"
    assert "language" not in meta(hindi)
    english = found["hi/hi/advisories/MPC-2026-0002/index.html"]
    assert meta(english)["title"] == "Parcel call number 2 that asks for a fee"
    assert (meta(english)["language"], meta(english)["kind"]) == ("en", "धोखाधड़ी की चेतावनी")


def test_it_is_found_by_the_title_and_the_fraud_in_the_other_language() -> None:
    of = library(advisory(1, translations=[_HINDI]))
    found = records(of)
    assert {"Parcel", "fee", "Courier", "Callers"} <= set(words(found["hi/hi/advisories/MPC-2026-0001/index.html"]))
    assert {"पार्सल", "कॉल"} <= set(words(found["en/advisories/MPC-2026-0001/index.html"]))


def test_what_is_not_public_is_in_no_record() -> None:
    of = library(advisory(1, tlp="AMBER"), advisory(2, status="draft", published=None, id="MPC-0000-0000-later"))
    assert records(of) == {}


def test_the_facets_are_those_of_the_library() -> None:
    of = full_library()
    for prefix in ("en/", "hi/"):
        counted = sum((facets(one) for path, one in records(of).items() if path.startswith(prefix)), Counter())
        expected: Counter[str] = Counter()
        for one in of.published:
            expected.update({f"kind={one.kind}", f"severity={one.severity}", f"year={one.year}"})
            expected.update({f"status={of.standing(one)}"} | {f"language={code}" for code in one.texts})
            expected.update({f"fraud-type={value}" for value in one.fraud_types})
            expected.update({f"sector={value}" for value in one.sectors})
        assert counted == expected


def test_newest_sort_last_and_articles_before_all() -> None:
    of = library(advisory(1), advisory(2), advisory(29))
    assert of.published[1].issued == of.published[2].issued == advisory(29).issued
    found = records(of, _ARTICLES)
    sorts = {path: one.xpath("string(//meta[@data-pagefind-sort]/@content)") for path, one in found.items()}
    order = sorted((path for path in sorts if path.startswith("en/")), key=lambda path: sorts[path])
    assert [path.split("/")[-2] for path in order] == ["first-hour", *(one.id for one in reversed(of.published))]


def test_articles_are_there_for_their_own_readers() -> None:
    found = records(library(), _ARTICLES)
    assert list(found) == ["en/guide/first-hour/index.html", "hi/hi/guide/first-hour/index.html"]
    english, hindi = found.values()
    assert meta(english) == {"title": "The first hour", "summary": "When money has just gone.", "kind": "Guide"}
    assert facets(hindi) == {"kind=article": 1, "language=hi": 1}
    assert "1930" in words(hindi)


@pytest.mark.parametrize("changes", [
    {"status": "withdrawn", "reason": "It was wrong."}, {"status": "superseded", "superseded_by": "MPC-2026-0002"},
    {"expires": "2026-05-01T00:00:00+05:30"},
])  # fmt: skip
def test_what_no_longer_holds_says_so(changes: dict[str, str]) -> None:
    standing = changes.get("status", "expired")
    found = records(library(advisory(1, **changes)))
    for record in found.values():
        assert meta(record)["standing"] == standing
        assert meta(record)["standing_label"]
        assert facets(record)[f"status={standing}"] == 1


_LIVE = [
    {"type": "upi", "value": "refund.desk-9@example", "role": "payee"},
    {"type": "phone", "value": "+447700900123", "role": "caller"},
    {"type": "url", "value": "https://www.kyc-update.example/Pay?a=1", "role": "lure"},
    {"type": "domain", "value": "kyc-update.example", "role": "lure"},
    {"type": "email", "value": "help@kyc-update.example", "role": "contact"},
    {"type": "ip", "value": "203.0.113.7", "role": "infrastructure"},
]


def _indicators() -> list[dict[str, str]]:
    return [{**one, "role": ROLES.ids()[0]} for one in _LIVE]


def test_indicators_are_found_by_their_keys_and_no_live_value_is_there() -> None:
    found = records(library(advisory(1, indicators=_indicators())))
    for record in found.values():
        said = words(record)
        assert {
            "refunddesk9example", "447700900123", "7700900123", "kycupdateexamplepaya1", "kycupdateexample",
            "helpkycupdateexample", "20301137",
        } <= set(said)  # fmt: skip
        for one in _indicators():
            if one["type"] != "phone":
                assert one["value"] not in said
        assert not record.xpath("//a")


@given(st.sampled_from([IndicatorType.URL, IndicatorType.DOMAIN, IndicatorType.EMAIL, IndicatorType.UPI]),
       st.from_regex(r"[a-z0-9][a-z0-9.-]{0,12}[a-z0-9]\.(example|test)", fullmatch=True))  # fmt: skip
def test_a_disarmed_value_has_the_key_of_the_live_one(kind: IndicatorType, host: str) -> None:
    value = {IndicatorType.URL: f"https://{host}/x", IndicatorType.DOMAIN: host}.get(kind, f"a.b@{host}")
    live = Indicator(type=kind, value=value, role=_indicators()[0]["role"])
    assert indicator_keys(live) == indicator_keys(live.model_copy(update={"value": defang(kind, value)}))


@given(st.text())
def test_a_key_has_letters_marks_and_digits_only(text: str) -> None:
    assert all(unicodedata.category(character)[0] in "LMN" for character in key(text))
    assert key(key(text)) == key(text)


@pytest.mark.parametrize(("one", "other"), [("गिरफ़्तार", "गिरफ्तार"), ("माँगना", "मांगना"), ("लड़की", "लडकी")])
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert folded(unicodedata.normalize("NFC", one)) == other


def test_hostile_text_stays_text() -> None:
    words_ = '"><script>alert(1)</script><a href="https://bad.example/">{{ 7*7 }}</a>'
    found = records(library(advisory(1, title=words_, summary=words_, aliases=[words_], body=BODY + words_)))
    for record in found.values():
        assert not record.xpath("//script | //a")
        assert meta(record)["title"] == words_


def test_a_change_of_standing_or_of_the_source_changes_the_key() -> None:
    def keys(digest: str, **changes: str) -> list[str]:
        of = library(advisory(1, **changes))
        given = context(of)
        object.__setattr__(given, "digests", {"MPC-2026-0001": digest})
        return [artifact.key for artifact in SearchRecords().plan(of, given)]

    assert keys("a") == keys("a")
    assert not set(keys("a")) & set(keys("b"))
    assert not set(keys("a")) & set(keys("a", status="withdrawn", reason="It was wrong."))
