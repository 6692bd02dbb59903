# SPDX-License-Identifier: Apache-2.0
"""The site of every state, built once and served, and a browser to look at it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab
from tests.sites import build_every_state, serving


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site of every state. Nobody may change it."""
    return build_every_state(tmp_path_factory.mktemp("every-state"))


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site of every state is served."""
    with serving(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, the system's."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A tab in a fresh profile; indirect parameters are options of the context."""
    context = browser.new_context(**getattr(request, "param", {}))
    yield context.new_page()
    context.close()
