# SPDX-License-Identifier: Apache-2.0
"""Search records: each advisory once for the readers of each language, all its words, nothing live."""

import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from tests.builders import AS_OF, BODY, advisory, library
from tests.outputs.feed_world import context

from chetavani.model.advisory import Advisory, Indicator
from chetavani.model.card import card_of, year_of
from chetavani.model.indicator import IndicatorType, defang
from chetavani.model.library import Library
from chetavani.model.page import Article
from chetavani.model.vocab import ROLES
from chetavani.outputs.base import Artifact, BuildContext, Place, artifacts_of
from chetavani.outputs.search_bundles import ENGINE
from chetavani.outputs.search_keys import COMMON, folded, indicator_keys, key
from chetavani.outputs.search_records import SearchRecords

_HINDI = {"language": "hi", "title": "पार्सल की कॉल", "summary": "पार्सल रोके जाने की झूठी कॉल।", "body": "काट दीजिए।"}
_ARTICLES = (
    Article("guide/first-hour/", "en", "The first hour", "When money has just gone.", "Call 1930 at once."),
    Article("hi/guide/first-hour/", "hi", "पहला घंटा", "पैसे अभी गए हों।", "तुरंत 1930 पर कॉल करें।"),
)


def context_with(of: Library, articles: tuple[Article, ...]) -> BuildContext:
    return replace(context(of), articles=articles)


def planned(of: Library, articles: tuple[Article, ...] = ()) -> list[Artifact]:
    """Return what is planned of the records, without the engine's."""
    made = list(artifacts_of(SearchRecords().plan(of, context_with(of, articles))))
    assert all(artifact.place is Place.SEARCH for artifact in made)
    engines = [artifact.path for artifact in made if artifact.path.split("/")[1] == ENGINE]
    assert engines == ["en/engine/index.html", "hi/engine/index.html"]
    return [artifact for artifact in made if artifact.path not in engines]


def records(of: Library, articles: tuple[Article, ...] = ()) -> dict[str, html.HtmlElement]:
    """Return the records by path, which begins with the language and the bundle."""
    found = {}
    for artifact in planned(of, articles):
        made = artifact.render()
        assert isinstance(made, bytes)
        found[artifact.path] = html.document_fromstring(made.decode())
    assert len(found) == len(planned(of, articles))
    return found


def part(record: html.HtmlElement, weight: str) -> str:
    """Return the words that stand where they weigh this much."""
    (found,) = record.xpath(f'//div[@data-pagefind-weight="{weight}"]')
    return " ".join(found.text_content().split())


def words(record: html.HtmlElement) -> list[str]:
    return " ".join(record.xpath("//body//text()")).split()


def test_an_advisory_is_there_once_for_each_language_at_its_page() -> None:
    found = records(library(advisory(1, translations=[_HINDI]), advisory(2)))
    assert sorted(found) == [
        "en/2026.1/advisories/MPC-2026-0001/index.html", "en/2026.1/advisories/MPC-2026-0002/index.html",
        "hi/2026.1/hi/advisories/MPC-2026-0001/index.html", "hi/2026.1/hi/advisories/MPC-2026-0002/index.html",
    ]  # fmt: skip
    hindi, english = (found[f"hi/2026.1/hi/advisories/MPC-2026-000{number}/index.html"] for number in (1, 2))
    assert part(hindi, "7") == "पार्सल कॉल"
    assert part(english, "7") == "parcel call number 2 asks fee"
    assert part(english, "10") == "mpc20260002"
    assert {one.get("lang") for one in (hindi, english)} == {"hi"}


def test_it_is_found_by_the_title_and_the_fraud_in_the_other_language() -> None:
    of = library(advisory(1, translations=[_HINDI]))
    found = records(of)
    assert {"parcel", "fee", "courier", "callers"} <= set(
        words(found["hi/2026.1/hi/advisories/MPC-2026-0001/index.html"])
    )
    assert {"पार्सल", "कॉल"} <= set(words(found["en/2026.1/advisories/MPC-2026-0001/index.html"]))


def test_what_is_not_public_is_in_no_record() -> None:
    of = library(advisory(1, tlp="AMBER"), advisory(2, status="draft", published=None, id="MPC-0000-0000-later"))
    assert records(of) == {}


def test_articles_are_there_for_their_own_readers() -> None:
    found = records(library(), _ARTICLES)
    assert sorted(found) == ["en/none/guide/first-hour/index.html", "hi/none/hi/guide/first-hour/index.html"]
    english, hindi = (found[path] for path in sorted(found))
    assert (part(english, "7"), part(english, "4")) == ("first hour", "when money just gone")
    assert "1930" in words(hindi)


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
        assert "alert(1)</script><a" in part(record, "7")


def test_a_word_is_said_once_where_it_counts_most() -> None:
    for record in records(
        library(advisory(1, body=BODY + "\nA fee, the fee; and (parcel) 3,45,000 - WhatsApp.\n"))
    ).values():
        said = words(record)
        assert len(said) == len(set(said))
        assert {"fee", "parcel"} <= set(part(record, "7").split())
        assert {"3,45,000", "whatsapp"} <= set(said)


def test_common_words_are_only_in_names() -> None:
    of = library(advisory(1, aliases=["With"], title="Calls with the fee of a parcel", translations=[_HINDI]))
    for record in records(of).values():
        assert part(record, "10") == "mpc20260001 with"
        assert not COMMON & {word for word in words(record) if word != "with"}
        assert words(record).count("with") == 1


def test_common_words_are_as_they_are_looked_for() -> None:
    assert {folded(key(word)) for word in COMMON} == COMMON
    assert not {"it", "us", "who", "no", "not", "how", "नहीं", "कैसे"} & COMMON


def test_the_text_of_a_body_is_there_without_its_markup() -> None:
    body = BODY + "\n| a | b |\n|---|---|\n| **bold** | [link](https://cybercrime.gov.in/) &amp; `code` |\n"
    for record in records(library(advisory(1, body=body))).values():
        assert {"bold", "link", "&", "code"} <= set(words(record))
        assert not {"|", "cybercrime.gov.in", "**bold**"} & set(words(record))


def test_a_record_is_as_its_source_whatever_the_time() -> None:
    def keys(digest: str, as_of: datetime = AS_OF) -> list[str]:
        card = card_of(advisory(1, expires="2026-05-01T00:00:00+05:30"), digest)
        of = Library.over([year_of(2026, [card])], as_of, dict[str, Advisory]().__getitem__)
        return [artifact.key for artifact in planned(of)]

    assert keys("a") == keys("a", AS_OF - timedelta(days=90))
    assert not set(keys("a")) & set(keys("b"))
    assert set(keys("")) == {""}
