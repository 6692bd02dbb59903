# SPDX-License-Identifier: Apache-2.0
"""The site of every state, built once and served."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.browser.hostile_world import build_hostile_site
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
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site whose every text is an attack. Nobody may change it."""
    return build_hostile_site(tmp_path_factory.mktemp("hostile"))
