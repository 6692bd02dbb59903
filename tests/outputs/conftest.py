# SPDX-License-Identifier: Apache-2.0
"""What the tests of the feeds share."""

import pytest
from tests.outputs.feed_world import context, full_library

from chetavani.model.library import Library
from chetavani.outputs.base import BuildContext


@pytest.fixture(scope="session")
def told() -> Library:
    """Return the library of everything."""
    return full_library()


@pytest.fixture(scope="session")
def told_context(told: Library) -> BuildContext:
    """Return the context in which the library of everything is built."""
    return context(told)
