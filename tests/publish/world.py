# SPDX-License-Identifier: Apache-2.0
"""Small sites of many releases, a reader who follows every link of them, and publishers that are killed."""

import hashlib
import multiprocessing
import multiprocessing.synchronize
import os
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.builders import AS_OF

from chetavani.destinations import S3, Local, Rsync
from chetavani.errors import PublishError
from chetavani.manifest import MANIFEST, manifest_bytes
from chetavani.publish import TARGETS, successor
from chetavani.publish.base import Report, Target
from chetavani.publish.lease import LATE
from chetavani.publish.source import Source, numbered, open_source
from chetavani.writer import FolderWriter

PAGES = 12
SAME = 30
"""How many files no release changes."""
CHANGING = ("index.html", "feeds/all.atom", "style.css", "manifest.json", "release.json")
"""What every release changes, besides its pages."""


def files_of(release: int) -> dict[str, str]:
    """Return a site in which everything is of one release: its assets, its pages, its feed, and what never changes."""
    style = f"body {{ --release: {release} }}"
    asset = f"assets/chetavani/{hashlib.sha256(style.encode()).hexdigest()[:12]}/style.css"
    files = {asset: style}
    pages = [f"advisories/MPC-2026-{number:04d}/index.html" for number in range(1, PAGES + release + 1)]
    files |= {page: f'<!-- {release} --><link href="/{asset}">{page}' for page in pages}
    files["feeds/all.atom"] = f"<!-- {release} -->" + "".join(f'<link href="/{page}">' for page in pages)
    files["index.html"] = files["feeds/all.atom"] + f'<link href="/{asset}">'
    return files | {f"osv/CH-{number}.json": f'{{"number": {number}}}' * 20 for number in range(SAME)}


def make_site(folder: Path, release: int) -> Path:
    """Write the site of a release, with its manifest, and return its folder."""
    site = folder / f"site-{release}"
    site.mkdir(parents=True)
    writer = FolderWriter(site)
    entries = [writer.write(path, text.encode()).entry for path, text in files_of(release).items()]
    (site / MANIFEST).write_bytes(manifest_bytes(entries, {"publisher": {"en": "Test"}}))
    return site


def silent(_what: str, _total: int) -> nullcontext[Callable[[int], None]]:
    """Show no progress."""
    return nullcontext(lambda _: None)


def publish(target: Target, site: Path) -> Report:
    """Publish a site as the command does it, without the gate."""
    live = target.live()
    source = successor(target.accepts(open_source(site)), live, target.place, datetime.now(UTC))
    return Report(live.release) if source is None else target.publish(source, live, silent)


Settings = Local | S3 | Rsync


def open_at(settings: Settings, root: Path) -> Target:
    """Return a target by its settings."""
    return TARGETS[settings.type](settings, root)


def _run(
    settings: Settings, root: Path, site: Path, environment: dict[str, str], ready: multiprocessing.synchronize.Event
) -> None:
    os.environ.update(environment)  # what forks has that of when it was started
    target = open_at(settings, root)
    ready.set()
    publish(target, site)


_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.publish.world"])


def publish_killed(settings: Settings, root: Path, site: Path, after: float) -> bool:
    """Publish in a process of its own and kill it ``after`` so many seconds; return whether it was done before."""
    ready = _FORKS.Event()
    process = _FORKS.Process(target=_run, args=(settings, root, site, dict(os.environ), ready))
    process.start()
    assert ready.wait(60)
    process.join(after)
    done = process.exitcode is not None
    assert process.exitcode in {None, 0}, "the publisher failed by itself"
    process.kill()  # SIGKILL
    process.join(20)
    return done


@dataclass
class Reader:
    """Reads a feed, then every page that it names, then every asset that these name, again and again.

    ``get`` returns the text of a file, None if it is not there. ``rounds`` counts, ``missing`` has what was not there
    though something led to it.
    """

    get: Callable[[str], str | None]
    rounds: int = 0
    missing: list[str] = field(default_factory=list)
    releases: set[str] = field(default_factory=set)

    def follow(self, start: str) -> None:
        """Follow the links of one file."""
        seen, todo = {start}, [start]
        while todo:
            at = todo.pop()
            text = self.get(at)
            if text is None:
                if at != start or self.releases:
                    self.missing.append(at)
                continue
            self.releases |= set(re.findall(r"<!-- (\d+) -->", text)) if at == start else set()
            links = [link for link in re.findall(r'href="/([^"]+)"', text) if link not in seen]
            seen.update(links)
            todo += reversed(links)

    @contextmanager
    def polling(self) -> Iterator["Reader"]:
        """Follow the links of the feed and of the front page in a thread, until the end of the block."""
        over = threading.Event()

        def poll() -> None:
            while not over.is_set():
                for start in ("feeds/all.atom", "index.html"):
                    self.follow(start)
                self.rounds += 1

        thread = threading.Thread(target=poll, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            over.set()
            thread.join(20)
        assert self.rounds, "the reader read nothing"


def kills(name: str, few: int) -> int:
    """Return how many publishers to kill: ``few``, or as many as the environment variable KILLS_OF_``name`` says."""
    return int(os.environ.get(f"KILLS_OF_{name}", few))


def kill_again_and_again(settings: Settings, root: Path, sites: list[Path], count: int) -> int:
    """Kill ``count`` publishers at random points; return how many were done before they could be killed.

    After one that is done comes another release, and after some that were killed: others go on where they stopped. In
    the end the last site is published by one that nobody kills.
    """
    dice = random.Random(17)  # noqa: S311 - the same every time
    publish(open_at(settings, root), sites[0])
    began = time.monotonic()
    publish(open_at(settings, root), sites[1])
    usual = time.monotonic() - began
    killed = done = at = 0
    late = 0.0  # a publisher waits until what the killed one had sent is settled
    while killed < count:
        over = publish_killed(settings, root, sites[at], late + dice.uniform(0, usual))
        late = LATE if settings.type == "s3" and not over else 0.0
        if over:
            done, usual, at = done + 1, usual * 0.8, (at + 1) % len(sites)
        else:
            killed, usual, at = killed + 1, usual * 1.1, (at + (killed % 3 == 0)) % len(sites)
        assert done < 4 * count, "publishers are done before they can be killed"
    publish(open_at(settings, root), sites[-1])
    return done


def two_at_once(open_one: Callable[[], Target], sites: list[Path]) -> list[str]:
    """Publish sites at the same time; return what was said, the one that is live first."""
    start = threading.Barrier(len(sites))

    def one(site: Path) -> str:
        target = open_one()
        live = target.live()
        source = numbered(open_source(site), live.release + 1, None, AS_OF)
        start.wait(20)
        try:
            target.publish(source, live, silent)
        except PublishError as error:
            return str(error)
        return f"{site.name} is live"

    with ThreadPoolExecutor(len(sites)) as pool:
        return sorted(pool.map(one, sites), key=lambda said: not said.endswith(" is live"))


def is_whole(source: Source, read: Callable[[str], bytes | None]) -> bool:
    """Whether a target has every file of a release as it is."""
    return all(read(path) == (source.folder / path).read_bytes() for path in source.files)
