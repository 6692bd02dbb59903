# SPDX-License-Identifier: Apache-2.0
"""Judges of events: PyMISP, with the schema, the types and the checks of values that it has from MISP itself.

PyMISP takes objects of any name without a word, so those are held to the templates that are shipped with the feed.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pymisp
from jsonschema import Draft4Validator
from pymisp import MISPEvent, PyMISPError
from pymisp.tools.attributevalidationtool import AttributeValidationTool

Record = dict[str, Any]
_VALUES: Any = AttributeValidationTool  # it has no types
_DATA = Path(pymisp.__file__).parent / "data"


@cache
def _data(name: str) -> Record:
    found: Record = json.loads((_DATA / name).read_text(encoding="utf-8"))
    return found


@cache
def _schema(part: str = "") -> Draft4Validator:
    """Return MISP's schema of events, or that of a part of them."""
    whole = _data("schema-lax.json")
    return Draft4Validator({**whole, "required": [], "$ref": f"#/defs/{part}"} if part else whole)


def template_complaints(template: Record) -> list[str]:
    """Return what MISP's schema of object templates has against one."""
    return [one.message for one in Draft4Validator(_data("misp-objects/schema_objects.json")).iter_errors(template)]


def complaints(document: Record, templates: Mapping[str, Record]) -> list[str]:
    """Return what any of the judges has against the document of an event."""
    event = document["Event"]
    found = [one.message for one in _schema().iter_errors(document)]
    for one in event["Attribute"]:
        found += _against_attribute(one)
    for made in event["Object"]:
        found += [message for one in made["Attribute"] for message in _against_attribute(one)]
        found += _against_object(made, templates)
    return found or list(_unread(event))


def _against_attribute(one: Record) -> Iterator[str]:
    """Yield what is wrong with an attribute: its form, its type, its category, a value that a MISP would change."""
    yield from (error.message for error in _schema("attribute").iter_errors(one))
    known = _data("describeTypes.json")["result"]
    if one["type"] not in known["category_type_mappings"].get(one["category"], ()):
        yield f"no {one['type']} in {one['category']}"
        return
    value = _VALUES.modifyBeforeValidation(one["type"], one["value"])
    if value != one["value"] and not any(ord(character) > 0xFFFF for character in one["value"]):
        yield f"{one['value']} becomes {value}"  # one beyond 0xFFFF becomes ?, whatever we do
    if (verdict := _VALUES.validate(one["type"], value)) not in {True, value}:
        yield f"{one['type']} {value}: {verdict}"


def _against_object(made: Record, templates: Mapping[str, Record]) -> Iterator[str]:
    template = templates.get(made["name"])
    if template is None:
        yield f"no template of {made['name']}"
        return
    if (made["template_uuid"], made["template_version"]) != (template["uuid"], str(template["version"])):
        yield "another template"
    if made["meta-category"] != template["meta-category"]:
        yield "another meta-category"
    relations = {one["object_relation"] for one in made["Attribute"]}
    yield from (f"{name} is missing" for name in template["required"] if name not in relations)
    for one in made["Attribute"]:
        known = template["attributes"].get(one["object_relation"])
        if known is None or known["misp-attribute"] != one["type"] or one["category"] not in known["categories"]:
            yield f"no {one['object_relation']} of {one['type']} in {one['category']}"


def _unread(event: Record) -> Iterator[str]:
    """Yield what PyMISP does not read as it is written."""
    read = MISPEvent()
    try:
        read.load(json.dumps({"Event": event}))  # it takes what it is given apart
    except PyMISPError as error:
        yield str(error)
        return
    parts = [*event["Attribute"], *(part for one in event["Object"] for part in one["Attribute"])]
    again = [*read.attributes, *(part for one in read.objects for part in one.attributes)]
    if [(one.uuid, one.type, one.value, one.to_ids, one.deleted) for one in again] != [
        (one["uuid"], one["type"], one["value"], one["to_ids"], one["deleted"]) for one in parts
    ]:
        yield "attributes are read otherwise"
    if [(one.name, one.content) for one in read.event_reports] != [
        (one["name"], one["content"]) for one in event["EventReport"]
    ]:
        yield "reports are read otherwise"
    if (read.info, read.uuid) != (event["info"], event["uuid"]):
        yield "the event is read otherwise"
