# SPDX-License-Identifier: Apache-2.0
"""What every test may use."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab
from tests.builders import ROOT
from tests.sites import build_every_state, build_site, made_once

# How long an example takes says nothing about what is tested, on a machine that is busy with other tests. Whoever looks
# for what is rare asks for more examples.
settings.register_profile("untimed", deadline=None, max_examples=int(os.environ.get("CHETAVANI_EXAMPLES", "40")))
settings.load_profile("untimed")
_LONGEST = ("browser", "random edits", "whole builds", "edits", "kill", "inputs", "damage")
"""Groups of tests, those that take longest first."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="Write golden files anew instead of comparing with them.")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let xdist's groups hold: xdist 3.8 writes them where pytest before 9.2 kept a test's name.

    The groups that take longest begin, so that no worker is left with one when the others are done.
    """
    for item in items:
        grouped = vars(item).get("_nodeid", item.nodeid)
        if grouped != item.nodeid:
            item._id = type(item.id).parse(grouped)
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    group = item.nodeid.rpartition("@")[2]
    return _LONGEST.index(group) if group in _LONGEST else len(_LONGEST)


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--update"))


Once = Callable[[str, Callable[[Path], Path]], Path]


@pytest.fixture(scope="session")
def once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Return what has something made once in a whole run, however many processes share it. Nobody may change it."""
    home = tmp_path_factory.getbasetemp()
    return partial(made_once, home.parent if hasattr(request.config, "workerinput") else home)


@pytest.fixture(scope="session")
def every_state(once: Once) -> Path:
    """The folder of the site of every state. Nobody may change it."""
    return once("every-state", build_every_state)


@pytest.fixture(scope="session")
def our_site(once: Once) -> Path:
    """The folder of the site of this repository. Nobody may change it."""
    return once("our-site", lambda folder: build_site(ROOT, folder / "site"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, the system's."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def kept_tab(browser: Browser) -> Iterator[Callable[..., Tab]]:
    """Return what gives a tab with options of a context: the same again to whoever asks, who leaves nothing behind."""
    tabs: dict[str, Tab] = {}

    def tab(**options: Any) -> Tab:  # noqa: ANN401
        name = repr(sorted(options.items()))
        if name not in tabs:
            tabs[name] = browser.new_context(**options).new_page()
        return tabs[name]

    yield tab
    for one in tabs.values():
        one.context.close()


@pytest.fixture
def tab(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A tab in a fresh profile; indirect parameters are options of the context."""
    context = browser.new_context(**getattr(request, "param", {}))
    yield context.new_page()
    context.close()
