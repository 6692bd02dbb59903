# SPDX-License-Identifier: Apache-2.0
"""The base of a site: what is in it, that it is reproducible, and how an engine that fails is reported."""

import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chetavani.config import Settings, load_settings
from chetavani.errors import ShellError
from chetavani.model.page import Layout
from chetavani.templating import shipped_templates
from chetavani.theme.shell import Base, build_base, collect_base

AS_OF = datetime(2026, 3, 2, 5, 30, tzinfo=UTC)


def _build(root: Path, target: Path, as_of: datetime = AS_OF, templates: tuple[Path, ...] = ()) -> Base:
    return build_base(root, load_settings(root), templates or (shipped_templates(),), target, as_of)


def _spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_shell_for_each_layout_and_language(base: Base) -> None:
    assert set(base.shells) == {(layout, language) for layout in Layout for language in ("en", "hi")}


def test_files_are_what_is_in_the_folder(base: Base) -> None:
    folder = base.folder
    there = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert list(base.files) == there
    assert "guide/first-hour/index.html" in there
    assert "404.html" in there


def test_shells_stubs_and_the_engines_sitemap_are_gone(base: Base) -> None:
    paths = set(base.files)
    assert not [path for path in paths if path.startswith(("_shell_", "sitemap"))]
    assert paths.isdisjoint({"index.html", "hi/index.html", "advisories/index.html", "hi/feeds/index.html"})
    for path in paths:
        assert b"cvslot" not in (base.folder / path).read_bytes(), path


def test_the_themes_own_scripts_are_not_published(base: Base) -> None:
    scripts = [path for path in base.files if path.endswith((".js", ".map"))]
    assert [path for path in scripts if path.endswith("/theme.js")]
    assert all(path.startswith("assets/chetavani/") for path in scripts)


def _assets(base: Base) -> set[str]:
    """Return the folders of our assets."""
    return {path.split("/")[2] for path in base.files if path.startswith("assets/chetavani/")}


def test_other_assets_have_another_address(base: Base, repository: Path, tmp_path: Path) -> None:
    own = repository / "templates/theme/assets/chetavani/dark.css"
    own.parent.mkdir(parents=True)
    own.write_text("body { color: white }", encoding="utf-8")
    roots = (repository / "templates", shipped_templates())
    other = _build(repository, tmp_path / "other", templates=roots)
    assert len(_assets(other)) == len(_assets(base)) == 1
    assert _assets(other).isdisjoint(_assets(base))
    own.write_bytes((shipped_templates() / "theme/assets/chetavani/dark.css").read_bytes())
    assert _assets(_build(repository, tmp_path / "same", templates=roots)) == _assets(base)


def test_articles_are_listed_with_language_and_title(base: Base) -> None:
    articles = {(one.url, one.language): one for one in base.articles}
    english = articles["guide/first-hour/", "en"]
    assert english.title == "What to do in the first hour"
    assert english.text.startswith("What to do in the first hour ")
    assert "<" not in english.text
    assert articles["hi/guide/first-hour/", "hi"].title == "पहले घंटे में क्या करें"
    assert [one.url for one in base.articles] == ["apart/", "guide/first-hour/", "hi/guide/first-hour/"]


def test_a_sound_site_has_no_warnings(base: Base) -> None:
    assert base.warnings == ()


@pytest.mark.parametrize("link", ["[gone](nowhere.md)", "[gone](#nowhere)"])
def test_broken_links_are_warnings_not_output(
    repository: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], link: str
) -> None:
    (repository / "docs/apart.md").write_text(f"# A page\n\n{link}\n", encoding="utf-8")
    warnings = _build(repository, tmp_path / "target").warnings
    assert len(warnings) == 1
    assert "nowhere" in warnings[0]
    assert "apart.md" in warnings[0]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("body", "shown"), [("# Alone\n", False), ("## One\n", True), ("# A\n\n## One\n", True)])
def test_contents_are_shown_if_there_are_any(repository: Path, tmp_path: Path, body: str, shown: bool) -> None:  # noqa: FBT001
    (repository / "docs/apart.md").write_text(body, encoding="utf-8")
    base = _build(repository, tmp_path / "target")
    html = (base.folder / "apart/index.html").read_text(encoding="utf-8")
    assert ("md-sidebar--secondary" in html) is shown
    assert ('<a href="#one"' in html) is shown


def test_an_alternate_that_is_no_page_is_a_warning(repository: Path, tmp_path: Path) -> None:
    _spoil(repository / "docs/apart.md", "alternate: hi/guide/first-hour/", "alternate: hi/guide/last-hour/")
    [warning] = _build(repository, tmp_path / "target").warnings
    assert "apart.md" in warning
    assert "hi/guide/last-hour/" in warning


def test_two_builds_are_byte_identical(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = _build(repository, tmp_path / "one")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        other = _build(repository, tmp_path / "a" / "deeper" / "other", AS_OF + timedelta(days=400))
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    assert one.files == other.files
    assert one.digest == other.digest
    for path in one.files:
        assert (one.folder / path).read_bytes() == (other.folder / path).read_bytes(), path


def test_the_build_date_and_the_log_are_put_back(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logger = logging.getLogger("mkdocs")
    before = (list(logger.handlers), logger.propagate)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    _build(repository, tmp_path / "one")
    assert os.environ["SOURCE_DATE_EPOCH"] == "1"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    _build(repository, tmp_path / "two")
    assert "SOURCE_DATE_EPOCH" not in os.environ
    assert (list(logger.handlers), logger.propagate) == before


def test_the_digest_changes_with_an_override(repository: Path, tmp_path: Path, base: Base) -> None:
    footer = repository / "templates/theme/partials/footer.html"
    footer.parent.mkdir(parents=True)
    footer.write_text('<footer class="md-footer">Our own words</footer>\n', encoding="utf-8")
    made = _build(repository, tmp_path / "target", templates=(repository / "templates", shipped_templates()))
    assert b"Our own words" in (made.folder / "guide/first-hour/index.html").read_bytes()
    assert made.digest != base.digest


def test_an_override_that_drops_the_content_is_named(repository: Path, tmp_path: Path) -> None:
    partial = repository / "templates/theme/partials/content.html"
    partial.parent.mkdir(parents=True)
    partial.write_text("<p>Nothing here</p>\n", encoding="utf-8")
    with pytest.raises(ShellError, match=r"home-en.*content.*missing") as caught:
        _build(repository, tmp_path / "target", templates=(repository / "templates", shipped_templates()))
    assert "templates/theme" in caught.value.remedy


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("  - chetavani", "  - chetavani\n  - nowhere-to-be-had", "nowhere-to-be-had"),
        ("  - chetavani", "  []", "`plugins` has no `chetavani`"),
        ("site_name: Test cell", "site_name: [unclosed", "cannot build"),
        ("site_name: Test cell", "", "site_name"),
        ("  name: material", "  name: mkdocs", "main"),
    ],
)
def test_a_failing_engine_is_one_error(repository: Path, tmp_path: Path, old: str, new: str, cause: str) -> None:
    _spoil(repository / "mkdocs.yml", old, new)
    with pytest.raises(ShellError) as caught:
        _build(repository, tmp_path / "target")
    assert "mkdocs.yml" in caught.value.place
    assert cause in caught.value.cause
    assert caught.value.remedy


def test_no_mkdocs_yml_is_an_error(repository: Path, tmp_path: Path) -> None:
    (repository / "mkdocs.yml").unlink()
    with pytest.raises(ShellError, match="no such file"):
        _build(repository, tmp_path / "target")


def test_a_template_that_does_not_render_is_an_error(repository: Path, tmp_path: Path) -> None:
    partial = repository / "templates/theme/partials/footer.html"
    partial.parent.mkdir(parents=True)
    partial.write_text("{% if %}\n", encoding="utf-8")
    with pytest.raises(ShellError, match="cannot build"):
        _build(repository, tmp_path / "target", templates=(repository / "templates", shipped_templates()))


def test_a_folder_that_the_plugin_did_not_see_is_an_error(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(ShellError, match="did not build it"):
        collect_base(tmp_path, settings)


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs"])
def test_the_command_lines_make_the_same_shells(
    repository: Path, tmp_path: Path, base: Base, settings: Settings, engine: str
) -> None:
    _spoil(repository / "mkdocs.yml", "  - chetavani", "  - chetavani:\n      pour: false")
    target = tmp_path / "target"
    subprocess.run(
        [sys.executable, "-m", engine, "build", "--strict", "--quiet", "-f", repository / "mkdocs.yml", "-d", target],
        check=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, timeout=120,
    )  # fmt: skip
    made = collect_base(target, settings)
    assert made.digest == base.digest
    assert made.files == base.files
    assert made.articles == base.articles


class _Assets(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        loaded = tag in {"script", "img", "iframe", "source", "object", "embed", "video", "audio", "form"}
        rel = dict(attrs).get("rel") or ""
        loaded = loaded or (tag == "link" and rel not in {"alternate", "canonical"})
        for name, value in attrs:
            if loaded and name in {"src", "href", "data", "action", "srcset"} and "//" in (value or ""):
                self.foreign.append(value or "")


def test_no_page_loads_anything_from_another_host(base: Base, raw: Mapping[tuple[Layout, str], str]) -> None:
    pages = [path for path in base.files if path.endswith(".html")]
    assert len(pages) == len(base.articles) + 1
    for path in pages:
        assets = _Assets()
        assets.feed((base.folder / path).read_text(encoding="utf-8"))
        assert assets.foreign == [], path
    for html in raw.values():
        assets = _Assets()
        assets.feed(html)
        assert assets.foreign == []


def test_no_page_has_a_script_of_its_own(raw: Mapping[tuple[Layout, str], str]) -> None:
    """So that a server may forbid inline scripts by its content security policy."""
    for html in raw.values():
        tags = re.findall(r"<script[^>]*>", html)
        assert tags
        assert all(" src=" in tag for tag in tags)
        assert not re.search(r'\son\w+="|\sstyle="|<style', html)


def test_no_style_sheet_or_script_of_ours_names_another_host() -> None:
    for path in sorted((shipped_templates() / "theme/assets/chetavani").glob("*.[cj]s*")):
        text = path.read_text(encoding="utf-8")
        assert "http://" not in text, path
        assert "https://" not in text, path
        assert "@import" not in text, path


@pytest.mark.parametrize(
    ("path", "language"),
    [("guide/first-hour/index.html", "en"), ("hi/guide/first-hour/index.html", "hi"), ("404.html", "en")],
)
def test_every_page_says_its_language_and_that_it_is_a_demonstration(base: Base, path: str, language: str) -> None:
    html = (base.folder / path).read_text(encoding="utf-8")
    assert f'<html lang="{language}"' in html
    line = {"en": "Demonstration: not an official publication", "hi": "नमूना: यह कोई सरकारी प्रकाशन नहीं है"}[language]
    assert html.count(line) == 2
    assert "1930" in html
    assert {"en": "Test &amp; cell", "hi": "परीक्षण &amp; सेल"}[language] in html


def test_without_the_flag_no_page_is_called_a_demonstration(repository: Path, tmp_path: Path) -> None:
    _spoil(repository / "chetavani.toml", "demonstration = true", "demonstration = false")
    made = _build(repository, tmp_path / "target")
    html = (made.folder / "guide/first-hour/index.html").read_text(encoding="utf-8")
    assert "Demonstration" not in html


def test_an_article_links_its_other_language_and_only_its_own_navigation(base: Base) -> None:
    html = (base.folder / "hi/guide/first-hour/index.html").read_text(encoding="utf-8")
    assert '<link rel="alternate" hreflang="en" href="https://cell.example/alerts/guide/first-hour/">' in html
    assert '<link rel="alternate" hreflang="x-default" href="https://cell.example/alerts/guide/first-hour/">' in html
    assert '<a href="../../../guide/first-hour/" class="cv-language"' in html
    assert "जानकारी" in html
    assert "Guides" not in html


def test_a_site_in_one_language_has_no_language_switch(repository: Path, tmp_path: Path) -> None:
    _spoil(repository / "chetavani.toml", "[publisher]", '[publisher]\nlanguages = ["en"]')
    (repository / "docs/hi/guide/first-hour.md").unlink()
    _spoil(repository / "docs/apart.md", "alternate: hi/guide/first-hour/\n", "")
    _spoil(repository / "docs/guide/first-hour.md", "alternate: hi/guide/first-hour/\n", "")
    made = _build(repository, tmp_path / "target")
    assert set(made.shells) == {(layout, "en") for layout in Layout}
    assert "cv-language" not in (made.folder / "apart/index.html").read_text(encoding="utf-8")
