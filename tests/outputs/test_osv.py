# SPDX-License-Identifier: Apache-2.0
"""OSV records: valid by the OpenSSF's schema, true to what the author wrote, silent on what OSV has no word for."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from tests.builders import ROOT, advisory, library
from tests.outputs.edit_world import World, edited, edits, worlds
from tests.outputs.feed_world import context, full_library, hindi, render, repository_library, revision
from tests.outputs.gather_world import gathered
from tests.outputs.osv_judge import complaints, published_schema, risks, with_ids_of_unlisted_databases

from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.outputs.base import Told, artifacts_of
from chetavani.outputs.osv import MODIFIED, OsvRecords
from chetavani.outputs.osv.packages import ECOSYSTEMS
from chetavani.outputs.osv.records import SCHEMA_VERSION

_VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"
_OTHER_VECTOR = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
_LOG4J: dict[str, Any] = {
    "vendor": "Apache", "product": "Log4j", "affected": ">= 2.0-beta9, < 2.3.1 || >= 2.4, <= 2.14.1 || = 2.15.0",
    "fixed": "2.15.1", "cve": ["CVE-2021-44228"], "cvss": _VECTOR, "cwe": ["CWE-502"],
    "purl": "pkg:maven/org.apache.logging.log4j/log4j-core",
}  # fmt: skip


def upgrade(number: int = 1, *software: dict[str, Any], **changes: Any) -> Advisory:  # noqa: ANN401
    """Return an upgrade note of ``software``, of Log4j if there is none."""
    given = {"kind": "software-upgrade", "fraud_types": [], "software": list(software) or [_LOG4J]}
    return advisory(number, **(given | changes))


def files(of: Library) -> dict[str, bytes]:
    """Return every file of the output by its path."""
    output = OsvRecords()
    return {one.path: render(one) for one in artifacts_of(output.plan(of, context(of)))} | gathered(output, of)


def records(of: Library) -> dict[str, dict[str, Any]]:
    """Return every record by its id."""
    made = {path: content for path, content in files(of).items() if path.endswith(".json")}
    return {path.removeprefix("osv/").removesuffix(".json"): json.loads(made[path]) for path in made}


def record(*advisories: Advisory) -> dict[str, Any]:
    """Return the record of the first of ``advisories``."""
    return records(library(*advisories))[f"x_{advisories[0].id}"]


def test_every_record_is_valid() -> None:
    made = records(full_library()) | records(repository_library())
    assert len(made) > 25
    for name, one in made.items():
        assert complaints(one) == [], name
        assert one["id"] == name
        assert risks(one["details"]) == [], name


@how(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds, edits)
def test_whatever_the_library_is(world: World, edits: list[tuple[str, int, int]]) -> None:
    for edit in edits:
        world = edited(world, edit)
    made = records(world.library())
    notes = {card.id for card in world.library().public if card.kind == "software-upgrade"}
    assert {one["database_specific"]["advisory"] for one in made.values()} == notes
    for name, one in made.items():
        assert complaints(one) == [], name


_FAULTS: dict[str, dict[str, Any]] = {
    "id of no database": {"id": "MPC-2026-0001"},
    "time without a zone": {"modified": "2026-03-02T11:00:00"},
    "day that is none": {"published": "2026-02-31T11:00:00Z"},
    "unknown field": {"vendor": "Apache"},
    "vector of another version": {"severity": [{"type": "CVSS_V4", "score": _VECTOR}]},
    "ecosystem of its own": {"affected": [{"package": {"ecosystem": "Shops", "name": "checkout"}}]},
    "range of no beginning": {"affected": [{"ranges": [{"type": "ECOSYSTEM", "events": [{"fixed": "2"}]}]}]},
    "reference of no kind": {"references": [{"type": "NOTE", "url": "https://a.example/"}]},
    "details that are no text": {"details": ["a"]},
}


@pytest.mark.parametrize("fault", _FAULTS)
def test_a_fault_is_noticed(fault: str) -> None:
    sound = record(upgrade())
    assert complaints(sound) == []
    assert complaints(deepcopy(sound) | _FAULTS[fault])


def test_the_overlay_changes_nothing_but_the_ids() -> None:
    before, after = published_schema(), with_ids_of_unlisted_databases(published_schema())
    listed = before["$defs"]["prefix"].pop("pattern")
    assert after["$defs"]["prefix"].pop("pattern") == listed.replace("^(", "^(x_|(").replace(")-", ")-)")
    assert before == after


def test_a_package_of_an_ecosystem_has_its_ranges() -> None:
    made = record(upgrade())
    assert made["affected"] == [{
        "package": {
            "ecosystem": "Maven", "name": "org.apache.logging.log4j:log4j-core",
            "purl": "pkg:maven/org.apache.logging.log4j/log4j-core",
        },
        "ranges": [
            {"type": "ECOSYSTEM", "events": [{"introduced": "2.0-beta9"}, {"fixed": "2.3.1"}]},
            {"type": "ECOSYSTEM", "events": [{"introduced": "2.4"}, {"last_affected": "2.14.1"}]},
        ],
        "versions": ["2.15.0"],
        "database_specific": {"cve_ids": ["CVE-2021-44228"], "cwe_ids": ["CWE-502"], "fixed": "2.15.1"},
    }]  # fmt: skip
    assert made["severity"] == [{"type": "CVSS_V3", "score": _VECTOR}]
    (told,) = made["database_specific"]["software"]
    assert told["vers"] == ["vers:maven/>=2.0-beta9|<2.3.1", "vers:maven/>=2.4|<=2.14.1", "vers:maven/2.15.0"]
    assert told["unsaid"] == []


@pytest.mark.parametrize(("purl", "ecosystem", "name"), [
    ("pkg:npm/%40example/checkout", "npm", "@example/checkout"), ("pkg:npm/next", "npm", "next"),
    ("pkg:pypi/django", "PyPI", "django"), ("pkg:golang/k8s.io/ingress-nginx", "Go", "k8s.io/ingress-nginx"),
    ("pkg:golang/stdlib", "Go", "stdlib"), ("pkg:composer/prestashop/prestashop", "Packagist", "prestashop/prestashop"),
    ("pkg:nuget/Newtonsoft.Json", "NuGet", "Newtonsoft.Json"), ("pkg:gem/rails", "RubyGems", "rails"),
    ("pkg:cargo/tokio", "crates.io", "tokio"), ("pkg:hex/phoenix", "Hex", "phoenix"), ("pkg:pub/http", "Pub", "http"),
    ("pkg:githubactions/actions/checkout", "GitHub Actions", "actions/checkout"),
    ("pkg:maven/onlyname", "", ""), ("pkg:deb/debian/xz-utils", "", ""), ("pkg:generic/openssl", "", ""),
    ("pkg:github/openssl/openssl", "", ""), ("pkg:npm/next@15.0.0", "", ""), ("pkg:npm/a?repository_url=b", "", ""),
    ("pkg:hex/private/phoenix", "", ""), ("pkg:npm//", "", ""),
])  # fmt: skip
def test_only_packages_of_real_ecosystems_are_affected(purl: str, ecosystem: str, name: str) -> None:
    made = record(upgrade(1, _LOG4J | {"purl": purl}))
    assert complaints(made) == []
    packages = [(one["package"]["ecosystem"], one["package"]["name"]) for one in made.get("affected", ())]
    assert packages == ([(ecosystem, name)] if ecosystem else [])
    assert made["database_specific"]["software"][0]["purl"] == purl


@pytest.mark.parametrize(("affected", "kind"), [
    ("< 1.20.10", "SEMVER"), (">= 1.2.0-rc.1, < 2.0.0", "SEMVER"), ("< 1.20", "ECOSYSTEM"),
    (">= 1, < 2.0.0", "ECOSYSTEM"),
])  # fmt: skip
def test_versions_are_semantic_only_if_they_are(affected: str, kind: str) -> None:
    (one,) = record(upgrade(1, _LOG4J | {"affected": affected, "purl": "pkg:npm/next"}))["affected"]
    assert [found["type"] for found in one["ranges"]] == [kind]


def test_what_osv_has_no_word_for_is_said_beside_it() -> None:
    made = record(upgrade(1, _LOG4J | {"affected": "> 1.0, < 2 || >= 3, < 4"}))
    assert [found["events"] for found in made["affected"][0]["ranges"]] == [[{"introduced": "3"}, {"fixed": "4"}]]
    assert made["database_specific"]["software"][0]["unsaid"] == ["> 1.0, < 2"]
    unread = record(upgrade(1, _LOG4J | {"affected": "all of them"}))
    assert "affected" not in unread
    assert unread["database_specific"]["software"][0]["unsaid"] == ["all of them"]


def test_the_same_flaw_is_an_alias_and_several_are_upstream() -> None:
    one, other = _LOG4J | {"product": "a"}, _LOG4J | {"product": "b"}
    assert record(upgrade(1, one, other))["aliases"] == ["CVE-2021-44228"]
    two = record(upgrade(1, one, other | {"cve": ["CVE-2021-45046"]}))
    assert two["upstream"] == ["CVE-2021-44228", "CVE-2021-45046"]
    assert "aliases" not in two
    assert record(upgrade(1, one, other | {"cve": []}))["upstream"] == ["CVE-2021-44228"]
    assert not {"aliases", "upstream"} & record(upgrade(1, one | {"cve": []})).keys()


def test_the_records_of_related_notes_are_named_and_no_others() -> None:
    note = upgrade(1, related=[f"MPC-2026-{number:04d}" for number in (2, 3, 4, 9)])
    assert record(note, upgrade(2), advisory(3), upgrade(4, tlp="AMBER"))["related"] == ["x_MPC-2026-0002"]


def test_a_severity_is_that_of_all_or_of_each() -> None:
    other = _LOG4J | {"product": "b", "cve": ["CVE-2021-45046"], "cvss": _OTHER_VECTOR}
    both = record(upgrade(1, _LOG4J, other))
    assert "severity" not in both
    assert [one["severity"][0] for one in both["affected"]] == [
        {"type": "CVSS_V3", "score": _VECTOR},
        {"type": "CVSS_V4", "score": _OTHER_VECTOR},
    ]
    assert "severity" not in record(upgrade(1, _LOG4J, other | {"cvss": None}))
    shared = record(upgrade(1, _LOG4J, _LOG4J | {"product": "b", "cvss": None}))
    assert shared["severity"] == [{"type": "CVSS_V3", "score": _VECTOR}]
    assert not any("severity" in one for one in shared["affected"])


def test_references_are_typed_and_each_is_there_once() -> None:
    given = [
        "https://nvd.nist.gov/vuln/detail/CVE-2021-44228",
        "https://a.example/ä?q=1#x",
        "https://a.example/ä?q=1#x",
    ]
    note = upgrade(references=[{"title": "x", "url": url} for url in given], translations=[hindi(1)])
    base = context(library()).settings.base_url
    assert [(one["type"], one["url"].removeprefix(base)) for one in record(note)["references"]] == [
        ("ADVISORY", "advisories/MPC-2026-0001/"), ("ADVISORY", "hi/advisories/MPC-2026-0001/"), ("ADVISORY", given[0]),
        ("WEB", "https://a.example/%C3%A4?q=1#x"),
    ]  # fmt: skip


def test_the_rest_is_ours() -> None:
    action = {"who": ["payment"], "what": "patch", "by": "2026-05-10T18:00:00+05:30", "text": "Patch & report."}
    rest = record(upgrade(actions=[action], translations=[hindi(1)]))["database_specific"]
    assert rest["actions"] == [
        {"who": ["payment"], "what": "patch", "by": "2026-05-10T12:30:00Z", "text": "Patch & report."}
    ]
    assert rest["texts"]["hi"]["title"] == hindi(1)["title"]
    assert rest["texts"]["hi"]["url"].endswith("/hi/advisories/MPC-2026-0001/")
    assert (rest["standing"], rest["severity"], rest["cwe_ids"]) == ("current", "high", ["CWE-502"])


_WITHDRAWN: dict[str, Any] = {
    "status": "withdrawn",
    "reason": "It was *wrong*.",
    "revisions": [revision(2, "Withdrawn.")],
}
_ENDS: dict[str, dict[str, Any]] = {
    "withdrawn": _WITHDRAWN,
    "superseded": {"status": "superseded", "superseded_by": "MPC-2026-0002"},
    "expired": {"expires": "2026-04-30T00:00:00+05:30"},
}


def test_a_withdrawn_record_says_when_and_why() -> None:
    made = record(upgrade(1, **_WITHDRAWN))
    assert made["withdrawn"] == made["modified"] == "2026-05-02T04:30:00Z"
    assert "It was *wrong*." in made["summary"]
    assert made["details"].startswith("**Withdrawn.")
    assert r"It was \*wrong\*." in made["details"]


def test_a_superseded_record_names_the_other_and_is_not_withdrawn() -> None:
    made = record(upgrade(1, **_ENDS["superseded"]), upgrade(2, published="2026-05-20T11:00:00+05:30"))
    assert made["modified"] == "2026-05-20T05:30:00Z"
    assert made["database_specific"]["superseded_by"] == "MPC-2026-0002"
    assert "MPC-2026-0002" in made["details"].split("\n")[0]
    assert "withdrawn" not in made


def test_an_expired_record_changed_when_it_expired() -> None:
    made = record(upgrade(1, **_ENDS["expired"]))
    assert made["modified"] == "2026-04-29T18:30:00Z"
    assert made["details"].startswith("**Expired.")
    assert "withdrawn" not in made


def holds(made: dict[str, bytes], one: Told) -> bool:
    """Whether a file says what it must, and nothing that it must not."""
    text = one.part(made[one.path])
    return all(say in text for say in one.says) and not any(never in text for never in one.never)


@pytest.mark.parametrize("end", _ENDS)
def test_every_file_says_what_it_has_to_say_of_an_end(end: str) -> None:
    ended = library(upgrade(1, **_ENDS[end]), upgrade(2))
    told = list(OsvRecords().told(ended, context(ended), ended.cards["MPC-2026-0001"]))
    assert {one.path for one in told} == {"osv/x_MPC-2026-0001.json", "osv/all.zip", MODIFIED}
    made, before = files(ended), files(library(upgrade(1), upgrade(2)))
    assert all(holds(made, one) for one in told)
    for path in made.keys() & {one.path for one in told}:
        assert not all(holds(before, one) for one in told if one.path == path), path


def test_words_of_an_author_are_not_taken_for_where_a_note_stands() -> None:
    text = "standing current, withdrawn never, withdrawn 2026-01-01T00:00:00Z"
    ended = library(upgrade(1, title=text, summary=text, body=text, **_ENDS["expired"]))
    made = files(ended)
    assert all(holds(made, one) for one in OsvRecords().told(ended, context(ended), ended.cards["MPC-2026-0001"]))


def test_nothing_is_to_be_told_of_what_stands_or_has_no_record() -> None:
    whole = library(upgrade(1), advisory(2, **_WITHDRAWN))
    for card in whole.public:
        assert list(OsvRecords().told(whole, context(whole), card)) == []


_TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40).map(
    lambda text: f"{text} שלום 🙂 ]]> \"=1+1' @x <b>{text}</b> [a](javascript:x) ![b](c) &lt; की"
)


@how(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(_TEXT, _TEXT, st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_any_text_survives(words: str, reason: str, body: str) -> None:
    software = {"vendor": words, "product": words, "affected": words, "fixed": words, "cvss": words}
    texts = {"title": words, "summary": words, "contact": words, "aliases": [words]}
    made = record(upgrade(1, software, **texts, body=body, status="withdrawn", reason=reason))
    assert complaints(made) == []
    assert made["summary"].startswith(words)
    assert reason in made["summary"]
    (told,) = made["database_specific"]["software"]
    assert {told[name] for name in software} == {words}
    assert made["database_specific"]["contact"] == words
    assert risks(made["details"]) == []


def test_every_field_is_explained() -> None:
    text = (ROOT / "docs/reference/osv.md").read_text(encoding="utf-8")
    fields, ours = (text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0] for heading in _TABLES)
    several: list[dict[str, Any]] = [_LOG4J | {"cve": ["CVE-2021-45046"], "cvss": None}, _LOG4J]
    made = [record(upgrade(1, related=["MPC-2026-0002"], **_WITHDRAWN), upgrade(2)), record(upgrade(1, *several))]
    assert {field for one in made for field in one if f"`{field}`" not in fields} == set()
    rest = made[0]["database_specific"]
    assert {field for field in (*rest, *rest["software"][0]) if f"`{field}`" not in ours} == set()
    for kind, ecosystem in ECOSYSTEMS.items():
        assert f"| `pkg:{kind}/…` | `{ecosystem.name}` |" in fields
    assert text.count("| `pkg:") == len(ECOSYSTEMS)
    assert f"`{SCHEMA_VERSION}`" in fields


_TABLES = ("Which field holds what", "Our own fields")
