# SPDX-License-Identifier: Apache-2.0
"""What is served of the JavaScript client is its source without comments and indentation, and small."""

import gzip
import re
from itertools import takewhile

import brotli
from tests.client.node import CLIENT

SOURCE = CLIENT.with_suffix(".source.mjs")
_LARGEST = 10_000  # bytes, as a browser fetches it: compressed in either way


def stripped(source: str) -> str:
    """Return JavaScript without the comments and the indentation of its lines; those at its head stay."""
    lines = source.splitlines()
    head = list(takewhile(lambda line: line.startswith("//"), lines))
    rest = (re.sub(r"(?<=[;{]) // .*", "", line.lstrip()) for line in lines[len(head) :])
    return "\n".join([*head, *(line for line in rest if line and not line.startswith(("//", "/**")))]) + "\n"


def test_what_is_served_is_the_source(*, update: bool) -> None:
    made = stripped(SOURCE.read_text(encoding="utf-8"))
    if update:
        CLIENT.write_text(made, encoding="utf-8")
    assert CLIENT.read_text(encoding="utf-8") == made


def test_it_is_small_in_every_way_of_serving() -> None:
    content = CLIENT.read_bytes()
    assert len(gzip.compress(content, 9)) < _LARGEST
    assert len(brotli.compress(content)) < _LARGEST


def test_it_needs_nothing() -> None:
    text = CLIENT.read_text(encoding="utf-8")
    assert text.count("import") == text.count('import("node:crypto")') == 1
    assert "eval" not in text
