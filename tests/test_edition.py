# SPDX-License-Identifier: Apache-2.0
"""An edition: which time it is of, and what it carries."""

from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.builders import advisories, commit, repository, source

from chetavani.edition import Edition, commit_time, open_edition, open_stored
from chetavani.errors import ConfigError
from chetavani.store import open_store


@pytest.fixture(autouse=True)
def _no_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def test_the_time_is_the_commits(tmp_path: Path) -> None:
    root = repository(tmp_path)
    commit(root, "2026-06-01T17:30:00+05:30")
    assert open_edition(root).library.as_of == datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_source_date_epoch_and_as_of_win_in_that_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path)
    commit(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    assert open_edition(root).library.as_of == datetime.fromtimestamp(1780000000, UTC)
    named = datetime(2027, 1, 1, tzinfo=UTC)
    assert open_edition(root, named).library.as_of == named


def test_outside_git_it_is_the_newest_date_of_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    root = repository(tmp_path / "tree")
    assert commit_time(root) is None
    assert open_edition(root).library.as_of == datetime(2026, 3, 4, 5, 30, tzinfo=UTC)


def test_an_empty_repository_is_an_edition_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    edition = open_edition(repository(tmp_path / "tree", {}))
    assert len(edition.library) == 0
    assert edition.findings == ()


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        open_edition(tmp_path / "missing")


def test_the_small_tree_has_no_findings(tmp_path: Path) -> None:
    edition = open_edition(repository(tmp_path), datetime(2026, 6, 1, tzinfo=UTC))
    assert [item.code for item in edition.findings if item.level == "error"] == []
    assert set(edition.library.cards) == {f"MPC-2026-000{number}" for number in (1, 2, 3)}


def _card_digests(edition: Edition) -> dict[str, str]:
    return {card.id: card.digest for card in edition.library.cards.values()}


def test_digests_follow_every_source_of_an_advisory(tmp_path: Path) -> None:
    root = repository(tmp_path)
    first = _card_digests(open_edition(root))
    hindi = root / "advisories/2026/MPC-2026-0001.hi.md"
    hindi.write_text(hindi.read_text(encoding="utf-8") + "\nऔर।\n", encoding="utf-8")
    (root / "advisories/2026/MPC-2026-0002.md").write_text(source(2, severity="low"), encoding="utf-8")
    second = _card_digests(open_edition(root))
    assert all(first.values())
    changed = {advisory for advisory, digest in second.items() if first[advisory] != digest}
    assert changed == {"MPC-2026-0001", "MPC-2026-0002"}


def test_an_edition_out_of_a_store_is_the_one_read_at_once(tmp_path: Path) -> None:
    root = repository(tmp_path / "tree")
    ahead = source(4, id="MPC-2026-0004", published="2026-08-01T11:00:00+05:30")
    (root / "advisories/2026/MPC-2026-0004.md").write_text(ahead, encoding="utf-8")
    for as_of in (None, datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)):
        plain = open_edition(root, as_of)
        with open_store(tmp_path / "store.sqlite3") as store:
            kept = open_stored(root, as_of, store)
            assert kept.findings == plain.findings
            assert [astuple(year) for year in kept.library.years] == [astuple(year) for year in plain.library.years]
            assert kept.library.as_of == plain.library.as_of
            assert advisories(kept.library) == advisories(plain.library)
