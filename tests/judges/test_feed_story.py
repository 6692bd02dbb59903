# SPDX-License-Identifier: Apache-2.0
"""What readers show, each a real client over HTTP: the first poll, nothing new, a revision, a withdrawal.

The table in docs/reference/feeds.md says the same for people.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Any, Protocol

import feedparser
import pytest
from reader import make_reader
from tests.builders import advisory, library
from tests.judges.feed_judges import Newsboat, Rss2Email, mailbox
from tests.judges.nginx import LISTEN, nginx
from tests.outputs.feed_world import revision, write_feeds

from chetavani.model.advisory import Advisory
from chetavani.model.library import Library

pytestmark = pytest.mark.xdist_group("feed judges")

FORMS = ("atom", "rss")


def parcel(**changes: Any) -> Advisory:  # noqa: ANN401
    """Return the advisory that is revised."""
    return advisory(1, published="2026-05-20T11:00:00+05:30", title="Parcel", **changes)


def refund(**changes: Any) -> Advisory:  # noqa: ANN401
    """Return the advisory that is withdrawn."""
    return advisory(2, published="2026-05-21T11:00:00+05:30", title="Refund", **changes)


REVISED = {"revisions": [revision(25, "A number was added.")], "body": "The text of the revision."}
WITHDRAWN = {"status": "withdrawn", "reason": "It was wrong.", "revisions": [revision(28, "Withdrawn.")]}
FIRST = library(parcel(), refund())
REVISION = library(parcel(**REVISED), refund())
WITHDRAWAL = library(parcel(**REVISED), refund(**WITHDRAWN))


@dataclass
class Site:
    """A site that is served, and can be brought up to date."""

    root: Path
    address: str
    log: Path
    age: int = 0

    def put(self, told: Library, mend: Callable[[str], str] = str) -> None:
        """Publish the feeds of everything of ``told``, after ``mend`` has had a hand in them."""
        self.age += 1
        for path in write_feeds(told, self.root, names=("feeds/all.",)).glob("all.*"):
            path.write_text(mend(path.read_text(encoding="utf-8")), encoding="utf-8")
            os.utime(path, (self.age * 1000, self.age * 1000))

    def status(self) -> int:
        """Return how the newest request was answered."""
        return int(self.log.read_text(encoding="utf-8").splitlines()[-1].split()[0])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Serve the first state of the story."""
    root, home = tmp_path / "site", tmp_path / "nginx"
    with nginx(home, f"server {{ listen {LISTEN}; root {root}; }}") as port:
        made = Site(root, f"http://127.0.0.1:{port}/feeds/", home / "access.log")
        made.put(FIRST)
        yield made


class Client(Protocol):
    """A reader that is subscribed to one feed."""

    def poll(self) -> list[str]:
        """Ask for the feed once; return the titles of what it alerts its people to."""
        ...

    def shown(self) -> Mapping[str, str]:
        """Return title and text of each item as people read it now, by the end of its id."""
        ...


class NewsboatClient:
    """newsboat: alerts are what is unread after a poll before which everything was read."""

    def __init__(self, home: Path, address: str) -> None:
        self._newsboat, self._address = Newsboat(home / "newsboat"), address

    def poll(self) -> list[str]:
        """See ``Client``."""
        self._newsboat.poll([self._address])
        found = self._newsboat.unread()
        self._newsboat.read_all()
        return found

    def shown(self) -> dict[str, str]:
        """See ``Client``."""
        return {guid.rpartition(":")[2]: f"{title}\n{text}" for guid, (title, text) in self._newsboat.items().items()}


class ReaderClient:
    """reader: alerts are what is unread after a poll before which everything was read."""

    def __init__(self, home: Path, address: str) -> None:
        self._reader = make_reader(str(home / "reader.db"), feed_root=None)
        self._reader.add_feed(address)

    def poll(self) -> list[str]:
        """See ``Client``."""
        self._reader.update_feeds(scheduled=False)
        found = list(self._reader.get_entries(read=False))
        for entry in found:
            self._reader.mark_entry_as_read(entry)
        return sorted(entry.title or "" for entry in found)

    def shown(self) -> dict[str, str]:
        """See ``Client``."""
        return {
            entry.id.rpartition(":")[2]: f"{entry.title}\n{entry.content[0].value}"
            for entry in self._reader.get_entries()
        }


class FeedparserClient:
    """A program over feedparser, which keeps nothing but the validators, and knows an item by its id."""

    def __init__(self, home: Path, address: str) -> None:
        del home
        self._address = address
        self._held: dict[str, str] = {}
        self._validators: dict[str, str] = {}

    def poll(self) -> list[str]:
        """See ``Client``."""
        answer = feedparser.parse(self._address, **self._validators)
        self._validators = {name: answer[name] for name in ("etag", "modified")}
        new = {entry.id.rpartition(":")[2]: f"{entry.title}\n{entry.content[0].value}" for entry in answer.entries}
        alerts = [text.partition("\n")[0] for one, text in new.items() if one not in self._held]
        self._held |= new
        return sorted(alerts)

    def shown(self) -> dict[str, str]:
        """See ``Client``."""
        return self._held


CLIENTS: tuple[type, ...] = (NewsboatClient, ReaderClient, FeedparserClient)
CASES = [(client, form) for client in CLIENTS for form in FORMS] + [(ReaderClient, "json")]


def _name(value: object) -> str:
    return value.__name__ if isinstance(value, type) else str(value)


@pytest.mark.parametrize(("made", "form"), CASES, ids=_name)
def test_a_reader_of_new_shows_what_changed_and_does_not_alert_again(
    site: Site, tmp_path: Path, made: Callable[[Path, str], Client], form: str
) -> None:
    client = made(tmp_path, f"{site.address}all.{form}")
    assert client.poll() == ["Parcel", "Refund"]
    assert [client.poll() for _ in range(2)] == [[], []]
    assert site.status() == 304
    site.put(REVISION)
    assert client.poll() == []
    assert "The text of the revision." in client.shown()["MPC-2026-0001"]
    site.put(WITHDRAWAL)
    assert client.poll() == []
    assert client.shown().keys() == {"MPC-2026-0001", "MPC-2026-0002"}
    withdrawn = client.shown()["MPC-2026-0002"]
    assert withdrawn.startswith("[Withdrawn] Refund\n")
    assert "It was wrong." in withdrawn


@pytest.mark.parametrize(("made", "form"), CASES, ids=_name)
def test_a_reader_of_changes_alerts_to_each_and_corrects_what_it_has(
    site: Site, tmp_path: Path, made: Callable[[Path, str], Client], form: str
) -> None:
    client = made(tmp_path, f"{site.address}all.changes.{form}")
    assert client.poll() == ["Parcel", "Refund"]
    assert [client.poll() for _ in range(2)] == [[], []]
    assert site.status() == 304
    site.put(REVISION)
    assert client.poll() == ["Parcel (revision 2)"]
    assert "A number was added." in client.shown()["MPC-2026-0001/2"]
    assert "The text of the revision." in client.shown()["MPC-2026-0001/1"]
    site.put(WITHDRAWAL)
    assert client.poll() == ["[Withdrawn] Refund"]
    for one in ("MPC-2026-0002/1", "MPC-2026-0002/withdrawn"):
        assert client.shown()[one].startswith("[Withdrawn] Refund\n")
        assert "It was wrong." in client.shown()[one]


@contextmanager
def mailed(home: Path, address: str) -> Iterator[Callable[[], list[tuple[str, str]]]]:
    """Give a poll of a feed by rss2email, which returns subject and text of each mail that it sent."""
    with mailbox() as (port, received):
        client = Rss2Email(home / "r2e", port)
        client.subscribe({"all": address})

        def poll() -> list[tuple[str, str]]:
            before = len(received)
            client.poll()
            return [(_subject(mail), _text(mail)) for mail in received[before:]]

        yield poll


@pytest.mark.parametrize("form", FORMS)
def test_rss2email_mails_new_advisories_of_new_and_every_change_of_changes(
    site: Site, tmp_path: Path, form: str
) -> None:
    new, changes = f"{site.address}all.{form}", f"{site.address}all.changes.{form}"
    with mailed(tmp_path / "new", new) as poll_new, mailed(tmp_path / "changes", changes) as poll_changes:
        for poll in (poll_new, poll_changes):
            assert sorted(subject for subject, _ in poll()) == ["Parcel", "Refund"]
            assert poll() == []
            assert site.status() == 304
        site.put(REVISION)
        assert poll_new() == []
        ((subject, text),) = poll_changes()
        assert subject == "Parcel (revision 2)"
        assert "A number was added." in text
        site.put(WITHDRAWAL)
        assert poll_new() == []
        ((subject, text),) = poll_changes()
        assert subject == "[Withdrawn] Refund"
        assert "It was wrong." in text


@pytest.mark.parametrize("made", CLIENTS, ids=_name)
def test_a_withdrawal_under_an_old_id_alerts_nobody(
    site: Site, tmp_path: Path, made: Callable[[Path, str], Client]
) -> None:
    client = made(tmp_path, f"{site.address}all.changes.atom")
    client.poll()
    site.put(REVISION)
    client.poll()
    site.put(WITHDRAWAL, lambda text: text.replace("MPC-2026-0002/withdrawn<", "MPC-2026-0002/1<"))
    assert client.poll() == []


def _subject(mail: Message) -> str:
    return str(make_header(decode_header(mail["Subject"])))


def _text(mail: Message) -> str:
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode(mail.get_content_charset() or "ascii")
