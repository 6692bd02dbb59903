# SPDX-License-Identifier: Apache-2.0
"""Feed readers as people run them, polling every feed over HTTP: what they take, and that nothing new costs a 304."""

import json
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

import pytest
from tests.judges.conftest import Written
from tests.judges.feed_judges import Newsboat, Rss2Email, Served, mailbox

pytestmark = pytest.mark.xdist_group("feed judges")


def stored_ids(folder: Path) -> set[str]:
    """Return the id of every item of every feed."""
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    return {item["id"] for document in documents for item in document["items"]}


@pytest.fixture
def rss2email(tmp_path: Path) -> Iterator[tuple[Rss2Email, list[Message]]]:
    """Return an rss2email, and the mail that it has sent."""
    with mailbox() as (port, received):
        yield Rss2Email(tmp_path / "r2e", port), received


def test_newsboat_takes_every_item_of_every_feed_and_then_gets_304s(
    everything: Written, served: Served, tmp_path: Path
) -> None:
    names = [path.name for path in everything.files("atom", "rss")]
    newsboat = Newsboat(tmp_path / "newsboat")
    addresses = [served.address + name for name in names]
    newsboat.poll(addresses)
    assert set(newsboat.items()) == stored_ids(everything.folder)
    newsboat.poll(addresses)
    before = len(served.answers())
    newsboat.poll(addresses)  # it asks conditionally from its third poll on
    assert sorted(served.answers(before)) == sorted(f"304 /feeds/{name}" for name in names)


def test_newsboat_shows_hindi_and_the_whole_text(served: Served, tmp_path: Path) -> None:
    newsboat = Newsboat(tmp_path / "newsboat")
    newsboat.poll([f"{served.address}lang-hi.changes.rss"])
    title, content = newsboat.items()["tag:chetavani.example,2025-01-01:MPC-2026-0001.hi/3"]
    assert title == "पार्सल के नाम पर शुल्क माँगने वाली कॉल 1 (संशोधन 3)"
    assert "फ़ोन पर कहा जाता है कि आपका पार्सल रोका गया है" in content
    assert "hxxps://pay[.]evil[.]example/a?b=c" in content


@pytest.mark.parametrize("fault", ["ill-formed", "duplicate id"])
def test_newsboat_misses_items_of_a_broken_feed(served: Served, tmp_path: Path, fault: str) -> None:
    text = (served.folder / "all.atom").read_text(encoding="utf-8")
    damaged = (
        text.replace("</title>", "", 1) if fault == "ill-formed" else text.replace("MPC-2026-0060<", "MPC-2026-0059<")
    )
    assert damaged != text
    (served.folder / "broken.atom").write_text(damaged, encoding="utf-8")
    newsboat = Newsboat(tmp_path / "newsboat")
    try:
        newsboat.poll([f"{served.address}broken.atom"])
    finally:
        (served.folder / "broken.atom").unlink()
    assert len(newsboat.items()) < 50


def test_rss2email_takes_every_feed_and_then_gets_304s_and_sends_nothing(
    everything: Written, served: Served, rss2email: tuple[Rss2Email, list[Message]]
) -> None:
    client, received = rss2email
    names = [path.name for path in everything.files("atom", "rss")]
    client.subscribe({name.replace(".", "-"): served.address + name for name in names})
    said = client.poll("--no-send")
    assert "[ERROR]" not in said
    assert "[WARNING]" not in said
    before = len(served.answers())
    client.poll()
    assert sorted(served.answers(before)) == sorted(f"304 /feeds/{name}" for name in names)
    assert received == []


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_rss2email_mails_hindi_intact_and_each_item_once(
    served: Served, rss2email: tuple[Rss2Email, list[Message]], form: str
) -> None:
    client, received = rss2email
    client.subscribe({"hindi": f"{served.address}lang-hi.{form}", "changes": f"{served.address}lang-hi.changes.{form}"})
    client.poll()
    subjects = sorted(str(make_header(decode_header(mail["Subject"]))) for mail in received)
    first, second, fourth = (f"पार्सल के नाम पर शुल्क माँगने वाली कॉल {number}" for number in (1, 2, 4))
    withdrawn = f"[वापस ली गई] {second}"
    assert subjects == sorted(
        [
            *(first, fourth, withdrawn),
            *(first, f"{first} (संशोधन 2)", f"{first} (संशोधन 3)", fourth),
            *(withdrawn, withdrawn),
        ]
    )
    texts = [_text(mail) for mail in received]
    assert all("किसी को पैसे न दें" in text and "क्या हो रहा है" in text for text in texts)
    client.poll()
    assert len(received) == len(texts)


@pytest.mark.parametrize("fault", ["ill-formed", "duplicate id"])
def test_rss2email_notices_a_broken_feed(
    served: Served, rss2email: tuple[Rss2Email, list[Message]], fault: str
) -> None:
    client, received = rss2email
    text = (served.folder / "lang-hi.atom").read_text(encoding="utf-8")
    damaged = text.replace("<entry>", "<entry", 1) if fault == "ill-formed" else text.replace("0002.hi<", "0001.hi<")
    assert damaged != text
    (served.folder / "broken.atom").write_text(damaged, encoding="utf-8")
    client.subscribe({"broken": f"{served.address}broken.atom"})
    try:
        said = client.poll()
    finally:
        (served.folder / "broken.atom").unlink()
    assert "[ERROR]" in said or len(received) < 3


def _text(mail: Message) -> str:
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode(mail.get_content_charset() or "ascii")
