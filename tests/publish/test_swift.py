# SPDX-License-Identifier: Apache-2.0
"""``s3`` at OpenStack Swift, which refuses conditional writes: the weaker check does, and says so."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.publish import swift
from tests.publish.between import standing_between
from tests.publish.world import CHANGING, PAGES, SAME, is_whole, make_site, publish, two_at_once

from chetavani.destinations import S3
from chetavani.publish import lease
from chetavani.publish.lease import WEAKLY
from chetavani.publish.s3 import S3Target
from chetavani.publish.source import open_source


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store for all tests of this module."""
    with swift.swift(tmp_path_factory.mktemp("swift"), "sites") as address:
        yield address


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of somebody who may publish; and little patience."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", swift.USER)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", swift.SECRET)
    monkeypatch.setattr(lease, "_MOMENT", 1.0)


def test_only_what_changes_moves_and_two_at_once_are_told_apart(store: str, tmp_path: Path) -> None:
    with standing_between(store) as between:

        def target() -> S3Target:
            return S3Target(S3(type="s3", bucket="sites", endpoint=between.address), tmp_path)

        first = publish(target(), make_site(tmp_path, 1))
        assert first.notes == (WEAKLY,)
        between.came.clear()
        second = publish(target(), make_site(tmp_path, 2))
        assert (second.sent, second.there) == (PAGES + 2 + len(CHANGING), SAME)
        assert len(between.written("sites")) == second.sent

        won, lost = two_at_once(target, [make_site(tmp_path, release) for release in (3, 4)])
        assert re.search("somebody else (is publishing there at this moment|has published since)", lost)
        bucket = target().bucket
        assert is_whole(open_source(tmp_path / won.split()[0]), lambda path: (bucket.get(path) or (b"",))[0])
        assert publish(target(), make_site(tmp_path, 5)).release == 4
