# SPDX-License-Identifier: Apache-2.0
"""The MISP feed: taken by PyMISP over HTTP, and taken back by a MISP when something no longer holds."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from uuid import UUID, uuid5

import pytaxonomies
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from pymisp import MISPEvent, MISPObject
from pytaxonomies.api import Taxonomy
from tests.builders import AS_OF, ROOT, advisory, library, repository, source, translation
from tests.outputs.edit_world import World, edited, edits, worlds
from tests.outputs.feed_world import context, full_library, hindi, our_settings, render, revision, sourced
from tests.outputs.misp_judges import Record, complaints, template_complaints
from tests.outputs.test_keys import Planned, unfaithful

from chetavani.config import Settings
from chetavani.model.indicator import IndicatorType
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.base import Told, artifacts_of
from chetavani.outputs.feed_ids import authority
from chetavani.outputs.misp import HASHES, MANIFEST, MispFeed
from chetavani.outputs.misp.names import event_uuid, namespace, uuid_of
from chetavani.outputs.misp.shapes import SHAPED, shape_of
from chetavani.outputs.misp.templates import TEMPLATES, taxonomy
from chetavani.pipeline import Request, build

VALUES = {
    "upi": "Fee.Desk@example", "phone": "+447700900417", "bank-account": "00000000012@EXMP0000001",
    "url": "https://pay.evil.example/a?b='c'", "domain": "evil.example", "email": "Desk@parcel.example",
    "ip": "2001:db8::7", "android-package": "com.example.evil", "file-hash": "0123456789ABCDEF" * 4,
}  # fmt: skip
ID = "MPC-2026-0001"
PHONE = {"type": "phone", "value": "+447700900417", "role": "caller"}
UPI = {"type": "upi", "value": "fee.desk@example", "role": "payee"}
REASONED = {"status": "withdrawn", "reason": "It was *wrong*."}
WITHDRAWN = {**REASONED, "revisions": [revision(2, "Withdrawn.")]}
SUPERSEDED = {"status": "superseded", "superseded_by": "MPC-2026-0002"}
EXPIRED = {"expires": "2026-05-28T00:00:00+05:30"}


def files(of: Library, settings: Settings | None = None) -> dict[str, bytes]:
    """Return every file, by its path."""
    return {one.path: render(one) for one in artifacts_of(MispFeed().plan(of, context(of, settings)))}


def manifest(of: Library) -> dict[str, Record]:
    found: dict[str, Record] = json.loads(files(of)[MANIFEST])
    return found


def path_of(number: int = 1) -> str:
    uuid = uuid_of(our_settings(), "event", f"MPC-2026-{number:04d}")
    return f"misp/{uuid}.json"


def event(of: Library, number: int = 1) -> Record:
    """Return an event that no judge has anything against."""
    document: Record = json.loads(files(of)[path_of(number)])
    assert complaints(document, TEMPLATES) == []
    told: Record = document["Event"]
    return told


def parts(told: Record) -> list[Record]:
    """Return the attributes of an event, those of its objects included."""
    return [*told["Attribute"], *(part for one in told["Object"] for part in one["Attribute"])]


def acted_on(told: Record) -> set[str]:
    return {one["value"] for one in parts(told) if one["to_ids"] and not one["deleted"]}


def hashed(of: Library) -> set[tuple[str, str]]:
    lines = files(of)[HASHES].decode().splitlines()
    assert len(lines) == len(set(lines))
    return {(line.partition(",")[0], line.partition(",")[2]) for line in lines}


def md5(value: str) -> str:
    return hashlib.md5(value.encode(), usedforsecurity=False).hexdigest()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve ``folder`` on a free port of loopback; yield its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def fetched(address: str) -> bytes:
    with urlopen(address) as answer:  # noqa: S310 - our own server
        content: bytes = answer.read()
    return content


def as_written(line: Record) -> Record:
    """Return a line of PyMISP's manifest in texts, as MISP has it and the draft of the format, without what it adds."""
    texts = {name: str(value) if isinstance(value, int) else value for name, value in line.items()}
    return {**texts, "Tag": [{"name": tag["name"]} for tag in line["Tag"]]}


def polled(root: str) -> dict[str, MISPEvent]:
    """Return the events of the feed below ``root``, got as a MISP gets them: the manifest, then each that it names."""
    found = {}
    for uuid, line in json.loads(fetched(f"{root}{MANIFEST}")).items():
        found[uuid] = MISPEvent()
        found[uuid].load(fetched(f"{root}misp/{uuid}.json").decode())
        (read,) = found[uuid].manifest.values()
        assert as_written(read) == line
    return found


def everything() -> Library:
    """Return the library of everything, with an advisory that has indicators of every type."""
    told = full_library()
    listed = [{"type": kind, "value": value, "role": "lure"} for kind, value in VALUES.items()]
    fields = {"indicators": [*listed, {**PHONE, "value": "+447700900418", "expires": "2026-05-01T00:00:00Z"}]}
    return library(*(told.advisory(card.id) for card in told.cards.values()), advisory(100, **fields))


def test_pymisp_takes_the_whole_feed_over_http(tmp_path: Path) -> None:
    of = everything()
    for path, content in files(of).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    with served(tmp_path) as root:
        read = polled(root)
        lines = fetched(f"{root}{HASHES}").decode().splitlines()
    assert sorted(read) == sorted(event_uuid(our_settings(), card) for card in of.public)
    told: set[tuple[str, str]] = set()
    for card in of.public:
        one, full = read[event_uuid(our_settings(), card)], of.advisory(card.id)
        assert full.title in one.info
        assert [report.name for report in one.event_reports] == [text.title for text in full.texts.values()]
        given = [*one.attributes, *(part for thing in one.objects for part in thing.attributes)]
        current = of.standing(card) is Standing.CURRENT
        holding = [thing for thing in full.indicators if current and (not thing.expires or thing.expires > of.as_of)]
        acted = {part.value for part in given if part.to_ids and not part.deleted}
        # banks and mail read no difference in capitals, and of an account the number is told apart from the branch
        assert acted == {thing.value.lower().partition("@exmp")[0] for thing in holding if thing.type != "url"} | {
            thing.value for thing in holding if thing.type == "url"
        }
        told |= {(part.hash_values("md5")[0], one.uuid) for part in given if part.to_ids and not part.deleted}
    assert {tuple(line.split(",")) for line in lines} == told
    assert len(lines) == len(told) == 13


def test_pymisp_takes_the_feed_of_a_built_site(tmp_path: Path) -> None:
    listed = [{"type": kind, "value": value, "role": "lure"} for kind, value in VALUES.items()]
    told = {
        "advisories/2026/MPC-2026-0001.md": source(1, indicators=listed),
        "advisories/2026/MPC-2026-0001.hi.md": translation(1),
        "advisories/2026/MPC-2026-0002.md": source(
            2, title="A charity that was genuine", indicators=[UPI], **WITHDRAWN
        ),
    }
    root = repository(tmp_path / "repository", told)
    made = build(Request(root, tmp_path / "site", as_of=AS_OF))
    with served(tmp_path / "site") as address:
        read = polled(address)
        page = fetched(f"{address}advisories/{ID}/").decode()
    assert len(read) == made.advisories == 2
    assert f'href="../../{path_of()}"' in page
    first, second = read[path_of()[5:-5]], read[path_of(2)[5:-5]]
    assert [one.type for one in first.attributes if one.to_ids] == [
        "phone-number", "url", "domain", "email-src", "ip-dst", "mobile-application-id", "sha256"
    ]  # fmt: skip
    assert [one.name for one in first.objects] == ["upi-id", "indian-bank-account"]
    assert [one.deleted for one in second.objects] == [True]
    assert len((tmp_path / "site" / HASHES).read_text().splitlines()) == len(VALUES)


@how(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds, edits)
def test_whatever_the_library_is(world: World, edits: list[tuple[str, int, int]]) -> None:
    for edit in edits:
        world = edited(world, edit)
    of = world.library()
    made = files(of)
    lines = json.loads(made[MANIFEST])
    assert sorted(lines) == sorted(event_uuid(our_settings(), card) for card in of.public)
    for uuid, line in lines.items():
        document = json.loads(made[f"misp/{uuid}.json"])
        assert complaints(document, TEMPLATES) == []
        assert {name: document["Event"][name] for name in line} == line
    assert hashed(of) == {
        (md5(value), uuid) for uuid in lines for value in acted_on(json.loads(made[f"misp/{uuid}.json"])["Event"])
    }


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
    of = library(advisory(1, indicators=[{"type": kind.value, "value": VALUES[kind], "role": "lure"}]))
    telling = [one for one in parts(event(of)) if one["to_ids"]]
    assert [one["type"] for one in telling] == [shape_of(kind, VALUES[kind], "lure").parts[0].type]
    assert {tag["name"] for tag in telling[0]["Tag"]} == {
        f'chetavani:indicator-type="{kind.value}"', 'chetavani:role="lure"', 'chetavani:evidence="reported"'
    }  # fmt: skip
    assert telling[0]["comment"] == "Lures people in. Reported."
    assert {value for value, _ in hashed(of)} == {md5(telling[0]["value"])}


def test_a_phone_number_is_of_a_fraud_and_to_be_acted_on() -> None:
    seen = {"first_seen": "2026-02-01", "last_seen": "2026-03-01"}
    told = event(library(advisory(1, indicators=[{**PHONE, **seen}])))
    (one,) = [one for one in told["Attribute"] if one["type"] == "phone-number"]
    assert (one["category"], one["to_ids"], one["deleted"]) == ("Financial fraud", True, False)
    assert (one["first_seen"], one["last_seen"]) == (
        "2026-02-01T00:00:00.000000+00:00", "2026-03-01T00:00:00.000000+00:00"
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
    of = library(advisory(1, indicators=[{**one, "role": "lure"} for one in wrong]))
    told = event(of)
    assert told["Object"] == []
    assert [(one["type"], one["value"]) for one in told["Attribute"] if one["to_ids"]] == [
        ("text", one["value"]) for one in wrong
    ]
    assert len(hashed(of)) == len(wrong)


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


@pytest.mark.parametrize(("changes", "says"), [
    (WITHDRAWN, "It was *wrong*."), (SUPERSEDED, "MPC-2026-0002"), (EXPIRED, ""),
])  # fmt: skip
def test_what_no_longer_holds_is_taken_back(changes: dict[str, object], says: str) -> None:
    listed = [PHONE, UPI]
    now = library(advisory(1, indicators=listed, **changes), advisory(2, indicators=[PHONE]))
    before = library(advisory(1, indicators=listed), advisory(2, indicators=[PHONE]))
    told, was = event(now), event(before)
    standing = now.standing(now.cards[ID])
    assert f'chetavani:standing="{standing}"' in {tag["name"] for tag in told["Tag"]}
    assert told["info"].startswith(("Withdrawn: ", "Superseded: ", "Expired: "))
    theirs = {one["uuid"] for one in parts(was) if one["category"] == "Financial fraud"}
    gone = [one for one in parts(told) if one["uuid"] in theirs]
    assert len(gone) == len(theirs) == 3
    assert all(one["deleted"] and not one["to_ids"] for one in gone)
    assert all(one["deleted"] for one in told["Object"])
    assert says in "".join(one["value"] for one in told["Attribute"])
    assert {uuid for _, uuid in hashed(now)} == {path_of(2)[5:-5]}
    assert int(told["timestamp"]) > int(was["timestamp"])
    assert {one["timestamp"] for one in (*parts(told), *told["Object"], *told["EventReport"])} == {told["timestamp"]}
    assert manifest(now)[told["uuid"]]["timestamp"] == told["timestamp"]


def test_a_successor_that_is_not_public_is_not_named() -> None:
    of = library(advisory(1, status="superseded", superseded_by="MPC-2026-0007"), advisory(7, tlp="AMBER"))
    assert b"MPC-2026-0007" not in b"".join(files(of).values())


def test_an_indicator_that_lapses_is_taken_back_by_time_alone() -> None:
    def at(days: int) -> Library:
        lapsing = {**PHONE, "expires": (AS_OF + timedelta(days=1)).isoformat()}
        return sourced(
            advisory(1, indicators=[lapsing, {**PHONE, "value": "+447700900418"}]), as_of=AS_OF + timedelta(days=days)
        )

    assert acted_on(event(at(0))) == {"+447700900417", "+447700900418"}
    assert acted_on(event(at(1))) == {"+447700900418"}
    assert {value for value, _ in hashed(at(1))} == {md5("+447700900418")}
    assert event(at(1))["timestamp"] == str(int((AS_OF + timedelta(days=1)).timestamp()))
    before, now = Planned(), Planned()
    assert list(before.add(MispFeed().plan(at(0), context(at(0)))))
    assert list(now.add(MispFeed().plan(at(1), context(at(1)))))
    assert unfaithful(before, now) == []
    changed = {name for name in before.made if before.made[name][1] != now.made[name][1]}
    assert {f"site {path_of()}", f"site {HASHES}", f"site {MANIFEST}"} <= changed


def imported(held: dict[str, Record], told: Record) -> dict[str, Record]:
    """Return what a MISP holds of an event after polling: it takes only what is newer (Feed.php, Attribute.php)."""
    if held and int(told["timestamp"]) <= int(held["event"]["timestamp"]):
        return held
    news = {one["uuid"]: one for one in (*parts(told), *told["Object"], *told["EventReport"])}
    taken = {
        uuid: one
        for uuid, one in news.items()
        if uuid not in held or int(one["timestamp"]) > int(held[uuid]["timestamp"])
    }
    return {**held, **taken, "event": told}


_HOURS = st.integers(1, 40)


@how(max_examples=100, deadline=None)
@given(st.none() | _HOURS, st.lists(st.none() | _HOURS, max_size=3), st.none() | _HOURS, st.data())
def test_a_misp_that_polls_holds_what_holds(
    expires: int | None, lapses: list[int | None], ends: int | None, data: st.DataObject
) -> None:
    start = datetime.fromisoformat("2026-05-01T00:00:00+00:00")

    def hour(number: int | None) -> str | None:
        return None if number is None else (start + timedelta(hours=number)).isoformat()

    listed = [{**PHONE, "value": f"+44770090041{number}", "expires": hour(end)} for number, end in enumerate(lapses)]
    dated = data.draw(st.integers(1, ends or 1), label="the date that its author gives the end")
    how_ended: dict[str, object] = data.draw(st.sampled_from([SUPERSEDED, REASONED]))
    revised = (
        {"revisions": [{"date": hour(dated), "summary": "It no longer stands."}]} if data.draw(st.booleans()) else {}
    )
    held: dict[str, Record] = {}
    for now in sorted(data.draw(st.sets(st.integers(0, 45), min_size=1, max_size=6))):
        over: dict[str, object] = {**how_ended, **revised} if ends is not None and ends <= now else {}
        one = advisory(1, published=hour(0), expires=hour(expires), indicators=listed, **over)
        told = event(library(one, advisory(2, published=hour(1)), as_of=start + timedelta(hours=now)))
        held = imported(held, told)
        assert held["event"]["info"] == told["info"]
        for part in (*parts(told), *told["Object"]):
            assert held[part["uuid"]]["deleted"] == part["deleted"]
            assert held[part["uuid"]].get("to_ids") == part.get("to_ids")


@pytest.mark.parametrize("changes", [WITHDRAWN, SUPERSEDED, EXPIRED], ids=["withdrawn", "superseded", "expired"])
def test_what_is_told_of_an_end_is_in_the_files_and_not_in_those_of_before(changes: dict[str, object]) -> None:
    def of(changed: dict[str, object]) -> Library:
        return library(advisory(1, indicators=[PHONE], **changed), advisory(2))

    told = list(MispFeed().told(of(changes), context(of(changes)), of(changes).cards[ID]))
    assert [one.path for one in told] == [path_of(), MANIFEST, HASHES]
    assert [_holds(one, files(of(changes))) for one in told] == [True] * 3
    assert [_holds(one, files(of({}))) for one in told] == [False] * 3
    assert list(MispFeed().told(of({}), context(of({})), of({}).cards[ID])) == []


def _holds(told: Told, made: dict[str, bytes]) -> bool:
    text = told.part(made[told.path])
    return all(says in text for says in told.says) and not any(never in text for never in told.never)


def test_uuids_are_those_of_the_standard_and_stay() -> None:
    own = UUID(bytes=namespace(authority(our_settings())))
    assert uuid_of(our_settings(), "event", ID) == str(uuid5(own, f"event {ID}"))
    first = event(library(advisory(1, indicators=[PHONE])))
    later = event(
        library(advisory(1, title="Another title of it", indicators=[PHONE], revisions=[revision(2, "More.")]))
    )
    assert [one["uuid"] for one in parts(first)] == [one["uuid"] for one in parts(later)]
    assert [one["uuid"] for one in first["EventReport"]] == [one["uuid"] for one in later["EventReport"]]


def test_a_form_that_needs_settings_says_so() -> None:
    card = library(advisory(1)).cards[ID]
    with pytest.raises(LookupError, match="take the form from the context"):
        MispFeed.form.path_of(card)


def test_the_taxonomy_is_read_by_its_own_parser_and_has_every_tag() -> None:
    own = json.loads(files(library())["misp/taxonomies/chetavani/machinetag.json"])
    schema = Path(pytaxonomies.__file__).parent / "data/misp-taxonomies/schema.json"
    judge = Draft4Validator(json.loads(schema.read_text(encoding="utf-8")))
    assert judge.is_valid(own)
    assert not judge.is_valid({**own, "words": []})
    known = set(Taxonomy(own).machinetags())
    assert own["version"] == len(known) - 1  # the demonstration is a predicate without values
    made = files(everything())
    for path in (path for path in made if path.count("/") == 1 and path not in {MANIFEST, HASHES}):
        told = json.loads(made[path])["Event"]
        tags = {tag["name"] for one in (told, *parts(told)) for tag in one.get("Tag", ())}
        assert tags - known == {"tlp:clear"}


_TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)


@how(max_examples=150, deadline=None)
@given(_TEXT, st.sampled_from(IndicatorType))
def test_any_text_survives(text: str, kind: IndicatorType) -> None:
    told = {"type": kind, "value": f"{text} ी 🙂 ]]> =1+1", "role": "lure"}
    given_ = advisory(1, title=f"x {text} ी 🙂", summary=f"y {text}", indicators=[told])
    made = files(library(given_))
    read = MISPEvent()
    read.load(made[path_of()].decode())
    assert complaints(json.loads(made[path_of()]), TEMPLATES) == []
    assert read.info == f"{ID}: {given_.title}"
    assert read.event_reports[0].name == given_.title
    assert json.loads(made[MANIFEST])[read.uuid]["info"] == read.info


def test_the_documentation_says_what_becomes_of_every_indicator() -> None:
    text = (ROOT / "docs/reference/misp.md").read_text(encoding="utf-8")
    for kind in IndicatorType:
        shape = shape_of(kind, VALUES[kind], "lure")
        named = [f"`{shape.template}`"] if shape.template else []
        told = ", ".join([*named, *(f"`{part.type}`" for part in shape.parts if part.telling)])
        assert f"| `{kind.value}` | {told} | {shape.parts[0].category} |" in text
    for name, template in TEMPLATES.items():
        assert all(f"| `{name}` | `{relation}` |" in text for relation in template["attributes"])
    for predicate in taxonomy()["predicates"]:
        assert f"| `{predicate['value']}` |" in text
