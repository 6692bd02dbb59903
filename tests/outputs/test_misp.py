# SPDX-License-Identifier: Apache-2.0
"""The MISP feed: taken by PyMISP over HTTP, valid whatever the library is."""

import json
from pathlib import Path
from urllib.request import urlopen
from uuid import UUID, uuid5

import pytaxonomies
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from pymisp import MISPEvent
from pytaxonomies.api import Taxonomy
from tests.builders import AS_OF, ROOT, advisory, library, repository, source, translation
from tests.outputs.edit_world import World, edited, edits, worlds
from tests.outputs.feed_world import our_settings, revision
from tests.outputs.misp_judges import Record, complaints
from tests.outputs.misp_world import (
    ID,
    PHONE,
    UPI,
    VALUES,
    WITHDRAWN,
    acted_on,
    event,
    everything,
    files,
    hashed,
    md5,
    parts,
    path_of,
)
from tests.sites import serving

from chetavani.model.advisory import Indicator
from chetavani.model.holding import held_until
from chetavani.model.indicator import IndicatorType, refang
from chetavani.model.vocab import Standing
from chetavani.outputs.feed_ids import authority
from chetavani.outputs.misp import HASHES, MANIFEST, MispFeed
from chetavani.outputs.misp.names import event_uuid, namespace, uuid_of
from chetavani.outputs.misp.shapes import shape_of
from chetavani.outputs.misp.templates import TEMPLATES, taxonomy
from chetavani.pipeline import Request, build


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


def told_as(one: Indicator) -> str:
    """Return the value by which a MISP knows an indicator."""
    if one.type in {IndicatorType.URL, IndicatorType.HANDLE, IndicatorType.SMS_SENDER}:
        return {VALUES["handle"]: "telegram:feedesk", VALUES["sms-sender"]: "FEEDSK"}.get(one.value, one.value)
    # banks and mail read no difference in capitals, and of an account the number is told apart from the branch
    return one.value.lower().removeprefix("eth:").partition("@exmp")[0]


def test_pymisp_takes_the_whole_feed_over_http(tmp_path: Path) -> None:
    of = everything()
    for path, content in files(of).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    with serving(tmp_path) as root:
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
        holding = [thing for thing in full.indicators if current and held_until(full, thing) > of.as_of]
        acted = {part.value for part in given if part.to_ids and not part.deleted}
        assert acted == {told_as(thing) for thing in holding}
        told |= {(part.hash_values("md5")[0], one.uuid) for part in given if part.to_ids and not part.deleted}
    assert {tuple(line.split(",")) for line in lines} == told
    assert len(lines) == len(told) == 14


def test_pymisp_takes_the_feed_of_a_built_site(tmp_path: Path) -> None:
    seen = {"role": "lure", "last_seen": "2026-05-20"}
    listed = [{"type": kind, "value": value, **seen} for kind, value in VALUES.items()]
    told = {
        "advisories/2026/MPC-2026-0001.md": source(1, indicators=listed),
        "advisories/2026/MPC-2026-0001.hi.md": translation(1),
        "advisories/2026/MPC-2026-0002.md": source(
            2, title="A charity that was genuine", indicators=[UPI], **WITHDRAWN
        ),
    }
    root = repository(tmp_path / "repository", told)
    made = build(Request(root, tmp_path / "site", as_of=AS_OF))
    with serving(tmp_path / "site") as address:
        read = polled(address)
        page = fetched(f"{address}advisories/{ID}/").decode()
    assert len(read) == made.advisories == 2
    assert f'href="../../{path_of()}"' in page
    first, second = read[path_of()[5:-5]], read[path_of(2)[5:-5]]
    assert [one.type for one in first.attributes if one.to_ids] == [
        "phone-number", "url", "domain", "email-src", "ip-dst", "mobile-application-id", "sha256",
        "text", "text", "text",
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
    assert refang(given_.indicators[0].value) in {one.value for one in read.attributes}
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
    assert [name for name in event(library(advisory(1))) if f"`{name}`" not in text] == []
    for name, template in TEMPLATES.items():
        assert all(f"| `{name}` | `{relation}` |" in text for relation in template["attributes"])
    for predicate in taxonomy()["predicates"]:
        assert f"| `{predicate['value']}` |" in text
