# SPDX-License-Identifier: Apache-2.0
"""JSON Schemas (2020-12) of the API's documents, and the OpenAPI 3.1 description of where they are."""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from chetavani.outputs.api import documents
from chetavani.outputs.base import BuildContext

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OPENAPI = "3.1.1"
_LINES = "application/jsonl"
LINE = "x-line-schema"
"""Where the description of a file of lines says what each line is."""
_DOCUMENTS: Mapping[str, type] = {
    "advisory": documents.Advisory,
    "index": documents.Index,
    "year": documents.Year,
    "change": documents.ChangeLine,
    "vocabulary": documents.Vocabulary,
}
NAMES = tuple(_DOCUMENTS)
"""The names of the schemas: ``schema/<name>.json``."""


@cache
def _schema(name: str) -> dict[str, Any]:
    return TypeAdapter(_DOCUMENTS[name]).json_schema(mode="serialization")


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema called ``name``, without the ``$id`` that its address gives it. KeyError if there is none.

    It allows fields that it does not know, because later documents may have more.
    """
    return {"$schema": _DIALECT, **deepcopy(_schema(name))}


def _components() -> dict[str, Any]:
    """Return the schemas of all documents and their parts, each once, by name; the documents first."""
    adapters: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in _DOCUMENTS.items()}
    found, rest = TypeAdapter.json_schemas(
        [(name, "serialization", adapter) for name, adapter in adapters.items()],
        ref_template="#/components/schemas/{model}",
    )
    parts: dict[str, Any] = rest.get("$defs", {})
    whole = {kind.__name__: parts.get(kind.__name__, found[name, "serialization"]) for name, kind in _DOCUMENTS.items()}
    return whole | {name: part for name, part in parts.items() if name not in whole}


def openapi(context: BuildContext) -> dict[str, Any]:
    """Return the OpenAPI description of the API at the site's own address."""
    publisher = context.settings.publisher
    contact = {"name": context.settings.name(context.settings.languages[0]), "email": publisher.contact}
    return {
        "openapi": _OPENAPI,
        "info": {
            "title": f"{context.settings.name(context.settings.languages[0])}: advisories",
            "version": documents.VERSION,
            "description": "Static files: nothing to sign up for, nothing but GET, ETags for polling.",
            "contact": {name: value for name, value in contact.items() if value},
        },
        "servers": [{"url": context.absolute(documents.FOLDER).removesuffix("/")}],
        "paths": {
            "/index.json": _get("The newest 500 advisories, and where the others are.", "Index"),
            "/{year}.json": _get("All advisories of a year.", "Year", year=(_YEAR, "The year in the ids.")),
            "/advisories/{id}.json": _get("An advisory, in all its languages.", "Advisory", id=(_ID, "Its id.")),
            "/changes.jsonl": _get("Every change of every advisory, the oldest first.", "ChangeLine", _LINES),
            "/vocabulary.json": _get("Every closed list of words that advisories use.", "Vocabulary"),
            "/schema/{name}.json": _get(
                "The JSON Schema of a document.", "", "application/schema+json",
                name=({"type": "string", "enum": list(NAMES)}, "Which document."),
            ),
        },
        "components": {"schemas": _components()},
    }  # fmt: skip


_YEAR = {"type": "integer", "minimum": 1970, "maximum": 9999}
_ID = {"type": "string", "pattern": r"^[A-Z][A-Z0-9]{1,9}-\d{4}-\d{4}$"}


def _get(
    summary: str, document: str, media_type: str = "application/json", **parameters: tuple[Mapping[str, Any], str]
) -> dict[str, Any]:
    """Return a path that can be asked for, and what it answers."""
    described = {"$ref": f"#/components/schemas/{document}"} if document else {"type": "object"}
    content: dict[str, Any] = {"schema": described}
    if media_type == _LINES:  # which OpenAPI 3.1 cannot describe line by line
        content = {"schema": {"type": "string", "description": "A document in each line."}, LINE: described}
    answer: dict[str, Any] = {"description": summary, "content": {media_type: content}}
    named = [
        {"name": name, "in": "path", "required": True, "schema": dict(kind), "description": text}
        for name, (kind, text) in parameters.items()
    ]
    missing = {"description": "There is no such document."}
    operation: dict[str, Any] = {"summary": summary, "responses": {"200": answer, "404": missing}}
    return {"get": {**operation, "parameters": named} if named else operation}
