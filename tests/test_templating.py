# SPDX-License-Identifier: Apache-2.0
"""Templates: escaped always, complete always, and the repository's own win."""

import html
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup, escape
from tests.builders import repository

from chetavani.errors import TemplateError
from chetavani.model.vocab import Kind
from chetavani.spoken import _shown
from chetavani.templating import (
    TemplateRenderer,
    load_wording,
    shipped_templates,
    template_roots,
    templates_digest,
)


def folder(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def escaping(tmp_path_factory: pytest.TempPathFactory) -> TemplateRenderer:
    root = folder(tmp_path_factory.mktemp("templates"), {"a.txt.jinja2": "<p title='{{ x }}'>{{ x }}</p>"})
    return TemplateRenderer([root])


@settings(deadline=None)  # the first page loads the engine
@given(text=st.text())
def test_every_value_is_escaped_whatever_the_template_is_called(escaping: TemplateRenderer, text: str) -> None:
    rendered = escaping.render("a.txt.jinja2", x=text)
    assert rendered.count("<") == 2
    assert rendered.count("'") == 2
    assert html.unescape(rendered) == f"<p title='{text}'>{text}</p>"


def test_template_syntax_in_a_value_stays_text(escaping: TemplateRenderer) -> None:
    assert "{{ 7*7 }}" in escaping.render("a.txt.jinja2", x="{{ 7*7 }}")


def test_mistakes_name_the_template(tmp_path: Path) -> None:
    renderer = TemplateRenderer([folder(tmp_path, {"a.html": "{{ missing }}", "b.html": "line\n{% if %}"})])
    with pytest.raises(TemplateError, match=r"templates/a\.html"):
        renderer.render("a.html")
    with pytest.raises(TemplateError, match=r"templates/b\.html:2"):
        renderer.render("b.html")
    with pytest.raises(TemplateError, match=r"templates/c\.html.*no such template"):
        renderer.render("c.html")


def test_a_repositorys_own_template_and_words_win(tmp_path: Path) -> None:
    root = repository(
        tmp_path, {"templates/robots.txt.jinja": "ours", "templates/wording/en.toml": 'published = "First said"'}
    )
    roots = template_roots(root)
    assert roots == (root / "templates", shipped_templates())
    assert TemplateRenderer(roots).render("robots.txt.jinja") == "ours"
    words = load_wording(roots, ("en", "hi"))
    assert words["en"]["published"] == "First said"
    assert words["en"].keys() == words["hi"].keys()


def test_both_languages_have_the_same_words_with_the_same_slots() -> None:
    words = load_wording((shipped_templates(),), ("en", "hi"))
    assert words["en"].keys() == words["hi"].keys()

    def slots(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    assert {key for key in words["en"] if slots(words["en"][key]) != slots(words["hi"][key])} == set()


def test_broken_words_are_named(tmp_path: Path) -> None:
    root = folder(tmp_path, {"wording/en.toml": "a = 1"})
    with pytest.raises(TemplateError, match="a"):
        load_wording([root], ["en"])
    with pytest.raises(TemplateError, match="hi"):
        load_wording([folder(tmp_path, {"wording/en.toml": 'a = "b"'})], ["en", "hi"])


def test_the_digest_follows_names_and_bytes(tmp_path: Path) -> None:
    root = folder(tmp_path, {"a": "1", "b": "2"})
    before = templates_digest([root])
    assert templates_digest([root]) == before
    folder(root, {"b": "3"})
    after = templates_digest([root])
    assert after != before
    (root / "b").rename(root / "c")
    assert templates_digest([root]) not in {before, after}


class _Html:
    def __html__(self) -> str:
        return "<i>own</i>"


@given(st.text() | st.text().map(Markup) | st.integers() | st.none() | st.sampled_from([*Kind, _Html()]))
def test_what_a_page_shows_is_what_the_engine_s_own_escaping_shows(value: object) -> None:
    assert str(_shown(value)) == str(escape(value))
