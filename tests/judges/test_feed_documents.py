# SPDX-License-Identifier: Apache-2.0
"""Every feed before the judges of documents: the grammar and the schemas, and the parsers that readers are built on."""

import json
import re
from collections import Counter
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from tests.judges.conftest import Written
from tests.judges.feed_judges import feedparser_count, jing, reader_counts, rss_rules, schema, schematron
from tests.outputs.feed_world import our_settings, slices_of

from chetavani.model.card import Card, moment
from chetavani.model.library import Library
from chetavani.model.vocab import Status
from chetavani.outputs.feed_slices import feed_slices

DAY = 86_400_000_000  # microseconds
FEEDS = 64  # slices: all, high, 3 kinds, 15 sectors, 42 fraud types, 2 languages
Fault = tuple[str, str, str]

pytestmark = pytest.mark.xdist_group("feed judges")


def expected(told: Library) -> dict[str, int]:
    """Return how many items each feed must have, counted from the library and not from the feeds' own code."""
    limits = our_settings().feeds
    counts = {}
    for one in feed_slices(our_settings()):
        carried = [card for card in told.public if one.name in slices_of(card)]
        moments = {
            "": [card.issued for card in carried],
            ".changes": [moment for card in carried for moment in (card.issued, *card.revisions, *_replaced(card))],
        }
        for tail, found in moments.items():
            recent = sum(1 for moment in found if (told.at - moment) // DAY < limits.days)
            counts[f"{one.name}{tail}"] = min(len(found), max(limits.entries, recent))
    return counts


def _replaced(card: Card) -> list[int]:
    """Return the time of a replacement, which is told beside the revisions; a withdrawal is told as the newest."""
    return [card.updated] if card.status == Status.SUPERSEDED else []


def broken(source: Path, folder: Path, fault: Fault) -> Path:
    """Return a copy of ``source`` with the first match of a pattern replaced."""
    _, pattern, replacement = fault
    text, count = re.subn(pattern, replacement, source.read_text(encoding="utf-8"), count=1, flags=re.DOTALL)
    assert count == 1, f"the fault {fault[0]!r} does not fit {source.name}"
    path = folder / source.name
    path.write_text(text, encoding="utf-8")
    return path


def test_atom_feeds_satisfy_the_grammar_its_rules_and_the_schema(written: Written) -> None:
    files = written.files("atom")
    assert len(files) == 2 * FEEDS
    assert jing(files) == []
    assert schema("atom.xsd", files) == []
    assert schematron(files) == []


def test_archives_satisfy_the_grammar_its_rules_and_the_schema(written: Written) -> None:
    files = written.archives()
    assert {path.parent.name for path in files} == {"all", "lang-hi"}
    assert jing(files) == []
    assert schema("atom.xsd", files) == []
    assert schematron(files) == []


def test_archives_hold_every_advisory_of_the_past_months_once(written: Written) -> None:
    zone = our_settings().zone
    month = written.library.as_of.astimezone(zone).strftime("%Y-%m")
    published = [moment(card.issued).astimezone(zone).strftime("%Y-%m") for card in written.library.public]
    found = {path.stem: feedparser_count(path) for path in written.archives("all")}
    assert found == dict(Counter(one for one in published if one < month))


def test_rss_feeds_satisfy_the_schema(written: Written) -> None:
    files = written.files("rss")
    assert len(files) == 2 * FEEDS
    assert schema("rss-2_0.xsd", files) == []
    assert rss_rules(files) == []


def test_feedparser_reads_every_feed_and_counts_what_the_library_holds(written: Written) -> None:
    wanted = {
        f"{name}.{form}": count for (name, count), form in product(expected(written.library).items(), ("atom", "rss"))
    }
    assert {path.name: feedparser_count(path) for path in written.files("atom", "rss")} == wanted
    assert wanted["all.atom"] >= 50


def test_reader_takes_every_json_feed_and_counts_what_the_library_holds(written: Written) -> None:
    wanted = {f"{name}.json": count for name, count in expected(written.library).items()}
    assert reader_counts(written.folder, sorted(wanted)) == wanted


def test_reader_takes_atom_and_rss_and_finds_hindi(everything: Written) -> None:
    counts = expected(everything.library)
    wanted = {f"{name}.{form}": counts[name] for name in ("all", "all.changes", "lang-hi") for form in ("atom", "rss")}
    assert reader_counts(everything.folder, sorted(wanted)) == wanted


ATOM_FAULTS: list[Fault] = [
    ("no updated", "<updated>.*?</updated>", ""),
    ("broken date", "<published>.*?</published>", "<published>yesterday</published>"),
    ("no id", "<id>.*?</id>", ""),
    ("content type", 'type="html"', 'type="CDATA"'),
    ("no title", "<entry>(.*?)<title>.*?</title>", r"<entry>\1"),
]
RULE_FAULTS: list[Fault] = [
    ("no author", "<author>.*?</author>", ""),
    ("duplicate id", "(<entry><id>.*?</id>)(.*?)<entry><id>.*?</id>", r"\1\2\1"),
    (
        "two alternates",
        'rel="related" type="text/html" hreflang="hi"',
        'rel="alternate" type="text/html" hreflang="en"',
    ),
]
HISTORY_FAULTS: list[Fault] = [
    ("no ref", '<at:deleted-entry ref="[^"]*"', "<at:deleted-entry"),
    ("no when", ' when="[^"]*"', ""),
    ("broken when", ' when="[^"]*"', ' when="lately"'),
    ("tombstone after the entries", "(<at:deleted-entry.*?</at:deleted-entry>)(.*)</feed>", r"\2\1</feed>"),
    ("broken date", "<published>.*?</published>", "<published>yesterday</published>"),
    ("archive of something", "<fh:archive/>", "<fh:archive>x</fh:archive>"),
]
ATOM_SCHEMA_FAULTS: list[Fault] = [
    ("broken date", "<published>.*?</published>", "<published>yesterday</published>"),
    ("unknown element", "<entry>", "<entry><byline>x</byline>"),
]
RSS_FAULTS: list[Fault] = [
    ("broken date", "<pubDate>.*?</pubDate>", "<pubDate>yesterday</pubDate>"),
    ("broken number", "<ttl>15</ttl>", "<ttl>soon</ttl>"),
    ("unknown element", "<channel>", "<channel><headline>x</headline>"),
    ("broken permalink", 'isPermaLink="false"', 'isPermaLink="maybe"'),
]
RSS_RULE_FAULTS: list[Fault] = [
    ("no channel title", "<channel><title>.*?</title>", "<channel>"),
    ("no description", "<description>.*?</description>", ""),
    ("duplicate guid", "(MPC-2026-00)60</guid>", r"\g<1>59</guid>"),
    ("permalink", 'isPermaLink="false"', ""),
]
PARSER_FAULTS: list[Fault] = [
    ("unclosed element", "</title>", ""),
    ("bare ampersand", "<title>", "<title>&nowhere; "),
    ("broken date", "<(published|pubDate)>.*?</(published|pubDate)>", r"<\1>yesterday</\1>"),
    ("duplicate id", "(>tag:[^<]*MPC-2026-00)60<", r"\g<1>59<"),
]
JSON_FAULTS: list[Fault] = [
    ("no version", '"version": "https://jsonfeed.org/version/1.1"', '"version": "1.1"'),
    ("not JSON", r"\]\}\n$", "]"),
    ("duplicate id", '("id": "[^"]*MPC-2026-00)59"', r'\g<1>60"'),
    ("no id", '"id": "tag[^"]*",', ""),
]


def _name(value: object) -> str:
    return value[0].replace(" ", "-") if isinstance(value, tuple) else str(getattr(value, "__name__", value))


@pytest.mark.parametrize(
    ("judge", "fault"),
    [
        *((jing, fault) for fault in ATOM_FAULTS),
        *((schematron, fault) for fault in RULE_FAULTS),
        *((lambda files: schema("atom.xsd", files), fault) for fault in ATOM_SCHEMA_FAULTS),
    ],
    ids=_name,
)
def test_a_planted_fault_in_atom_is_found(
    everything: Written, tmp_path: Path, judge: Callable[[list[Path]], list[str]], fault: Fault
) -> None:
    source = everything.folder / "all.atom"
    assert judge([source]) == []
    assert judge([broken(source, tmp_path, fault)]) != []


@pytest.mark.parametrize("fault", HISTORY_FAULTS, ids=_name)
def test_jing_finds_a_planted_fault_in_an_archive(everything: Written, tmp_path: Path, fault: Fault) -> None:
    source = everything.archives("all")[0]
    assert jing([source]) == []
    assert jing([broken(source, tmp_path, fault)]) != []


@pytest.mark.parametrize(
    ("judge", "fault"),
    [
        *((lambda files: schema("rss-2_0.xsd", files), fault) for fault in RSS_FAULTS),
        *((rss_rules, fault) for fault in RSS_RULE_FAULTS),
    ],
    ids=_name,
)
def test_a_planted_fault_in_rss_is_found(
    everything: Written, tmp_path: Path, judge: Callable[[list[Path]], list[str]], fault: Fault
) -> None:
    source = everything.folder / "all.rss"
    assert judge([source]) == []
    assert judge([broken(source, tmp_path, fault)]) != []


@pytest.mark.parametrize(("form", "fault"), list(product(("atom", "rss"), PARSER_FAULTS)), ids=_name)
def test_feedparser_notices_a_planted_fault(everything: Written, tmp_path: Path, form: str, fault: Fault) -> None:
    source = everything.folder / f"all.{form}"
    assert feedparser_count(source) == 50
    assert feedparser_count(broken(source, tmp_path, fault)) < 50


@pytest.mark.parametrize("fault", JSON_FAULTS, ids=_name)
def test_reader_notices_a_planted_fault(everything: Written, tmp_path: Path, fault: Fault) -> None:
    path = broken(everything.folder / "all.json", tmp_path, fault)
    assert reader_counts(tmp_path, [path.name])[path.name] < 50


def test_json_feeds_have_what_the_standard_asks_for(written: Written) -> None:
    for path in written.files("json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        assert document["version"] == "https://jsonfeed.org/version/1.1"
        assert document["feed_url"].endswith(f"/feeds/{path.name}")
        own = {key for one in (document, *document["items"]) for key in one if key.startswith("_")}
        assert own == {"_chetavani"}
        for item in document["items"]:
            assert item["id"]
            assert item["content_html"]
