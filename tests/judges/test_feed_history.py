# SPDX-License-Identifier: Apache-2.0
"""The whole history of a feed, walked by feedparser over HTTP, with nginx serving it."""

import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest
from tests.builders import ROOT, advisory, library
from tests.judges.nginx import LISTEN, nginx
from tests.outputs.feed_walk import get, ids, linked, walk
from tests.outputs.feed_world import context, hindi, our_settings, revision, write_feeds

from chetavani.model.library import Library

pytestmark = pytest.mark.xdist_group("feed judges")


def three_years() -> Library:
    """Return 300 advisories of three years, every third of them in Hindi too, every seventh withdrawn."""
    return library(
        *(
            advisory(
                number,
                id=f"MPC-{year}-{number:04d}",
                published=f"{year}-{1 + number * 5 // 100:02d}-{1 + number % 28:02d}T11:00:00+05:30",
                translations=[] if number % 3 else [hindi(number)],
                **(
                    {}
                    if number % 7
                    else {"status": "withdrawn", "reason": "It was wrong.", "revisions": [revision(9, "It was wrong.")]}
                ),
            )
            for year in (2024, 2025, 2026)
            for number in range(1, 101)
        )
    )


@dataclass(frozen=True)
class History:
    """A library whose feeds and archives are served."""

    library: Library
    address: str
    folder: Path

    def walked(self, slice_name: str = "all") -> list[list[str]]:
        """Return the ids in each document of a walk."""
        found = walk(f"{self.address}feeds/{slice_name}.atom", get)
        return [[one.rpartition(":")[2] for one in ids(document)] for _, document in found]


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """Serve the history of three years."""
    told, site = three_years(), tmp_path / "site"
    with nginx(tmp_path / "nginx", f"server {{ listen {LISTEN}; root {site}; }}") as port:
        address = f"http://127.0.0.1:{port}/"
        publisher = our_settings().publisher.model_copy(update={"base_url": address})
        given = context(told, our_settings().model_copy(update={"publisher": publisher}))
        yield History(told, address, write_feeds(told, site, given, ("feeds/all.", "feeds/lang-")))


@pytest.mark.parametrize("slice_name", ["all", "lang-en", "lang-hi"])
def test_a_walk_collects_every_advisory_ever_published_once(history: History, slice_name: str) -> None:
    language = slice_name.removeprefix("lang-").replace("all", "en")
    tail = "" if language == "en" else f".{language}"
    wanted = {f"{card.id}{tail}" for card in history.library.public if language in card.languages}
    live, *archives = history.walked(slice_name)
    archived = [one for found in archives for one in found]
    assert len(archives) > 12
    assert len(archived) == len(set(archived))
    assert {*live, *archived} == wanted


def test_from_any_archive_the_way_leads_to_the_feed_and_on(history: History) -> None:
    documents = dict(walk(f"{history.address}feeds/all.atom", get))
    live, *archives = documents
    assert [linked(documents[one], "next-archive") for one in archives] == ["", *archives[:-1]]
    assert {linked(documents[one], "current") for one in archives} == {live}
    assert list(dict(walk(f"{history.address}feeds/lang-en.atom", get)))[1:] == archives


def test_a_walk_that_misses_a_month_is_noticed(history: History) -> None:
    path = history.folder / "archive/all/2025-06.atom"
    older = re.search('href="([^"]*)" rel="prev-archive"', path.read_text(encoding="utf-8"))
    assert older
    newer = history.folder / "archive/all/2026-01.atom"
    text = newer.read_text(encoding="utf-8")
    newer.write_text(re.sub('href="[^"]*" rel="prev-archive"', older[0], text), encoding="utf-8")
    assert len({one for found in history.walked() for one in found}) < 300
    path.unlink()
    newer.write_text(text, encoding="utf-8")
    with pytest.raises(HTTPError, match="404"):
        history.walked()


def test_a_walk_in_circles_is_noticed(history: History) -> None:
    oldest = history.folder / "archive/all/2024-01.atom"
    text = oldest.read_text(encoding="utf-8")
    assert 'rel="prev-archive"' not in text
    oldest.write_text(text.replace('rel="next-archive"', 'rel="prev-archive"'), encoding="utf-8")
    with pytest.raises(AssertionError, match="leads back to itself"):
        history.walked()


def test_the_recipe_of_the_reference_walks_the_history(history: History) -> None:
    page = (ROOT / "docs/reference/feeds.md").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    program = recipe.replace("https://chetavani.example/feeds/all.atom", f"{history.address}feeds/all.atom")
    assert program != recipe
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    standing = [card for card in history.library.public if card.status == "published"]
    withdrawn = len(history.library.public) - len(standing)
    assert done.stdout == f"{len(standing)} advisories, {withdrawn} withdrawn\n"


def test_the_servers_headers_of_the_reference_name_the_hub_and_the_feed_itself(tmp_path: Path) -> None:
    page = (ROOT / "docs/reference/feeds.md").read_text(encoding="utf-8")
    (location,) = re.findall(r"```nginx\n(.*?)```", page, re.DOTALL)
    site = write_feeds(library(advisory(1)), tmp_path / "site", names=("feeds/all.",)).parent
    with nginx(tmp_path / "nginx", f"server {{ listen {LISTEN}; root {site}; {location} }}") as port:
        for path in ("feeds/all.atom", "feeds/all.changes.rss"):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=20) as answer:
                own = f"<{our_settings().base_url}{path}>"
                assert answer.headers["Link"] == f'<https://hub.example/>; rel="hub", {own}; rel="self"'
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/feeds/archive/all/2026-03.atom", timeout=20) as answer:
            assert answer.headers["Link"] is None
