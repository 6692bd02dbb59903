# SPDX-License-Identifier: Apache-2.0
"""The search index: Pagefind run over the search records of one bundle at a time.

Pagefind's command line walks a folder in the order in which the file system lists it, and numbers the pages so: other
machines, other bytes. Its Python API waits a tenth of a second for every record. So here its service is spoken to
directly: requests in JSON on its standard input, records in the order of their addresses, no file for any of them.
"""

import base64
import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from threading import Thread, Timer
from typing import IO, Any

from pagefind_bin_extended import get_executable  # type: ignore[import-untyped]

from chetavani.errors import SearchError
from chetavani.outputs.search_bundles import ENGINE
from chetavani.outputs.search_results import FOLDER
from chetavani.search_bundle import ENTRY, repacked

_CLIENT = "pagefind.js"
_ENGINE = b"let wasm_bindgen="  # in the client: the WebAssembly's interface,
_GUNZIP = b"var gz_default=gunzipSync;"  # and what unpacks its files; what follows is for one bundle, and not used
_EXPORTS = b"export{wasm_bindgen,gz_default};\n"  # for search-bundle.js, which holds one engine over many bundles
_INDEX = 0  # the number that the service gives to the first index that it is asked for
_END = b","  # ends each message, in both directions
_BLOCK = 1 << 20
_LONGEST = 600.0  # seconds; a thousand records take about one
_REMEDY = "Install pagefind[extended] again, at the version of the lock; then build again."


def index_bundle(records: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Index the records of one bundle: the paths (``<language>/<bundle>/<address>index.html``) and bytes of its pages.

    Yield the path in the site and the bytes of every file that a browser needs, in a fixed order. Several bundles can
    be indexed at the same time; each takes 0.2 MB of memory a record. Raises SearchError if the indexer fails.
    """
    pages = sorted((path.removesuffix("index.html"), content) for path, content in records)
    language, name, _ = pages[0][0].split("/", 2)
    place = f"{language}/{name}"
    addressed = [(path.removeprefix(place), content) for path, content in pages]
    files = _indexed(language, addressed)
    for path, content in _engine(files, language) if name == ENGINE else repacked(files, [url for url, _ in addressed]):
        yield f"{FOLDER}/{place}/{path}", content


def _indexed(language: str, pages: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Let the service index ``pages`` (address and bytes) as ``language``; return the files that it makes, by path."""
    added = ({"type": "AddFile", "url": url, "file_contents": page.decode()} for url, page in pages)
    requests: list[dict[str, object]] = [
        {"type": "NewIndex", "config": {"force_language": language}},
        *({**one, "index_id": _INDEX} for one in added),
        {"type": "GetFiles", "index_id": _INDEX},
    ]
    try:
        last = _asked(requests)
    except (OSError, ValueError) as error:
        raise SearchError("the search indexer", f"could not be run: {error}.", _REMEDY) from None
    files = {file["path"]: base64.b64decode(file["content"]) for file in last.get("files", ())}
    if ENTRY not in files:
        wrong = last.get("message", "it stopped before it was done")
        raise SearchError(f"the search index for {language}", f"was not made: {wrong}.", _REMEDY)
    return files


def _engine(files: Mapping[str, bytes], language: str) -> Iterator[tuple[str, bytes]]:
    """Yield what searches in bundles of ``language``: Pagefind's client and its WebAssembly."""
    wasm = f"wasm.{language}.pagefind"
    start, found, _ = files[_CLIENT].partition(_GUNZIP)
    if not found or _ENGINE not in start:
        raise SearchError("the search client", "is not of the shape expected.", _REMEDY)
    yield _CLIENT, start + found + _EXPORTS
    yield wasm, files[wasm]


def _asked(requests: Sequence[Mapping[str, object]]) -> dict[str, Any]:
    """Ask the service all ``requests`` and wait for as many answers; return the last, or the first that is an error."""
    command = [str(get_executable()), "--service"]
    service = subprocess.Popen(  # noqa: S603 - the indexer itself, no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    watch = Timer(_LONGEST, service.kill)
    writer = Thread(target=_write, args=(service.stdin, requests))
    watch.start()
    writer.start()
    try:
        for number, answer in enumerate(_answers(service.stdout), 1):
            if answer["type"] == "Error" or number == len(requests):
                return answer
        return {}
    finally:
        watch.cancel()
        service.kill()
        writer.join()
        service.communicate()


def _write(stream: IO[bytes] | None, requests: Iterable[Mapping[str, object]]) -> None:
    """Write ``requests``, but leave the stream open: at its end the service ends too, done or not."""
    if stream is None:
        return
    with suppress(OSError):  # the service has ended; what it said before tells why
        for number, request in enumerate(requests, 1):
            message = json.dumps({"message_id": number, "payload": request}).encode()
            stream.write(base64.b64encode(message) + _END)
        stream.flush()


def _answers(stream: IO[bytes] | None) -> Iterator[dict[str, Any]]:
    """Yield what the service answers."""
    parts: list[bytes] = []
    while read := os.read(stream.fileno(), _BLOCK) if stream else b"":
        *ends, rest = read.split(_END)
        for end in ends:
            yield json.loads(base64.b64decode(b"".join([*parts, end])))["payload"]
            parts.clear()
        parts.append(rest)
