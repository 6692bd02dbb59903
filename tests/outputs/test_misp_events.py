# SPDX-License-Identifier: Apache-2.0
"""Events: what becomes of every indicator and of all else that an advisory says; and that the judges notice faults."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pymisp import MISPEvent, MISPObject
from tests.builders import advisory, library
from tests.outputs.feed_world import hindi
from tests.outputs.misp_judges import Record, complaints, template_complaints
from tests.outputs.misp_world import (
    EXPIRED,
    ID,
    PHONE,
    UPI,
    VALUES,
    WITHDRAWN,
    event,
    files,
    hashed,
    md5,
    parts,
    path_of,
)

from chetavani.model.indicator import IndicatorType
from chetavani.outputs.misp.shapes import SHAPED, shape_of
from chetavani.outputs.misp.templates import TEMPLATES

FAULTS: dict[str, Callable[[Record], object]] = {
    "schema": lambda told: told.update(timestamp=1),
    "schema of attributes": lambda told: told["Object"][0]["Attribute"][0].update(to_ids="yes"),
    "types": lambda told: told["Attribute"][0].update(type="upi-id"),
    "categories": lambda told: told["Attribute"][0].update(category="Network activity"),
    "values": lambda told: told["Attribute"][0].update(value="not a phone"),
    "normalised values": lambda told: told["Attribute"][0].update(value="+44 7700 900417"),
    "templates": lambda told: told["Object"][0]["Attribute"][0].update(object_relation="vpa"),
    "required parts": lambda told: told["Object"][0]["Attribute"].pop(0),
    "PyMISP": lambda told: told["EventReport"][0].update(content=None),
}


@pytest.mark.parametrize("judge", FAULTS)
def test_a_fault_is_noticed(judge: str) -> None:
    of = library(advisory(1, indicators=[PHONE, UPI]))
    document = json.loads(files(of)[path_of()])
    assert complaints(document, TEMPLATES) == []
    FAULTS[judge](document["Event"])
    assert complaints(document, TEMPLATES)


def test_an_object_without_a_template_is_noticed_though_pymisp_takes_it() -> None:
    document = json.loads(files(library(advisory(1, indicators=[UPI])))[path_of()])
    document["Event"]["Object"][0]["name"] = "vpa"
    MISPEvent().load(json.dumps(document))
    assert complaints(document, TEMPLATES) == ["no template of vpa"]


@pytest.mark.parametrize("kind", IndicatorType)
def test_an_indicator_of_every_type_has_a_shape(kind: IndicatorType) -> None:
    assert kind in SHAPED
    one = {"type": kind.value, "value": VALUES[kind], "role": "lure", "last_seen": "2026-05-20"}
    of = library(advisory(1, indicators=[one]))
    telling = [one for one in parts(event(of)) if one["to_ids"]]
    assert [one["type"] for one in telling] == [shape_of(kind, VALUES[kind], "lure").parts[0].type]
    assert {tag["name"] for tag in telling[0]["Tag"]} == {
        f'chetavani:indicator-type="{kind.value}"', 'chetavani:role="lure"', 'chetavani:evidence="reported"',
        'chetavani:action="warn"',
    }  # fmt: skip
    assert telling[0]["comment"] == "Lures people in. Reported."
    assert {value for value, _ in hashed(of)} == {md5(telling[0]["value"])}


def test_a_phone_number_is_of_a_fraud_and_to_be_acted_on() -> None:
    seen = {"first_seen": "2026-04-01", "last_seen": "2026-05-01"}
    told = event(library(advisory(1, indicators=[{**PHONE, **seen}])))
    (one,) = [one for one in told["Attribute"] if one["type"] == "phone-number"]
    assert (one["category"], one["to_ids"], one["deleted"]) == ("Financial fraud", True, False)
    assert (one["first_seen"], one["last_seen"]) == (
        "2026-04-01T00:00:00.000000+00:00", "2026-05-01T00:00:00.000000+00:00"
    )  # fmt: skip


def test_a_last_time_before_the_first_is_left_out() -> None:
    seen = {"first_seen": "2026-03-01", "last_seen": "2026-02-01"}
    assert "last_seen" not in event(library(advisory(1, indicators=[{**PHONE, **seen}])))["Attribute"][0]


@pytest.mark.parametrize(("kind", "name", "values"), [
    ("upi", "upi-id", {"upi-id": "fee.desk@example", "handle": "example"}),
    ("bank-account", "indian-bank-account", {"account": "00000000012", "ifsc": "EXMP0000001", "bank": "EXMP"}),
])  # fmt: skip
def test_what_misp_has_no_type_for_is_an_object_of_a_template_that_is_shipped(
    kind: str, name: str, values: dict[str, str], tmp_path: Path
) -> None:
    of = library(advisory(1, indicators=[{"type": kind, "value": VALUES[kind], "role": "payee"}]))
    (made,) = event(of)["Object"]
    assert {one["object_relation"]: one["value"] for one in made["Attribute"]} == values
    template = tmp_path / name / "definition.json"
    template.parent.mkdir()
    template.write_bytes(files(of)[f"misp/objects/{name}/definition.json"])
    own = MISPObject(name, strict=True, misp_objects_path_custom=tmp_path)
    for relation, value in values.items():
        own.add_attribute(relation, value=value)
    assert [
        (one.object_relation, one.type, one.category, one.to_ids, one.disable_correlation) for one in own.attributes
    ] == [
        (one["object_relation"], one["type"], one["category"], one["to_ids"], one["disable_correlation"])
        for one in made["Attribute"]
    ]
    assert (own.template_uuid, str(own.template_version)) == (made["template_uuid"], made["template_version"])


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_templates_are_valid(template: Record) -> None:
    assert template_complaints(template) == []
    assert template_complaints({**template, "meta-category": "money"})
    assert set(template["required"]) <= set(template["attributes"])


def test_what_is_no_value_of_its_type_is_a_text() -> None:
    wrong = [
        {"type": "phone", "value": "call 1800-FOO"}, {"type": "ip", "value": "300.1.1.1"},
        {"type": "file-hash", "value": "abc"}, {"type": "domain", "value": "no domain"}, {"type": "upi", "value": "?"},
        {"type": "email", "value": "nobody"}, {"type": "url", "value": "look here"},
        {"type": "bank-account", "value": "7"},
    ]  # fmt: skip
    of = library(advisory(1, indicators=[{**one, "role": "lure", "last_seen": "2026-05-20"} for one in wrong]))
    told = event(of)
    assert told["Object"] == []
    assert [(one["type"], one["value"]) for one in told["Attribute"] if one["to_ids"]] == [
        ("text", one["value"]) for one in wrong
    ]
    assert len(hashed(of)) == len(wrong)


def test_a_cleared_indicator_is_deleted_and_says_why() -> None:
    clearance = {"cleared": "2026-05-25T10:00:00Z", "reason": "The number was given to another person."}
    of = library(advisory(1, indicators=[{**PHONE, **clearance}, UPI]))
    told = event(of)
    (one,) = [one for one in told["Attribute"] if one["type"] == "phone-number"]
    assert (one["to_ids"], one["deleted"]) == (False, True)
    assert one["comment"] == "Calls. Reported. Cleared: The number was given to another person."
    assert not any("chetavani:action" in tag["name"] for tag in one["Tag"])
    assert {value for value, _ in hashed(of)} == {md5("fee.desk@example")}
    assert told["timestamp"] == str(int(datetime(2026, 5, 25, 10, tzinfo=UTC).timestamp()))
    assert told["Object"][0]["deleted"] is False


def test_what_is_asked_of_apps_is_a_tag() -> None:
    told = event(library(advisory(1, indicators=[{**PHONE, "action": "hold", "evidence": "confirmed"}])))
    assert 'chetavani:action="hold"' in {tag["name"] for tag in told["Attribute"][0]["Tag"]}


def test_accounts_on_networks_and_wallets_have_the_types_that_misp_knows() -> None:
    bitcoin = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"  # the example of BIP 173
    listed = [
        {"type": "handle", "value": "x:feedesk"}, {"type": "handle", "value": "@FeeDesk on telegram"},
        {"type": "wallet", "value": f"btc:{bitcoin.upper()}"},
    ]  # fmt: skip
    of = library(advisory(1, indicators=[{**one, "role": "payee", "last_seen": "2026-05-20"} for one in listed]))
    assert [(one["type"], one["value"]) for one in event(of)["Attribute"] if one["to_ids"]] == [
        ("twitter-id", "feedesk"), ("text", "@FeeDesk on telegram"), ("btc", bitcoin)
    ]  # fmt: skip


def test_a_type_that_is_new_is_a_text_that_says_what_it_is() -> None:
    assert shape_of("carrier-pigeon", "Coo").parts[0][:3] == ("text", "Other", "Coo")


def test_values_are_written_as_a_misp_would_normalise_them() -> None:
    assert shape_of("domain", "ठग.example").parts[0].value == "xn--31br.example"
    assert shape_of("phone", "0044 (0) 7700-900417").parts[0].value == "+447700900417"
    assert shape_of("ip", "2001:DB8:0:0:0:0:0:7").parts[0].value == "2001:db8::7"
    assert shape_of("url", "hxxps://evil[.]example/").parts[0].value == "https://evil.example/"


def test_an_indicator_told_twice_is_one_and_holds_if_either_does() -> None:
    twice = [{**PHONE, "expires": "2026-05-01T00:00:00Z"}, {**PHONE, "role": "contact"}]
    told = event(library(advisory(1, indicators=twice)))
    (one,) = [one for one in told["Attribute"] if one["type"] == "phone-number"]
    assert (one["to_ids"], one["deleted"]) == (True, False)


def test_an_event_says_what_its_advisory_says() -> None:
    action = {"who": ["courier"], "what": "block", "by": "2026-05-10T18:00:00+05:30", "text": "Block & report."}
    told = event(library(advisory(1, published="2026-03-02T01:00:00+05:30", actions=[action], translations=[hindi(1)])))
    assert told["info"] == f"{ID}: {advisory(1).title}"
    assert (told["date"], told["published"], told["analysis"]) == ("2026-03-02", True, "2")  # the date in India
    assert {tag["name"] for tag in told["Tag"]} == {
        "tlp:clear", 'chetavani:kind="fraud-warning"', 'chetavani:severity="high"', "chetavani:demonstration",
        'chetavani:fraud-type="courier-parcel"', 'chetavani:sector="courier"', 'chetavani:sector="public"',
        'chetavani:language="en"', 'chetavani:language="hi"',
    }  # fmt: skip
    english, other = told["EventReport"]
    assert english["name"] == advisory(1).title
    assert "- **Block; Courier and delivery; 2026-05-10T18:00:00+05:30**: Block \\& report." in english["content"]
    assert "## What to do" in english["content"]
    assert (other["name"], "## क्या करें" in other["content"]) == (hindi(1)["title"], True)
    links = {one["value"]: one for one in told["Attribute"] if one["type"] == "link"}
    assert list(links) == [f"https://chetavani.example/advisories/{ID}/", "https://cybercrime.gov.in/"]
    assert not any(one["to_ids"] for one in links.values())


@pytest.mark.parametrize(("severity", "level"), [("critical", "1"), ("high", "1"), ("medium", "2"), ("low", "3")])
def test_the_threat_level_is_the_severity(severity: str, level: str) -> None:
    assert event(library(advisory(1, severity=severity)))["threat_level_id"] == level


def test_a_software_note_has_its_flaws() -> None:
    cpe = "cpe:2.3:a:e:g:*:*:*:*:*:*:*:*"
    item = {"vendor": "E", "product": "G", "affected": "< 2", "fixed": "2", "cve": ["CVE-2021-44228"], "cpe": cpe}
    fields = {"kind": "software-upgrade", "software": [item, {**item, "cwe": ["CWE-79"]}]}
    known = [("vulnerability", "CVE-2021-44228"), ("weakness", "CWE-79"), ("cpe", cpe)]

    def flaws(**changes: Any) -> list[Record]:  # noqa: ANN401
        told = event(library(advisory(1, **fields, **changes), advisory(2)))
        return [one for one in told["Attribute"] if one["type"] in dict(known)]

    assert [(one["type"], one["value"], one["deleted"], one["to_ids"]) for one in flaws()] == [
        (*one, False, False) for one in known
    ]
    assert [one["deleted"] for one in flaws(**EXPIRED)] == [False] * 3
    assert [one["deleted"] for one in flaws(**WITHDRAWN)] == [True] * 3
