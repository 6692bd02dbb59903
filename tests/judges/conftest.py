# SPDX-License-Identifier: Apache-2.0
"""What the judges judge: the feeds of a library of everything and of this repository, and a server that serves them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.judges.feed_judges import Served
from tests.judges.nginx import LISTEN, nginx
from tests.outputs.feed_world import full_library, repository_library, write_feeds

from chetavani.model.library import Library


@dataclass(frozen=True)
class Written:
    """A library and the folder of its feeds."""

    library: Library
    folder: Path

    def files(self, *extensions: str) -> list[Path]:
        """Return the feeds in these formats, in the order of their names."""
        return sorted(path for path in self.folder.iterdir() if path.suffix[1:] in extensions)

    def archives(self, slice_name: str = "*") -> list[Path]:
        """Return the archives of a slice, or of all, oldest first."""
        return sorted(self.folder.glob(f"archive/{slice_name}/*.atom"))


@pytest.fixture(scope="session", params=["everything", "this repository"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return the feeds of a library: once of the library of everything, once of this repository's."""
    told = full_library() if request.param == "everything" else repository_library()
    return Written(told, write_feeds(told, tmp_path_factory.mktemp("feeds")))


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return the feeds of the library of everything."""
    told = full_library()
    return Written(told, write_feeds(told, tmp_path_factory.mktemp("everything")))


@pytest.fixture
def served(everything: Written, tmp_path: Path) -> Iterator[Served]:
    """Serve the feeds of everything with nginx on a free port of loopback."""
    home = tmp_path / "nginx"
    with nginx(home, f"server {{ listen {LISTEN}; root {everything.folder.parent}; }}") as port:
        yield Served(everything.folder, f"http://127.0.0.1:{port}/feeds/", home / "access.log")
