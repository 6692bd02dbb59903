# SPDX-License-Identifier: Apache-2.0
"""A small site that is released again and again, its keys, and python-tuf's own client as the judge."""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from chetavani.config import Release
from chetavani.manifest import MANIFEST, manifest_bytes
from chetavani.release.folder import Made, Plan, make_release
from chetavani.release.keyring import Keyring, Locks, days_after
from chetavani.release.signing import Signing, signing
from chetavani.writer import entry_of

FILES = {
    "index.html": b"<p>home</p>" * 60, "bulk/all.json": b"{}", "lookup/v1/meta.json": b'{"version":1}',
    "indicators/all.csv": b"type,value\n",
}  # fmt: skip


def nobody(place: Path) -> str:
    """Tell no passphrase."""
    raise AssertionError(place)


LOCKS = Locks(nobody, nobody)


def site(folder: Path, files: dict[str, bytes]) -> Path:
    """Write a site of these files."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    manifest = manifest_bytes([entry_of(path, content) for path, content in files.items()], {})
    (folder / MANIFEST).write_bytes(manifest)
    return folder


@dataclass
class World:
    """A publisher: keys, sites and releases below ``home``; ``live`` is what its host serves."""

    home: Path
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def keys(self) -> Keyring:
        """Return the keys."""
        return Keyring(self.home / "keys", LOCKS)

    @property
    def live(self) -> Path:
        """Return the folder that the host serves: a copy, that a thief of the host may change."""
        return self.home / "live"

    @property
    def trust(self) -> bytes:
        """Return the root metadata that members got on the first day."""
        return (self.keys.public / "1.root.json").read_bytes()

    def release(self, *, as_of: datetime | None = None, **files: str) -> Made:
        """Release the site with these files of ``bulk/`` and publish it."""
        told = FILES | {f"bulk/{name}.json": content.encode() for name, content in files.items()}
        shutil.rmtree(self.home / "site", ignore_errors=True)
        plan = Plan(site(self.home / "site", told), self.home / "releases", as_of or self.now)
        made = make_release(plan, self.signer(plan.site))
        self.publish(made.folder)
        return made

    def signer(self, place: Path) -> Signing:
        """Return what signs a site with the keys of now."""
        return signing(self.keys, Release(), place)

    def publish(self, folder: Path) -> None:
        """Have the host serve a release, whole."""
        shutil.rmtree(self.live, ignore_errors=True)
        shutil.copytree(folder, self.live)

    def expires(self, days: int = 365) -> datetime:
        """Return a time to come."""
        return days_after(self.now, days)


def world(home: Path, now: datetime | None = None) -> World:
    """Return a publisher with new keys."""
    made = World(home) if now is None else World(home, now)
    made.keys.create(made.expires())
    return made


class Disk(FetcherInterface):
    """Fetches from the disk, as a web server would answer."""

    def _fetch(self, url: str) -> "list[bytes]":  # type: ignore[override]
        try:
            return [Path(unquote(urlsplit(url).path)).read_bytes()]
        except OSError:
            message = "Not Found"
            raise DownloadHTTPError(message, 404) from None


def updater(address: str, state: Path, trust: bytes, fetcher: FetcherInterface | None) -> Updater:
    """Return python-tuf's client of a member, as docs/operations/releases.md shows it."""
    kept, targets = state / "metadata", state / "targets"
    for folder in (kept, targets):
        folder.mkdir(parents=True, exist_ok=True)
    config = UpdaterConfig(prefix_targets_with_hash=False)
    return Updater(str(kept), f"{address}tuf/", str(targets), address, fetcher, config, bootstrap=trust)


def fetched(live: Path, state: Path, trust: bytes, *paths: str) -> dict[str, bytes]:
    """Return files as the client gets them. Raises what the client raises."""
    client = updater(f"{live.as_uri()}/", state, trust, Disk())
    client.refresh()
    found = {}
    for path in paths or ("manifest.json", "release.json", "bulk/all.json"):
        target = client.get_targetinfo(path)
        assert target is not None, path
        found[path] = Path(client.download_target(target)).read_bytes()
    return found
