# SPDX-License-Identifier: Apache-2.0
"""Whatever a field carries comes out as text: no element, no attribute, no template expression is made of it."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from tests.builders import advisory, library
from tests.outputs.feed_world import HOSTILE_BODY
from tests.outputs.page_world import made, one, planned, text, tree, with_class

from chetavani.model.library import Library
from chetavani.model.text import refused_characters

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></h1></article><svg onload=alert(1)>",
    "{{ 7 * 7 }} {% for x in y %} {# no #} ${7*7}",
    "&lt;script&gt; &#60;script&#62; &amp;",
    "<!-- --> ]]> <![CDATA[ <?php",
    "javascript:alert(1)",
    "{severity} {0} {here} %s",
]
_ACTIVE = ("script", "svg", "iframe", "object", "embed", "style", "img", "base", "meta", "link")


def everywhere(words: str) -> Library:
    """Return a library in which ``words`` are in every free text there is."""
    told: dict[str, Any] = {
        "title": words, "summary": words, "aliases": [words], "contact": words,
        "revisions": [{"date": "2026-05-02T10:00:00+05:30", "summary": words}],
        "actions": [{"who": ["courier"], "what": "block", "by": "2026-07-01T18:00:00+05:30", "text": words}],
        "references": [{"title": words, "url": "https://cybercrime.gov.in/?a=1&b='%22"}],
        "indicators": [{"type": kind, "value": words, "role": "lure"} for kind in ("upi", "phone", "url", "ip")],
        "software": [{"vendor": words, "product": words, "affected": words, "fixed": words, "cvss": words}],
        "translations": [{"language": "hi", "title": words, "summary": words, "body": HOSTILE_BODY}],
        "body": HOSTILE_BODY,
    }  # fmt: skip
    return library(
        advisory(1, **told, related=["MPC-2026-0002"]),
        advisory(2, **told | {"aliases": []}, status="superseded", superseded_by="MPC-2026-0001"),
        advisory(3, **told | {"aliases": []}, status="withdrawn", reason=words),
    )


def refuse_active(content: html.HtmlElement, path: str) -> None:
    """Fail if the content has an element or attribute that does something."""
    for element in content.iter():
        assert element.tag not in _ACTIVE, path
        for name, value in element.attrib.items():
            assert not name.startswith("on"), path
            assert name not in {"href", "src", "action"} or not value.lower().startswith(("javascript", "data")), path


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_comes_out_as_it_is(words: str) -> None:
    for path, artifact in planned(everywhere(words)).items():
        shown = made(artifact)
        content = tree(shown)
        refuse_active(content, path)
        if path == "advisories/MPC-2026-0001/index.html":
            folded = " ".join(words.split())
            assert text(one(content, "//h1")) == folded
            assert text(one(content, with_class("cv-summary"))) == folded
            assert folded in text(one(content, '//section[@aria-labelledby="references"]//li'))
            assert shown.title == f"{words} (MPC-2026-0001)"


_LINES = st.text(min_size=1, max_size=60).filter(
    lambda words: bool(words.strip()) and not refused_characters(words, multiline=False)
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(_LINES)
def test_any_text_comes_out_as_it_is(words: str) -> None:
    paths = planned(everywhere(words))
    content = tree(made(paths["advisories/MPC-2026-0003/index.html"]))
    folded = " ".join(words.split())
    assert text(one(content, "//h1")) == folded
    assert text(content.xpath("./*")[0]).endswith(folded)
    for path in ("advisories/MPC-2026-0001/index.html", "advisories/index.html", "hi/index.html"):
        refuse_active(tree(made(paths[path])), path)


def test_the_body_is_sanitised_and_nothing_is_evaluated() -> None:
    content = tree(made(planned(everywhere("A title"))["advisories/MPC-2026-0001/index.html"]))
    body = one(content, with_class("cv-body"))
    refuse_active(body, "the body")
    assert "{{ 7 * 7 }}" in text(body)
    assert "49" not in text(body)
    assert "alert(2)" not in html.tostring(body, encoding="unicode")
