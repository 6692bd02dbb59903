# SPDX-License-Identifier: Apache-2.0
"""The site of every state, served, and the hostile site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.browser.hostile_world import build_hostile_site
from tests.sites import serving


@pytest.fixture(scope="session")
def address(every_state: Path) -> Iterator[str]:
    """Where the site of every state is served."""
    with serving(every_state) as address:
        yield address


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site whose every text is an attack. Nobody may change it."""
    return build_hostile_site(tmp_path_factory.mktemp("hostile"))
