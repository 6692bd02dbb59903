# SPDX-License-Identifier: Apache-2.0
"""CSAF documents: valid by two validators with all their tests, nothing lost, and an end that no scanner overlooks."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from tests.builders import ROOT, advisory, library
from tests.outputs.csaf_world import (
    ALLOWED,
    ALWAYS_ALLOWED,
    VECTOR,
    Document,
    complaints,
    document,
    documents,
    files,
    full_world,
    judged,
    product,
    upgrade,
)
from tests.outputs.edit_world import World, edited, edits, worlds
from tests.outputs.feed_world import context, full_library, hindi, our_settings, repository_library, revision

from chetavani.model.library import Library
from chetavani.model.text import refused_characters
from chetavani.model.vocab import Status
from chetavani.outputs.base import Told
from chetavani.outputs.csaf import CsafProvider

pytestmark = pytest.mark.xdist_group("csaf")
_SLOW = how(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))

_SEEN = st.characters(exclude_categories=["C", "Z"])
_TEXT = st.text(_SEEN, min_size=1, max_size=40).filter(lambda text: not refused_characters(text, multiline=False))
_VERSION = st.from_regex(r"[0-9]{1,2}(\.[0-9]{1,2}){0,2}([a-z][0-9]|-rc\.1)?", fullmatch=True)
_RANGE = st.one_of(
    st.builds(">= {}, < {}".format, _VERSION, _VERSION), st.builds("< {0} || = v{0}".format, _VERSION), _TEXT
)
_VECTORS = (None, VECTOR, "CVSS:3.0/AV:L/AC:H/PR:H/UI:R/S:C/C:N/I:N/A:N", "AV:N/AC:L/Au:N/C:P/I:P/A:P/E:U", "wrong",
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", f"{VECTOR}/E:P/RL:X/MAV:L")  # fmt: skip
_PRODUCTS = st.lists(st.fixed_dictionaries({
    "vendor": _TEXT, "product": st.sampled_from(["Gateway", "द्वार"]), "affected": _RANGE,
    "fixed": st.one_of(_VERSION, _TEXT, st.builds("{}, v{} ({})".format, _VERSION, _VERSION, _TEXT)),
    "cve": st.lists(st.sampled_from(["CVE-2026-0001", "CVE-2026-0002"]), max_size=3),
    "cvss": st.sampled_from(_VECTORS), "cwe": st.lists(st.sampled_from(["CWE-79", "CWE-502", "CWE-9999"]), max_size=2),
}), min_size=1, max_size=4)  # fmt: skip
_LINKS = st.lists(
    st.from_regex(r"https?://[^\s/?#@]+(?:[/?#]\S*)?", fullmatch=True, alphabet=_SEEN).filter(
        lambda text: not refused_characters(text, multiline=False)
    ),
    max_size=4,
)


def _worlds() -> Iterator[Document]:
    """Yield the documents of libraries that were edited in every way."""
    found: list[Document] = []

    @_SLOW
    @given(worlds, edits)
    def collect(world: World, edits: list[tuple[str, int, int]]) -> None:
        for edit in edits:
            world = edited(world, edit)
        found.extend(documents(files(world.library())).values())

    collect()
    yield from found


def _any_upgrades() -> Iterator[Document]:
    """Yield upgrade notes of any products, with any links."""
    found: list[Document] = []

    @how(_SLOW, max_examples=60)
    @given(_PRODUCTS, _LINKS)
    def collect(products: list[dict[str, Any]], links: list[str]) -> None:
        references = [{"title": "A source", "url": url} for url in links]
        found.append(document(library(upgrade(1, *products, references=references))))

    collect()
    yield from found


def _faults() -> Iterator[tuple[str, Document]]:
    """Yield documents with one fault each, and the test that has to notice it."""
    text = json.dumps(document(library(upgrade(1, product()))))
    for test, right, wrong in (
        ("csaf_2_0_strict", '"status": "final"', '"status": "done"'),
        ("6.1.1", '"known_affected": ["CSAFPID-0001"]', '"known_affected": ["CSAFPID-0009"]'),
        ("6.1.9", '"baseScore": 9.8', '"baseScore": 3.1'),
        ("6.1.11", "Deserialization of Untrusted Data", "Trusted data"),
        ("6.1.16", '"version": "1"', '"version": "2"'),
        ("6.1.27.4", '"product_tree"', '"x_product_tree"'),
        ("6.2.2", '"remediations"', '"x_remediations"'),
        ("6.2.11", "mpc-2026-0001.json", "mpc-2026-0009.json"),
        ("6.2.13", '"csaf_version": "2.0", ', ""),
    ):
        assert right in text
        broken = json.loads(text.replace(right, wrong))
        if test == "6.2.13":
            broken["document"]["csaf_version"] = "2.0"  # now it is the last key
        yield test, broken


@dataclass(frozen=True)
class Judged:
    """What Secvisogram's validator says against documents of each origin: by name, the numbers of failed tests."""

    world: dict[str, set[str]]
    repository: dict[str, set[str]]
    samples: dict[str, set[str]]
    faults: dict[str, set[str]]


@pytest.fixture(scope="module")
def verdict() -> Judged:
    """Judge everything in one process, which takes long to start."""
    only_hindi = our_settings().model_copy(
        update={"publisher": our_settings().publisher.model_copy(update={"languages": ("hi",)}), "demonstration": False}
    )
    own = (("", full_world(), None), ("hi ", full_world(), only_hindi), ("feeds' ", full_library(), None))
    told = {
        "world": {
            f"{name}{path}": one for name, of, given_ in own for path, one in documents(files(of, given_)).items()
        },
        "repository": documents(files(repository_library())),
        "samples": {f"sample {number}": one for number, one in enumerate([*_worlds(), *_any_upgrades()])},
        "faults": dict(_faults()),
    }
    found = iter(judged(one for group in told.values() for one in group.values()))
    return Judged(**{name: {key: next(found) for key in group} for name, group in told.items()})


def test_every_document_is_valid_by_all_tests(verdict: Judged) -> None:
    assert len(verdict.world) > 100
    assert {name: failed - ALLOWED for name, failed in verdict.world.items() if failed - ALLOWED} == {}


def test_the_advisories_of_this_repository_are(verdict: Judged) -> None:
    assert len(verdict.repository) == len(repository_library().public)
    assert set().union(*verdict.repository.values()) <= ALWAYS_ALLOWED


def test_whatever_the_library_is(verdict: Judged) -> None:
    assert len(verdict.samples) > 100
    assert set().union(*verdict.samples.values()) <= ALLOWED


def test_a_fault_is_noticed(verdict: Judged) -> None:
    assert [test for test, failed in verdict.faults.items() if test not in failed] == []


def test_another_validator_agrees() -> None:
    for path, one in documents(files(full_world())).items():
        assert complaints(one) <= ALLOWED, path


def test_another_validator_notices_faults() -> None:
    for test, broken in _faults():
        wanted = {"csaf_2_0_strict": "schema", "6.1.27.4": "6.1.27"}.get(test, test)
        assert wanted in complaints(broken), test


@how(deadline=None, max_examples=40)
@given(_TEXT)
def test_any_text_survives(text: str) -> None:
    nasty = f'={text} ी 🙂 ]]> <b>&amp; "x"'
    one = document(library(upgrade(
        1, product(vendor=nasty, product=nasty), title=nasty, summary=nasty, aliases=[nasty], language="en",
        revisions=[revision(2, nasty)], references=[{"title": nasty, "url": "https://a.example/"}],
        body=f"x{text.replace('<', '')}\n", actions=[{"what": "patch", "text": nasty}],
    )))  # fmt: skip
    assert complaints(one) <= ALLOWED
    head = one["document"]
    assert (head["title"], head["tracking"]["aliases"]) == (nasty, [nasty])
    assert head["tracking"]["revision_history"][1]["summary"] == nasty
    notes = {note["title"]: note["text"] for note in head["notes"]}
    assert notes["Summary"] == nasty
    assert notes["What member companies are asked to do"].endswith(nasty)
    (branch,) = one["product_tree"]["branches"]
    assert (branch["name"], branch["branches"][0]["name"]) == (nasty, nasty)


def notes_of(one: Document) -> dict[str, str]:
    return {note["title"]: note["text"] for note in one["document"]["notes"]}


def test_a_warning_is_informational_and_says_everything() -> None:
    one = document(full_world())
    assert one["document"]["category"] == "csaf_informational_advisory"
    assert one["document"]["lang"] == "en"
    assert "vulnerabilities" not in one
    assert list(notes_of(one)) == [
        "Demonstration", "Summary", "Details", "What is happening", "How to recognise it", "What to do",
        "What member companies are asked to do", "Indicators", f"हिन्दी: {hindi(1)['title']}",
    ]  # fmt: skip
    assert "Link: hxxps://pay[.]evil[.]example/a?b=c" in notes_of(one)["Indicators"]
    assert "Courier and delivery: Block. Act by 10 May 2026, 18:00 IST. Block & report." in "".join(
        notes_of(one).values()
    )
    assert "This translation is" not in notes_of(one)["Summary"]
    assert [one["number"] for one in one["document"]["tracking"]["revision_history"]] == ["1", "2", "3"]
    assert one["document"]["tracking"]["current_release_date"] == "2026-05-09T04:30:00Z"


def test_an_old_translation_says_so() -> None:
    told = notes_of(document(full_world()))[f"हिन्दी: {hindi(1)['title']}"]
    assert told.startswith("यह अनुवाद संशोधन 1 का है")


def test_a_body_stays_markdown_and_what_may_be_html_does_not() -> None:
    assert notes_of(document(full_world(), 20))["Workaround"] == "Stop it:\n\n```\n## no heading\nstop --now\n```"
    page = "https://chetavani.example/advisories"
    assert notes_of(document(full_world(), 63))["Details"] == (
        f"[a]({page}/MPC-2026-0001/) [b]({page}/MPC-2026-0063/#s1) [c](https://a.example/)"
    )
    assert notes_of(document(full_world(), 60))["Details"] == "x javascript: ]]>"
    assert "<script" not in json.dumps(documents(files(library(advisory(1, body="<script>alert(1)</script>")))))


def test_products_are_told_with_versions_and_names() -> None:
    one = document(full_world(), 21)
    (vendor,) = one["product_tree"]["branches"]
    told = {branch["name"]: branch["category"] for branch in vendor["branches"][0]["branches"]}
    assert told == {
        "vers:maven/<1.3.9": "product_version_range", "vers:maven/>=1.4-beta1|<1.4": "product_version_range",
        "1.4": "product_version", "1.3.9": "product_version",
    }  # fmt: skip
    newest = vendor["branches"][0]["branches"][2]["product"]["product_identification_helper"]
    assert newest["purl"] == "pkg:maven/org.example/gateway@1.4"
    assert newest["cpe"] == "cpe:2.3:a:example:gateway:1.4:*:*:*:*:*:*:*"
    (flaw,) = one["vulnerabilities"]
    assert flaw["product_status"] == {
        "fixed": ["CSAFPID-0003", "CSAFPID-0004"], "known_affected": ["CSAFPID-0001", "CSAFPID-0002"]
    }  # fmt: skip
    assert flaw["cwe"] == {"id": "CWE-502", "name": "Deserialization of Untrusted Data"}


def test_one_flaw_in_several_products_is_one() -> None:
    first, second = document(full_world(), 22)["vulnerabilities"]
    assert (first["cve"], second["cve"]) == ("CVE-2026-0001", "CVE-2026-0002")
    assert len(first["product_status"]["known_affected"]) == 2
    assert first["scores"][0]["products"] == first["product_status"]["known_affected"]


def test_a_flaw_without_a_cve_id_has_a_name() -> None:
    first, second = document(full_world(), 23)["vulnerabilities"]
    assert first["ids"] == [{"system_name": "Chetavani demonstration", "text": "MPC-2026-0023-1"}]
    assert second["ids"][0]["text"] == "MPC-2026-0023-2"
    assert first["scores"][0]["cvss_v2"]["baseScore"] == 10.0


def test_what_csaf_cannot_say_is_in_notes() -> None:
    (flaw,) = document(full_world(), 24)["vulnerabilities"]
    told = {note["title"]: note["text"] for note in flaw["notes"]}
    assert told["CVSS"].startswith("Gateway: CVSS:4.0/")
    assert told["CWE"] == "CWE-999999"
    assert not {"scores", "cwe"} & set(flaw)


@pytest.mark.parametrize("number", [40, 41, 42, 43, 44])
def test_what_no_longer_stands_says_so_first_and_has_no_products(number: int) -> None:
    one = document(full_world(), number)
    withdrawn = number < 42
    first = one["document"]["notes"][0]
    assert first["title"] == ("Reasoning for Withdrawal" if withdrawn else "Reasoning for Supersession")
    assert one["document"]["title"].startswith("Withdrawn: " if withdrawn else "Superseded: ")
    newest = one["document"]["tracking"]["revision_history"][-1]
    assert newest["number"] == one["document"]["tracking"]["version"] == "2"
    assert first["text"] in newest["summary"]
    assert not {"product_tree", "vulnerabilities"} & set(one)
    assert not {"Indicators", "What member companies are asked to do"} & set(notes_of(one))


def test_a_successor_is_named_if_it_may_be() -> None:
    linked = {link["summary"]: link["url"] for link in document(full_world(), 42)["document"]["references"]}
    address = "https://chetavani.example/csaf/white/2026/mpc-2026-0020.json"
    assert linked["Superseding Document: MPC-2026-0020"] == address
    everything = b"".join(files(full_world()).values())
    assert not re.search(rb"MPC-2026-0090|mpc-2026-0090|Secret of the community", everything)


def test_a_document_does_not_change_when_it_expires() -> None:
    def bytes_at(year: int) -> bytes:
        given_ = advisory(1, expires="2026-04-30T00:00:00+05:30", actions=[{"what": "report", "text": "Tell us."}])
        return files(library(given_, as_of=full_world().as_of.replace(year=year)))["csaf/white/2026/mpc-2026-0001.json"]

    assert bytes_at(2025) == bytes_at(2027)
    assert "30 April 2026, 00:00 IST (2026-04-30T00:00:00+05:30)" in bytes_at(2027).decode()


def kept(told: Told, made: dict[str, bytes]) -> bool:
    """Whether the files say what they have to."""
    part = told.part(made[told.path])
    return all(text in part for text in told.says) and not any(text in part for text in told.never)


@pytest.mark.parametrize("number", [40, 41, 42, 43, 44, 64])
def test_the_files_are_held_to_what_they_tell_of_an_end(number: int) -> None:
    def told(of: Library, made: dict[str, bytes]) -> list[bool]:
        ended = full_world()
        card = ended.cards[f"MPC-2026-{number:04d}"]
        assert of.cards[card.id].published == card.published
        return [kept(one, made) for one in CsafProvider().told(ended, context(ended), card)]

    ended = full_world()
    before = ended.advisory(f"MPC-2026-{number:04d}").model_copy(update={"status": Status.PUBLISHED, "revisions": ()})
    current = library(*(before if card == before.id else ended.advisory(card) for card in ended.cards))
    assert told(ended, files(ended)) == [True] * 4
    assert False in told(current, files(current))


def test_an_expiry_is_told_and_what_is_current_is_not() -> None:
    of = full_world()
    (told,) = CsafProvider().told(of, context(of), of.cards["MPC-2026-0003"])
    assert kept(told, files(of))
    assert list(CsafProvider().told(of, context(of), of.cards["MPC-2026-0001"])) == []


def fields(value: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401
    """Yield the path of every field in a document, without the numbers of list items."""
    if isinstance(value, list):
        for one in value:
            yield from fields(one, path)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield f"{path}.{name}".removeprefix(".")
            yield from fields(one, f"{path}.{name}".removeprefix("."))


def test_the_reference_explains_every_field() -> None:
    text = (ROOT / "docs/reference/csaf.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`((?:document|product_tree|vulnerabilities)[a-z0-9_.]*)`", text))
    made = documents(files(full_world())).values()
    there = {re.sub(r"(\.branches)+", ".branches", path) for one in made for path in fields(one)}
    leaves = {path for path in there if not any(other.startswith(f"{path}.") for other in there)}
    explained = {path for path in leaves if any(path == one or path.startswith(f"{one}.") for one in told)}
    assert leaves - explained == set()
    assert told - there == set()
