# SPDX-License-Identifier: Apache-2.0
"""One small site, built once: what the engine makes of it, before and after the shells are taken out."""

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chetavani.config import Settings, load_settings
from chetavani.model.page import Heading, Layout, Page
from chetavani.templating import shipped_templates
from chetavani.theme.engine import run
from chetavani.theme.shell import Base, collect_base
from chetavani.theme.slots import shell_url

SITE = Path(__file__).parent / "site"
AS_OF = datetime(2026, 3, 2, 5, 30, tzinfo=UTC)


Raw = Mapping[tuple[Layout, str], str]


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The settings of the small site."""
    return load_settings(SITE)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> tuple[Base, Raw]:
    """The site, built once. Nobody may change its folder."""
    folder = tmp_path_factory.mktemp("built")
    warnings = run(SITE, (shipped_templates(),), folder, AS_OF)
    raw = {
        (layout, language): (folder / shell_url(layout, language) / "index.html").read_text(encoding="utf-8")
        for layout in Layout
        for language in settings.languages
    }
    return collect_base(folder, settings, warnings), raw


@pytest.fixture(scope="session")
def base(built: tuple[Base, Raw]) -> Base:
    """The base of the small site."""
    return built[0]


@pytest.fixture(scope="session")
def raw(built: tuple[Base, Raw]) -> Raw:
    """The HTML of each shell page as the engine rendered it."""
    return built[1]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a copy of the small repository, to be spoilt."""
    root = tmp_path / "repository"
    shutil.copytree(SITE, root)
    return root


@pytest.fixture(scope="session")
def sample() -> Callable[[Layout, str], Page]:
    """Return a maker of pages with the elements that poured pages have."""
    return _sample


def _sample(layout: Layout, language: str) -> Page:
    title, text = {
        "en": ("Fake delivery calls", "Hang up."), "hi": ("फ़र्ज़ी डिलीवरी कॉल", "फ़ोन काट दें।"),
    }[language]  # fmt: skip
    content = (
        f'<h1>{title}</h1>\n<p>{text} <a href="#more">{title}</a></p>\n<h2 id="more">{title}</h2>\n'
        f"<table><thead><tr><th>{title}</th></tr></thead><tbody><tr><td><code>parcel[.]example</code></td></tr></tbody>"
        "</table>"
    )
    url = "advisories/TST-2026-0001/"
    return Page(layout, language, title, text, content, {"en": url, "hi": f"hi/{url}"}, toc=(Heading("more", title),))
