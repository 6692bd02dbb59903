# SPDX-License-Identifier: Apache-2.0
"""Who judges OSV records: the schema of the OpenSSF, and a CommonMark parser for their texts."""

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tests.builders import ROOT

SCHEMA = ROOT / "tests/schemas/osv-1.7.3.json"
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")


def published_schema() -> dict[str, Any]:
    """Return the schema as it was published."""
    found: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return found


def with_ids_of_unlisted_databases(schema: dict[str, Any]) -> dict[str, Any]:
    """Return ``schema`` with the pattern that ids have since 1.8.0: ``x_`` besides the listed databases."""
    ids = schema["$defs"]["prefix"]
    listed = ids["pattern"].removeprefix("^(").removesuffix(")-")
    return schema | {"$defs": schema["$defs"] | {"prefix": ids | {"pattern": f"^(x_|({listed})-)"}}}


@cache
def _judge() -> Draft202012Validator:
    return Draft202012Validator(with_ids_of_unlisted_databases(published_schema()), format_checker=FormatChecker())


def complaints(record: dict[str, Any]) -> list[str]:
    """Return what the schema says against a record."""
    return [f"{error.json_path}: {error.message}" for error in _judge().iter_errors(record)]


def tokens(markdown: str) -> list[Token]:
    """Return everything that a parser which lets HTML through finds in a text."""
    blocks = _MARKDOWN.parse(markdown)
    return [token for block in blocks for token in (block, *(block.children or ()))]


def risks(markdown: str) -> list[str]:
    """Return the HTML, the images, and the links to elsewhere than the web that a text has."""
    found = tokens(markdown)
    html = [token.content for token in found if token.type in {"html_block", "html_inline", "image"}]
    links = [str(token.attrs["href"]) for token in found if token.type == "link_open"]
    return html + [link for link in links if not link.startswith(("https://", "http://"))]


def words(markdown: str) -> str:
    """Return the text that a reader sees, without white space."""
    kinds = {"text", "code_inline", "fence", "code_block"}
    return "".join("".join(token.content for token in tokens(markdown) if token.type in kinds).split())
