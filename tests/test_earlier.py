# SPDX-License-Identifier: Apache-2.0
"""The site before: what is read of it, and that a build brought up to date after it is the clean build after it."""

import json
from pathlib import Path

import pytest
from tests.builders import AS_OF, repository, source
from tests.changing import contents
from tests.stand_ins import make_cheap

from chetavani.earlier import EarlierSite
from chetavani.errors import SiteError
from chetavani.pipeline import Request, build

_CHECK = "chat/check/MPC-2026-0001.json"
_REVISED = {"summary": "Told more.", "revisions": [{"date": "2026-05-09T10:00:00+05:30", "summary": "Told more."}]}


def test_without_a_site_before_there_is_nothing() -> None:
    before = EarlierSite.read_from(None, ["chat/"])
    assert (before.key("chat/"), before.read("chat/a.json")) == ("", b"")


def test_the_key_stands_for_names_and_bytes_of_its_prefix_alone(tmp_path: Path) -> None:
    def key() -> str:
        return EarlierSite.read_from(tmp_path, ["chat/", "other/"]).key("chat/")

    assert key() == ""
    seen = {key()}
    for name, content in (("chat/a.json", "a"), ("chat/b.json", "a"), ("chat/a.json", "b")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert key() not in seen
        seen.add(key())
    (tmp_path / "else.json").write_text("c", encoding="utf-8")
    assert key() in seen
    assert EarlierSite.read_from(tmp_path, ["chat/"]).read("chat/a.json") == b"b"
    assert EarlierSite.read_from(tmp_path, ["chat/"]).read("chat/c.json") == b""


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "chat/a.json").mkdir(parents=True)
    with pytest.raises(SiteError, match=r"chat/a\.json: cannot be read"):
        EarlierSite.read_from(tmp_path, ["chat/"])


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    make_cheap(monkeypatch, tmp_path / "bases")


def _revisions(site: Path) -> list[int]:
    return [one["revision"] for one in json.loads((site / _CHECK).read_bytes())["records"]]


def _built(root: Path, output: Path, after: Path | None = None) -> Path:
    build(Request(root, output, AS_OF, after=after))
    return output


def test_an_update_after_the_site_before_is_the_clean_build_and_a_second_one_changes_nothing(tmp_path: Path) -> None:
    name = "advisories/2026/MPC-2026-0001.md"
    root = repository(tmp_path / "tree", {name: source(1), "advisories/2026/MPC-2026-0002.md": source(2)})
    before = _built(root, tmp_path / "before").resolve()
    site = _built(root, tmp_path / "site")
    assert _revisions(site) == [1]
    (root / name).write_text(source(1, **_REVISED), encoding="utf-8")
    _built(root, site)
    assert _revisions(site) == [2]
    _built(root, site, before)
    assert _revisions(site) == [2, 1]
    assert contents(site) == contents(_built(root, tmp_path / "clean", before))
    assert not build(Request(root, site, AS_OF, after=before)).changed
    _built(root, site, (tmp_path / "clean").resolve())
    assert _revisions(site) == [2, 1]
