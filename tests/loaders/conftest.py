# SPDX-License-Identifier: Apache-2.0
"""One file in a tree, loaded."""

from collections.abc import Callable
from pathlib import Path

import pytest

from chetavani.loaders.library import Loaded, load_library
from chetavani.loaders.tree import FOLDER

LoadOne = Callable[[bytes], Loaded]


@pytest.fixture
def load_one(tmp_path: Path) -> LoadOne:
    """Return a function that loads a tree whose only file has the given bytes."""

    def load(content: bytes) -> Loaded:
        path = tmp_path / FOLDER / "2026/MPC-2026-0001.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return load_library(tmp_path, ("en", "hi"))

    return load
