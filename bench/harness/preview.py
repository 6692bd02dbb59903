# SPDX-License-Identifier: Apache-2.0
"""How long a saved advisory takes to be on the screen: the preview's server is asked as its script in a page asks."""

import contextlib
import json
import os
import re
import signal
import statistics
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

from bench.generator.calendar import END
from bench.harness.processes import Run

_SAVES = 5
_SETTLE = 1.0  # seconds between saves, as a person leaves
_ADDRESS = re.compile(r"http://[\d.]+:\d+/")


def refresh(program: str, corpus: Path, path: Path, save: Callable[[], str], limit: float) -> Run:
    """Return the median time from saving ``path`` to its new page, fetched; ``save`` returns the mark to look for."""
    command = [program, "serve", "--root", str(corpus), "--port", "0", "--as-of", END.isoformat()]
    deadline = time.monotonic() + limit
    try:
        with _server(command, deadline) as address:
            page = f"{address}advisories/{path.stem}/"
            times = [_once(address, page, save, deadline) for _ in range(_SAVES + 1)]
    except (TimeoutError, urllib.error.URLError, ConnectionError) as error:
        return Run(limit, 0.0, 0, 0, "failed", f"{type(error).__name__}: {error}")
    return Run(round(statistics.median(times[1:]), 3), 0.0, 0, 0)  # the first save warms what a session has warm


@contextlib.contextmanager
def _server(command: list[str], deadline: float) -> Iterator[str]:
    """Yield the address of a preview that has made its first build."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        start_new_session=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    lines: Queue[str] = Queue()

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line)

    threading.Thread(target=read, daemon=True).start()
    try:
        yield _address(process, lines, deadline)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(60)  # it deletes its site first
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _address(process: "subprocess.Popen[str]", lines: Queue[str], deadline: float) -> str:
    said = ""
    while time.monotonic() < deadline:
        try:
            said = lines.get(timeout=0.1)
        except Empty:
            if process.poll() is not None:
                break
            continue
        if found := _ADDRESS.search(said):
            return found[0]
    message = f"the preview did not start: {said.strip()}"
    raise TimeoutError(message)


def _once(address: str, page: str, save: Callable[[], str], deadline: float) -> float:
    seen = _version(address, "")
    time.sleep(_SETTLE)
    began = time.monotonic()
    mark = save().encode()
    while time.monotonic() < deadline:
        version = _version(address, seen)
        if version != seen and mark in _get(page):
            return time.monotonic() - began
        seen = version
    message = "the saved text did not come up"
    raise TimeoutError(message)


def _version(address: str, seen: str) -> str:
    """Return the version of what the preview shows, after waiting a while for one that is not ``seen``."""
    return str(json.loads(_get(f"{address}.preview/wait?after={seen}"))["version"])


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own server
        content: bytes = answer.read()
    return content
