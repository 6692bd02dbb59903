# SPDX-License-Identifier: Apache-2.0
"""Front matter: where it ends, on which lines its fields stand, and that nothing of YAML's magic comes through."""

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from chetavani.loaders.codes import Collector
from chetavani.loaders.front_matter import parse_front_matter

MAGIC = (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken)
SOUP = st.lists(
    st.sampled_from(
        ["a", "b: ", "\n", "  ", "- ", "&x", "*x", "!t", "!!str ", "{", "}", "[", "]", ", ", ":", '"', "'", "|", ">",
         "?", "#", "%", "&", "*", "!", "=", ".", "/", ")", "c&d", "e*", "f!"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(SOUP)
def test_anchors_aliases_and_tags_never_come_through(soup: str) -> None:
    assume("---" not in soup)
    try:
        magic = any(isinstance(token, MAGIC) for token in yaml.scan(f"{soup}\n", Loader=yaml.CBaseLoader))
    except yaml.YAMLError:
        magic = True
    assume(magic)
    collector = Collector("a.md")
    assert parse_front_matter(f"---\n{soup}\n---\n", collector) is None
    assert {finding.code for finding in collector.findings} == {"CH107"}


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        ("---\na: b\n---\ntext\n", "text\n", 4),
        ("---\na: b\n---", "", 4),
        ("--- \na: b\n---\t\n\ntext", "\ntext", 4),
        ("---\na: b\n ---\n\n---\n---\n", "---\n", 6),
        ("---\na: b\n----\n---\ntext", "text", 5),
    ],
)
def test_the_body_begins_after_the_next_fence(text: str, body: str, line: int) -> None:
    matter = parse_front_matter(text, Collector("a.md"))
    if matter is None:  # a line that only looks like the fence is part of the fields, and no YAML
        assert "----" in text
    else:
        assert (matter.body, matter.body_line) == (body, line)


@pytest.mark.parametrize("text", ["", "---", "---\n", "---\na: b\n", "a\n---\n---\n", "---a\n---\n", "---\n---\ntext"])
def test_without_fields_between_fences_there_is_none(text: str) -> None:
    collector = Collector("a.md")
    assert parse_front_matter(text, collector) is None
    assert [finding.code for finding in collector.findings] == ["CH106"]


def test_fields_of_lists_have_their_lines() -> None:
    matter = parse_front_matter("---\na:\n  - b: c\n    d: e\n  - f\n---\n", Collector("a.md"))
    assert matter is not None
    assert matter.fields == {"a": [{"b": "c", "d": "e"}, "f"]}
    assert [matter.line_of(place) for place in (("a", 0, "d"), ("a", 1), ("a", 1, "x"), ("x",))] == [4, 5, 5, 1]
