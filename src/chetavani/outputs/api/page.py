# SPDX-License-Identifier: Apache-2.0
"""The page about the JSON API: its OpenAPI description as people read it, without a script and without another host."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chetavani.model.page import Heading, Layout, Page
from chetavani.outputs.api import documents
from chetavani.outputs.api.schemas import LINE, openapi
from chetavani.outputs.base import BuildContext
from chetavani.outputs.page_scope import PageScope

URL = "api/"
_TEMPLATE = "api.html.jinja"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a document. ``part`` is the name of the record that it holds, if any; ``many`` says how many of it."""

    name: str
    kind: str
    part: str
    many: str
    optional: bool
    about: str


@dataclass(frozen=True, slots=True)
class Part:
    """A document, or a record inside documents."""

    name: str
    about: str
    fields: tuple[Field, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """An address that can be asked for: its path below the API's, what it answers, of which media type."""

    path: str
    about: str
    media_type: str
    document: str


def api_page(context: BuildContext) -> Page:
    """Return the page, in the first language of the site."""
    described = openapi(context)
    here = PageScope(context, context.settings.languages[0], URL)
    parts = tuple(_parts(described["components"]["schemas"]))
    content = here.render(
        _TEMPLATE, calls=tuple(_calls(described["paths"])), parts=parts, folder=documents.FOLDER,
        description=f"{documents.FOLDER}openapi.json",
    )  # fmt: skip
    toc = (Heading("documents", "Addresses"), *(Heading(f"s-{one.name}", one.name) for one in parts))
    return Page(
        layout=Layout.PLAIN,
        language=here.language,
        title="JSON API",
        description="Every advisory, lists, changes and the vocabulary as JSON files, field by field.",
        content=content,
        alternates={here.language: URL},
        toc=toc,
    )


def _calls(paths: Mapping[str, Any]) -> Iterator[Call]:
    for path, item in paths.items():
        answer = item["get"]["responses"]["200"]
        ((media_type, content),) = answer["content"].items()
        document = _named(content.get(LINE, content["schema"]))
        yield Call(path.removeprefix("/"), item["get"]["summary"], media_type, document)


def _parts(schemas: Mapping[str, Any]) -> Iterator[Part]:
    """Yield what has fields or a fixed list of values, in the order of the description."""
    for name, schema in schemas.items():
        fields = tuple(_field(*one) for one in schema.get("properties", {}).items())
        yield Part(name, schema.get("description", ""), fields, tuple(schema.get("enum", ())))


def _field(name: str, schema: Mapping[str, Any]) -> Field:
    optional = False
    about = schema.get("description", "")
    if "anyOf" in schema:
        optional = any(one.get("type") == "null" for one in schema["anyOf"])
        (schema,) = (one for one in schema["anyOf"] if one.get("type") != "null")
    many = ""
    while schema.get("type") == "array" or "additionalProperties" in schema:
        is_list = schema.get("type") == "array"
        many += "list of " if is_list else "object of "
        schema = schema["items"] if is_list else schema["additionalProperties"]
    kind = " | ".join(schema["enum"]) if "enum" in schema else schema.get("format") or schema.get("type", "")
    return Field(name, kind, _named(schema), many, optional, about or schema.get("description", ""))


def _named(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
