# SPDX-License-Identifier: Apache-2.0
"""Offline: the downloaded lists answer as the site does, an index is made once, and nothing is asked for."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from tests.client.lookup_world import ENTRIES, NOW

from chetavani.client import Checker, State

OTHERS = {"evidence": "reported", "role": "payee", "advisories": ["MPC-2026-0001"]}


def write_lists(folder: Path, entries: Iterable[tuple[str, str, str, str, str]] = ENTRIES) -> Path:
    """Write all.jsonl and cleared.jsonl as a site publishes them; return the first."""
    listed, cleared = [], []
    for kind, value, action, advisory, until in entries:
        record: dict[str, Any] = {"type": kind, "value": value, "advisory": advisory}
        if action == "cleared":
            cleared.append(record | {"cleared": until, "reason": "It was genuine."})
        else:
            listed.append(record | {"action": action, "until": until} | OTHERS)
    for name, records in (("all", listed), ("cleared", cleared)):
        lines = "".join(json.dumps(one) + "\n" for one in records)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder / "all.jsonl"


def offline(path: Path, folder: Path | None = None) -> Checker:
    return Checker(folder=folder, offline=path, now=lambda: NOW)


def test_every_state(tmp_path: Path) -> None:
    found = offline(write_lists(tmp_path))
    for kind, value, action, advisory, until in ENTRIES[:1] + ENTRIES[5:]:
        answer = found.check(kind, value)
        state = {"cleared": State.CLEARED}.get(action, State.EXPIRED if until.startswith("2027-01") else State.LISTED)
        assert (answer.state, answer.advisory, answer.until) == (state, advisory, until)
    assert found.check("upi", "nobody@example").state is State.UNKNOWN
    assert found.check("email", "x@in.mail.example").advisory == "MPC-2026-0005"
    assert found.check("upi", "fee.desk@example").card == ""


def test_without_the_cleared_ones(tmp_path: Path) -> None:
    path = write_lists(tmp_path)
    path.with_name("cleared.jsonl").unlink()
    assert offline(path).check("phone", "+447700900999").state is State.UNKNOWN
    assert offline(path).check("upi", "fee.desk@example").state is State.LISTED


def test_the_index_is_made_once_and_again_when_the_list_is_another(tmp_path: Path) -> None:
    path, folder = write_lists(tmp_path), tmp_path / "kept"
    checker = offline(path, folder)
    checker.check("upi", "fee.desk@example")
    index = folder / "all.jsonl.index"
    made = index.stat().st_mtime_ns, index.stat().st_ino
    offline(path, folder).check("upi", "fee.desk@example")
    assert (index.stat().st_mtime_ns, index.stat().st_ino) == made
    write_lists(tmp_path, ENTRIES[1:])
    assert checker.check("upi", "fee.desk@example").state is State.UNKNOWN
    assert offline(path, folder).check("upi", "fee.desk@example").state is State.UNKNOWN
    index.write_bytes(b"not an index")
    assert offline(path, folder).check("phone", "+447700900417").state is State.LISTED
    assert sorted(one.name for one in folder.iterdir()) == [index.name]


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "{}", '{"type":"upi"}', '{"type":"upi","value":"a@b","action":"boom","advisory":"A","until":"x"}'],
)
def test_a_list_that_cannot_be_read_says_where(tmp_path: Path, line: str) -> None:
    path = write_lists(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    answer = offline(path).check("upi", "fee.desk@example")
    assert answer.state is State.UNAVAILABLE
    assert f"line {len(path.read_text(encoding='utf-8').splitlines())}" in answer.why
    assert not path.with_name("all.jsonl.index").exists()


def test_no_list_at_all(tmp_path: Path) -> None:
    assert offline(tmp_path / "all.jsonl").check("upi", "a.b@example").state is State.UNAVAILABLE


def test_nothing_is_asked_for(tmp_path: Path) -> None:
    asked: list[object] = []
    watching = True

    def watch(event: str, given: object) -> None:
        if watching and event in {"socket.connect", "socket.getaddrinfo", "urllib.Request"}:
            asked.append((event, given))

    sys.addaudithook(watch)
    checker = Checker("https://site.example/", offline=write_lists(tmp_path), now=lambda: NOW)
    assert checker.check("upi", "fee.desk@example").state is State.LISTED
    watching = False
    assert asked == []
