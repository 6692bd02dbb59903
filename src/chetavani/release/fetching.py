# SPDX-License-Identifier: Apache-2.0
"""Where a member gets a release from: a web server, or a folder on the disk."""

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from tuf.api.exceptions import DownloadError, DownloadHTTPError
from tuf.ngclient import FetcherInterface
from tuf.ngclient.urllib3_fetcher import Urllib3Fetcher

_CHUNK = 1 << 18
_LARGEST = 1 << 30  # bytes of a file of which nobody has said yet how large it is


class FolderFetcher(FetcherInterface):
    """Answers for a folder as a web server would: what is not there is 404."""

    def _fetch(self, url: str) -> Iterator[bytes]:
        place = Path(unquote(urlsplit(url).path))
        if not place.is_file():
            raise DownloadHTTPError(f"{place} is not there", HTTPStatus.NOT_FOUND)
        return _chunks(place)


def _chunks(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


class Source:
    """A release at a web address or in a folder. ``base`` is its address, with a closing ``/``."""

    def __init__(self, place: str) -> None:
        self.is_folder = not place.startswith(("https://", "http://"))
        self.base = f"{Path(place).resolve().as_uri()}/" if self.is_folder else f"{place.rstrip('/')}/"
        self.folder = Path(place).resolve() if self.is_folder else None
        self.fetcher = FolderFetcher() if self.is_folder else Urllib3Fetcher()

    def read(self, path: str, largest: int = _LARGEST) -> bytes | None:
        """Return a file; None if there is none. Raises DownloadError, also for more than ``largest`` bytes."""
        try:
            return bytes(self.fetcher.download_bytes(f"{self.base}{quote(path)}", largest))
        except DownloadHTTPError as error:
            if error.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.GONE}:
                return None
            raise
        except OSError as error:
            raise DownloadError(f"{path}: {error}") from error
