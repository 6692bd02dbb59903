# SPDX-License-Identifier: Apache-2.0
"""Search in many bundles, in a browser: what it finds, in which order, and its counts are those of one bundle."""

import json
import random
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab
from tests.builders import ROOT, advisory, library
from tests.outputs.feed_world import context
from tests.sites import serving

from chetavani import search_bundle
from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.model.page import Article
from chetavani.outputs import search_bundles
from chetavani.outputs.base import Artifact, Place, artifacts_of
from chetavani.outputs.search_records import SearchRecords
from chetavani.outputs.search_results import SearchResults
from chetavani.search_index import index_bundle

pytestmark = pytest.mark.xdist_group("browser")

_ENGLISH = (
    "parcel", "courier", "fee", "bank", "officer", "arrest", "video", "loan", "app", "bill", "power", "refund", "card",
    "police", "customs", "reward", "job",
)  # fmt: skip
_HINDI = (
    "पार्सल", "कूरियर", "शुल्क", "बैंक", "अधिकारी", "गिरफ़्तारी", "वीडियो", "कर्ज", "ऐप", "बिल",
    "बिजली", "रिफंड", "कार्ड", "पुलिस", "इनाम", "नौकरी", "पैसे", "माँगना",
)  # fmt: skip
_ARTICLES = (
    Article("about/", "en", "About the parcels", "Who warns of parcels.", "The cell warns of parcels and loans."),
    Article("guide/first-hour/", "en", "The first hour", "When money has just gone.", "Call 1930 about the card."),
    Article("hi/guide/first-hour/", "hi", "पहला घंटा", "पैसे अभी गए हों।", "तुरंत 1930 पर कॉल करें।"),
)
_ENGLISH_ARTICLES = [one.url for one in _ARTICLES if one.language == "en"]
_QUERIES = (
    "", "parcel", "parcels", "par", "pa", "parcle", "parcelling", "courier fee", "video call arrest", "loan app",
    "the bank", "rew", "MPC-2025", "xqzvwk", "power xqzvwk", "officers of customs and police", "MPC-2025-0007",
    "mpc 2024 12", "CVE-2024-10003", "2024-10003", "refund.desk-5@example", "+44 7700 900004", "7700900004",
    "kyc-9.example", "1930", "first hour", "name7", "name 7", "deliver", "delivery",
    "पार्सल", "पार्सल शुल्क", "बिजली बिल", "बिल", "गिरफ्तारी", "गिरफ़्तारी", "पैसे",
    "मांगना", "कूरियर parcel", "कर", "क्षज्ञटठ", "बैंक xqzvwk", "घंटा",
)  # fmt: skip
_CHOICES: tuple[dict[str, Any], ...] = (
    {}, {"newest": True}, {"filters": {"severity": "high"}}, {"filters": {"year": "2025"}},
    {"filters": {"kind": "article"}}, {"filters": {"sector": "banking", "status": "expired"}, "newest": True},
    {"filters": {"year": "2024", "language": "hi"}},
)  # fmt: skip
_FACETS = ["kind", "fraud-type", "sector", "severity", "year", "language", "status"]
_ASK = """async ([asked, facets]) => {
  const core = await import("./assets/chetavani/0/search-core.js");
  const answers = [];
  for (const [query, languages, options] of asked) {
    const found = await core.find(query, languages, options);
    const shown = await Promise.all(found.results.slice(0, 3).map((one) => core.shown(found, one)));
    answers.push({
      results: found.results.map((one) => one.address), counts: await found.counts(facets),
      shown: shown.map(({ address, ...others }) => others),
      words: found.words, partly: found.partly ?? false, language: found.language,
    });
  }
  return answers;
}"""


def _advisory(number: int, dice: random.Random) -> Advisory:
    year = 2024 + number % 3

    def some(words: Sequence[str], count: int) -> str:
        return " ".join(dice.choices(words, k=count))

    changes: dict[str, Any] = {
        "id": f"MPC-{year}-{number // 3 + 1:04d}",
        "title": f"{some(_ENGLISH, 3)} by name{number % 9}".capitalize(),
        "summary": f"{some(_ENGLISH, 6)}.",
        "body": f"{some(_ENGLISH, 30)}.\n\n## Delivery\n\n{some(_HINDI, 2)} {some(_ENGLISH, 9)}\n",
        "published": f"{year}-0{1 + number % 5}-{1 + number % 9:02d}T11:00:00+05:30",
        "severity": dice.choice(["low", "medium", "high", "critical"]),
        "sectors": sorted(set(dice.choices(["banking", "courier", "public"], k=2))),
    }
    if number % 4 == 0:
        changes["expires"] = f"{year}-09-01T00:00:00+05:30"
    if number % 2:
        changes["translations"] = [
            {"language": "hi", "title": some(_HINDI, 4), "summary": some(_HINDI, 6), "body": some(_HINDI, 30)}
        ]
    if number % 5 == 0:
        changes["indicators"] = [
            {"type": "upi", "value": f"refund.desk-{number}@example", "role": "payee"},
            {"type": "phone", "value": f"+44770090{number:04d}", "role": "caller"},
            {"type": "domain", "value": f"kyc-{number}.example", "role": "lure"},
        ]
    if number % 7 == 0:
        changes["aliases"] = [f"CVE-2024-{10000 + number}"]
        changes["body"] += "\nSee MPC-2025-0007 and parcelling officers.\n"
    return advisory(1, **changes)


@pytest.fixture(scope="module")
def told() -> Library:
    dice = random.Random(7)  # noqa: S311 - the same texts in every run
    return library(*(_advisory(number, dice) for number in range(90)))


def bytes_of(artifact: Artifact) -> bytes:
    made = artifact.render()
    assert isinstance(made, bytes)
    return made


def publish(of: Library, folder: Path, largest: int, newest: int) -> list[str]:
    """Write search of ``of``, cut so, into ``folder``; return the bundles' names. Small ones have small chunks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_bundles, "LARGEST", largest)
        patch.setattr(search_bundles, "NEWEST", newest)
        patch.setattr(search_bundles, "_cut", WeakKeyDictionary())
        patch.setattr(search_bundle, "_LEAST", 20 * newest)
        patch.setattr(search_bundle, "_MOST", 80 * newest)
        given = replace(context(of), articles=_ARTICLES)
        files: dict[str, bytes] = {}
        for shard in (*SearchRecords().plan(of, given), *SearchResults().plan(of, given)):
            planned = list(artifacts_of([shard]))
            made = {artifact.path: bytes_of(artifact) for artifact in planned}
            places = {artifact.place for artifact in planned}
            assert len(places) == 1
            files |= dict(index_bundle(made.items())) if places == {Place.SEARCH} else made
        names = [bundle.name for bundle in search_bundles.bundles(of)]
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    shutil.copytree(ROOT / "templates/theme/assets/chetavani", folder / "assets/chetavani/0", dirs_exist_ok=True)
    (folder / "index.html").write_text("<!doctype html><title>Search</title>", encoding="utf-8")
    return names


@pytest.fixture(scope="module")
def folder(told: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the same library in one bundle and in many."""
    folder = tmp_path_factory.mktemp("bundles")
    assert len(publish(told, folder / "one", 1000, 1000)) == 1
    assert len(publish(told, folder / "many", 12, 5)) == 8
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield address


@pytest.fixture(scope="module")
def tabs(browser: Browser, address: str) -> Iterator[dict[str, Tab]]:
    """A tab for each of the two, which keeps what it has loaded."""
    profile = browser.new_context()
    tabs = {name: profile.new_page() for name in ("one", "many")}
    for name, tab in tabs.items():
        tab.goto(f"{address}{name}/")
    yield tabs
    profile.close()


def ask_all(tab: Tab, asked: Iterable[tuple[str, str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the answers to queries, each with the reader's language and with options."""
    order = {"en": ["en", "hi"], "hi": ["hi", "en"]}
    answers: list[dict[str, Any]] = tab.evaluate(
        _ASK, [[[query, order[language], options] for query, language, options in asked], _FACETS]
    )
    return answers


def ask(tab: Tab, query: str, language: str = "en", **options: Any) -> dict[str, Any]:  # noqa: ANN401
    (answer,) = ask_all(tab, [(query, language, options)])
    return answer


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("options", _CHOICES, ids=str)
def test_many_bundles_answer_as_one_does(tabs: dict[str, Tab], options: dict[str, Any], language: str) -> None:
    asked = [(query, language, options) for query in _QUERIES]
    many, one = (ask_all(tabs[name], asked) for name in ("many", "one"))
    for query, of_many, of_one in zip(_QUERIES, many, one, strict=True):
        assert of_many == of_one, query


def test_the_queries_are_worth_asking(tabs: dict[str, Tab]) -> None:
    answers = ask_all(tabs["many"], [(query, language, {}) for query in _QUERIES for language in ("en", "hi")])
    assert sum(len(answer["results"]) > 3 for answer in answers) > len(answers) / 2
    assert sum(answer["partly"] for answer in answers) >= 4
    assert sum(not answer["results"] for answer in answers) >= 2


def test_everything_is_found_once_newest_first(tabs: dict[str, Tab], told: Library) -> None:
    found = ask(tabs["many"], "")
    newest = [f"advisories/{card.id}/" for card in told.public]
    assert found["results"] == [*newest, *_ENGLISH_ARTICLES]
    assert sum(found["counts"]["year"].values()) == len(told.public)
    assert found["counts"]["status"]["expired"] == sum(told.standing(card).value == "expired" for card in told.public)


def test_where_a_word_stands_decides_and_then_the_newest(tabs: dict[str, Tab], told: Library) -> None:
    found = ask(tabs["many"], "reward")["results"]

    def place(path: str) -> int:
        text = told.advisory(path.split("/")[1]).text("en")
        return next(
            number for number, part in enumerate((text.title, text.summary, text.body)) if "reward" in part.lower()
        )

    advisories = [path for path in found if path.startswith("advisories/")]
    order = {card.id: number for number, card in enumerate(told.public)}
    assert advisories == sorted(advisories, key=lambda path: (place(path), order[path.split("/")[1]]))
    assert {place(path) for path in advisories} == {0, 1, 2}


def test_a_year_alone_loads_its_bundles_alone(browser: Browser, address: str) -> None:
    profile = browser.new_context()
    tab = profile.new_page()
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.url.removeprefix(f"{address}many/pagefind/en/")))
    tab.goto(f"{address}many/")
    tab.evaluate(
        "async (options) => (await import('./assets/chetavani/0/search-core.js')).find('parcel', ['en'], options)",
        {"filters": {"year": "2024"}},
    )
    loaded = {url.split("/")[0] for url in sent if url.startswith("20")}
    profile.close()
    assert loaded
    assert all("2024" in name for name in loaded)


def _changed(told: Library, number: int, **changes: Any) -> Library:  # noqa: ANN401
    held = {one: told.advisory(one) for one in told.cards}
    new = advisory(1, **({"published": "2026-05-25T11:00:00+05:30", "id": f"MPC-2026-{number:04d}"} | changes))
    return library(*(held | {new.id: new}).values())


def test_what_was_published_just_now_is_found_and_what_was_edited_once(
    browser: Browser, told: Library, tmp_path: Path
) -> None:
    before = publish(told, tmp_path, 12, 5)
    profile = browser.new_context()
    with serving(tmp_path) as address:
        tab = profile.new_page()
        tab.goto(address)
        assert ask(tab, "unheardof")["results"] == []
        edited = _changed(told, 3, title="An unheardof parcel", published="2026-04-04T11:00:00+05:30")
        after = publish(_changed(edited, 36, title="Another unheardof trick"), tmp_path, 12, 5)
        assert set(after) - set(before) == {"2026.36"}
        tab.reload()
        assert ask(tab, "unheardof")["results"] == ["advisories/MPC-2026-0036/", "advisories/MPC-2026-0003/"]
        assert len(ask(tab, "")["results"]) == len(told.public) + 1 + len(_ENGLISH_ARTICLES)
    profile.close()


def test_a_tab_that_was_open_before_the_site_changed_looks_again(
    browser: Browser, told: Library, tmp_path: Path
) -> None:
    publish(told, tmp_path, 12, 5)
    profile = browser.new_context()
    with serving(tmp_path) as address:
        tab = profile.new_page()
        tab.goto(address)
        assert ask(tab, "parcel")["results"]
        shutil.rmtree(tmp_path / "pagefind")
        publish(_changed(told, 36, title="A courier who is unheardof"), tmp_path, 40, 40)
        assert "advisories/MPC-2026-0036/" in ask(tab, "courier")["results"]
    profile.close()


def test_a_page_that_an_old_bundle_still_has_is_shown_once_as_the_newest_has_it(
    browser: Browser, told: Library, tmp_path: Path
) -> None:
    newer, older = publish(told, tmp_path, 12, 5)[:2]
    path = tmp_path / f"pagefind/en/{older}/pages.json"
    pages = json.loads(path.read_bytes())
    copied = int(newer.split(".")[1])
    pages["ids"][0][2][0] = copied  # the first page of the older bundle passes for the first of the newer
    path.write_text(json.dumps(pages), encoding="utf-8")
    profile = browser.new_context()
    with serving(tmp_path) as address:
        tab = profile.new_page()
        tab.goto(address)
        everything, exact = ask(tab, ""), ask(tab, f"MPC-2026-{copied:04d}")
    profile.close()
    assert everything["results"].count(f"advisories/MPC-2026-{copied:04d}/") == 1
    assert (
        len(everything["results"]) == len(set(everything["results"])) == len(told.public) + len(_ENGLISH_ARTICLES) - 1
    )
    assert exact["shown"][0]["title"] == told.advisory(f"MPC-2026-{copied:04d}").text("en").title
