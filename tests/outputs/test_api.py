# SPDX-License-Identifier: Apache-2.0
"""The JSON API: every document as its own schema says, nothing in it that the schema does not know, nothing lost."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from lxml import html
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.builders import advisory, library
from tests.outputs.edit_world import World, edited, edits, worlds
from tests.outputs.feed_world import context, full_library, hindi, render, revision

from chetavani.model.library import Library
from chetavani.model.page import Page
from chetavani.model.vocab import VOCABULARIES
from chetavani.outputs.api import JsonApi, schemas
from chetavani.outputs.base import artifacts_of

FOLDER = "api/v1/"


def files(of: Library) -> dict[str, bytes]:
    """Return every file of the API, by its path below the folder."""
    made = artifacts_of(JsonApi().plan(of, context(of)))
    return {one.path.removeprefix(FOLDER): render(one) for one in made if one.path.startswith(FOLDER)}


def documents(of: Library) -> dict[str, Any]:
    """Return every document, by its path; a line of the changes is one for itself."""
    found: dict[str, Any] = {}
    for path, content in files(of).items():
        if path.endswith(".jsonl"):
            found |= {f"{path}#{number}": json.loads(line) for number, line in enumerate(content.splitlines())}
        else:
            found[path] = json.loads(content)
    return found


def schema_of(path: str) -> str:
    """Return the name of the schema of the document at ``path``; empty if it describes others."""
    if path.startswith("advisories/"):
        return "advisory"
    if path.startswith("changes.jsonl"):
        return "change"
    name = path.removesuffix(".json")
    return "year" if name.isdigit() else name if name in {"index", "vocabulary"} else ""


def closed(schema: Any) -> Any:  # noqa: ANN401
    """Return ``schema`` so that no object may have a field that it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(value) for name, value in schema.items()}
    return {"additionalProperties": False, **inner} if "properties" in schema else inner


def complaints(document: object, schema: Any) -> list[str]:  # noqa: ANN401
    """Return what a third party's validator says against ``document``."""
    judge = Draft202012Validator(closed(schema), format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in judge.iter_errors(document)]


def assert_conforming(of: Library) -> None:
    """Check every document against the schema that is published beside it."""
    made = documents(of)
    for path, document in made.items():
        name = schema_of(path)
        if name:
            schema = made[f"schema/{name}.json"]
            assert complaints(document, schema) == [], path
            assert document.get("schema", schema["$id"]) == schema["$id"]


def test_every_document_is_as_its_schema_says() -> None:
    assert_conforming(full_library())
    assert_conforming(library())


@how(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds, edits)
def test_whatever_the_library_is(world: World, edits: list[tuple[str, int, int]]) -> None:
    for edit in edits:
        world = edited(world, edit)
    assert_conforming(world.library())


@pytest.mark.parametrize("name", schemas.NAMES)
def test_a_schema_is_one_and_refuses_what_is_wrong(name: str) -> None:
    schema = schemas.schema(name)
    Draft202012Validator.check_schema(schema)
    assert complaints({}, schema)
    made = documents(full_library())
    document = next(one for path, one in made.items() if schema_of(path) == name)
    for field in document:
        assert complaints({key: value for key, value in document.items() if key != field}, schema), field
        assert complaints({**document, field: {"of": object}}, schema), field
    assert complaints({**document, "unheard_of": 1}, schema)


def test_every_public_advisory_is_there_and_no_other() -> None:
    made = documents(full_library())
    told = {path.removesuffix(".json") for path in made if path.startswith("advisories/")}
    assert told == {f"advisories/MPC-2026-{number:04d}" for number in (*range(1, 7), *range(11, 61))}
    assert (made["index.json"]["count"], made["index.json"]["years"][0]["count"]) == (56, 56)
    assert [one["id"] for one in made["2026.json"]["advisories"]] == [
        one["id"] for one in made["index.json"]["advisories"]
    ]
    everything = b"".join(files(full_library()).values())
    assert b"Secret of the community" not in everything
    assert b"MPC-2026-0007" not in everything


def test_what_no_longer_holds_has_nothing_to_act_on() -> None:
    phone = {"type": "phone", "value": "+447700900417", "role": "caller"}
    of = library(
        advisory(1, indicators=[phone]),
        advisory(2, indicators=[phone], status="withdrawn", reason="Wrong.", revisions=[revision(2, "Withdrawn.")]),
        advisory(3, indicators=[phone], status="superseded", superseded_by="MPC-2026-0001"),
        advisory(4, indicators=[phone], expires="2026-04-01T00:00:00+05:30"),
    )
    made = documents(of)
    told = {number: made[f"advisories/MPC-2026-000{number}.json"] for number in range(1, 5)}
    assert [one["standing"] for one in told.values()] == ["current", "withdrawn", "superseded", "expired"]
    assert [len(one["indicators"]) for one in told.values()] == [1, 0, 0, 0]
    assert [len(one["past_indicators"]) for one in told.values()] == [0, 1, 1, 1]
    assert told[2]["reason"] == "Wrong."
    assert (told[3]["superseded_by"], told[1]["supersedes"]) == ("MPC-2026-0001", ["MPC-2026-0003"])
    assert told[4]["updated"] == "2026-03-31T18:30:00Z"


def test_changes_are_told_in_their_order_and_once() -> None:
    lines = [json.loads(line) for line in files(full_library())["changes.jsonl"].splitlines()]
    assert [one["at"] for one in lines] == sorted(one["at"] for one in lines)
    of = {one: [(line["change"], line["revision"]) for line in lines if line["id"] == one] for one in
          ("MPC-2026-0001", "MPC-2026-0002", "MPC-2026-0003")}  # fmt: skip
    assert list(of.values()) == [
        [("publication", 1), ("revision", 2), ("revision", 3)],
        [("publication", 1), ("withdrawn", 2)],
        [("publication", 1), ("superseded", None)],
    ]
    assert documents(full_library())["index.json"]["updated"] == lines[-1]["at"]


def test_both_languages_and_every_form_of_the_body_are_there() -> None:
    body = "\nSee [the guide](../guide/first-hour/) & **this**.\n"
    made = documents(library(advisory(1, body=body, translations=[hindi(1)], revisions=[revision(2, "More.")])))
    document = made["advisories/MPC-2026-0001.json"]
    assert list(document["texts"]) == ["en", "hi"]
    english, hindi_text = document["texts"].values()
    assert english["body"]["markdown"] == body
    assert 'href="https://chetavani.example/advisories/guide/first-hour/"' in english["body"]["html"]
    assert english["body"]["text"] == "See the guide & this ."
    assert (english["stale"], hindi_text["stale"], hindi_text["translates"]) == (False, True, 1)
    assert hindi_text["url"] == "https://chetavani.example/hi/advisories/MPC-2026-0001/"
    assert document["revisions"][1] == {"number": 2, "date": "2026-05-02T04:30:00Z", "summary": "More."}


_TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1).map(lambda text: f"x {text} ी 🙂 ]]> =1+1")


@given(_TEXT)
def test_any_text_survives(text: str) -> None:
    given_ = advisory(1, title=text, summary=text, body=text, aliases=[text], contact=text)
    document = documents(library(given_))["advisories/MPC-2026-0001.json"]
    english = document["texts"]["en"]
    assert (english["title"], english["summary"], document["aliases"], document["contact"]) == (
        given_.title, given_.summary, list(given_.aliases), given_.contact
    )  # fmt: skip
    assert english["body"]["markdown"] == given_.body


def test_hostile_markup_is_in_no_html() -> None:
    document = documents(full_library())["advisories/MPC-2026-0006.json"]
    content = html.fragment_fromstring(document["texts"]["en"]["body"]["html"], create_parent=True)
    assert not content.xpath("//script | //svg | //img | //@onmouseover | //@onload")
    assert all(link.startswith("https://") for link in content.xpath("//a/@href"))


def test_the_vocabulary_is_whole() -> None:
    made = documents(library())["vocabulary.json"]["vocabularies"]
    for vocabulary in VOCABULARIES:
        assert [one["id"] for one in made[vocabulary.name]] == list(vocabulary.ids())
        assert all(one["labels"]["hi"] and one["labels"]["en"] for one in made[vocabulary.name])


def test_a_reader_without_a_clock_needs_no_zone() -> None:
    for path, content in files(full_library()).items():
        assert b"+00:00" not in content, path


def test_the_openapi_description_is_valid_and_a_fault_is_noticed() -> None:
    described = documents(library())["openapi.json"]
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []
    del described["paths"]["/index.json"]["get"]["responses"]["200"]["description"]
    assert list(OpenAPIV31SpecValidator(described).iter_errors())


def test_the_page_says_every_field_of_every_document() -> None:
    of = library()
    (page,) = (one.render() for one in artifacts_of(JsonApi().plan(of, context(of))) if one.path == "api/index.html")
    assert isinstance(page, Page)
    content = html.document_fromstring(page.content)
    said = {code.text_content() for code in content.xpath("//td[1]//code")}
    for name in schemas.NAMES:
        schema = schemas.schema(name)
        for record in (schema, *schema.get("$defs", {}).values()):
            assert set(record.get("properties", {})) <= said
    assert set(documents(of)["openapi.json"]["paths"]) == {
        f"/{one}" for one in said if one.endswith((".json", ".jsonl"))
    }
    anchors = {one.get("id") for one in content.xpath("//h2")}
    assert {link.removeprefix("#") for link in content.xpath("//a/@href") if link.startswith("#")} <= anchors
    assert {one.anchor for one in page.toc} == anchors
