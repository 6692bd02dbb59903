# SPDX-License-Identifier: Apache-2.0
"""Runs a command as a whole: wall time, processor time, and the peak memory of every process it starts.

Memory is the proportional set size (PSS) where the kernel tells it, so that pages which forked workers share count
once; the processes of a run are those of its session, also when their parent has gone.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_INTERVAL = 0.05
_PAUSE_FACTOR = 10  # watching may cost at most a tenth of the time
_SESSION = 3  # its place in /proc/<pid>/stat after the name
_PAGE = os.sysconf("SC_PAGE_SIZE")
_SAID = 600
_ASIDE = "aside"
INDEXER = "pagefind"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: ``status`` is ok, failed, timeout or memory; times in seconds, memory in bytes."""

    seconds: float
    cpu: float
    peak: int
    indexer_peak: int
    status: str = "ok"
    note: str = ""


@dataclass(slots=True)
class _Watch:
    """Follows the memory of a session until it is told to stop; ends the session when it takes too much."""

    session: int
    limit: int
    peak: int = 0
    indexer_peak: int = 0
    exceeded: bool = False
    done: threading.Event = field(default_factory=threading.Event)

    def follow(self) -> None:
        pause = _INTERVAL
        while not self.done.wait(pause):
            began = time.monotonic()
            own = indexer = 0
            for pid in _members(self.session):
                taken = _memory(pid)
                if INDEXER in _command(pid):
                    indexer += taken
                else:
                    own += taken
            self.peak, self.indexer_peak = max(self.peak, own), max(self.indexer_peak, indexer)
            if own + indexer > self.limit:
                self.exceeded = True
                os.killpg(self.session, signal.SIGKILL)
                return
            pause = max(_INTERVAL, (time.monotonic() - began) * _PAUSE_FACTOR)


def _members(session: int) -> Iterator[int]:
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        try:
            with open(f"/proc/{entry.name}/stat", encoding="utf-8", errors="replace") as stat:
                parts = stat.read().rpartition(")")[2].split()
        except OSError:
            continue
        if int(parts[_SESSION]) == session:
            yield int(entry.name)


def _memory(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
            return next((int(line.split()[1]) * 1024 for line in rollup if line.startswith("Pss:")), 0)
    except OSError:
        pass
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except OSError:
        return 0  # it has ended in the meantime


def _command(pid: int) -> str:
    try:
        first = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:3]
    except OSError:
        return ""
    return " ".join(os.path.basename(part.decode(errors="replace")) for part in first)


def measure(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], limit: float, memory_limit: int
) -> Run:
    """Run ``command`` in ``folder`` to its end, at most ``limit`` seconds and ``memory_limit`` bytes."""
    with tempfile.TemporaryFile() as said:
        began = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            start_new_session=True,
        )  # fmt: skip
        watch = _Watch(process.pid, memory_limit)
        watcher = threading.Thread(target=watch.follow, daemon=True)
        watcher.start()
        status, used = _await(process, began + limit)
        seconds = time.monotonic() - began
        watch.done.set()
        watcher.join()
        if watch.exceeded:
            status = "memory"
        note = "" if status == "ok" else _last_words(said.fileno())
    return Run(round(seconds, 3), round(used, 3), watch.peak, watch.indexer_peak, status, note)


def _await(process: "subprocess.Popen[bytes]", deadline: float) -> tuple[str, float]:
    """Wait for the end; return the status and the processor time of the process and all it waited for."""
    timed_out = threading.Event()

    def end() -> None:
        timed_out.set()
        os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), end)
    timer.start()
    _, code, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(code)
    status = "timeout" if timed_out.is_set() else "failed" if process.returncode else "ok"
    return status, usage.ru_utime + usage.ru_stime


def _last_words(descriptor: int) -> str:
    size = os.fstat(descriptor).st_size
    text = os.pread(descriptor, _SAID, max(0, size - _SAID)).decode(errors="replace")
    return " ".join(text.split())


def put_aside(path: Path) -> None:
    """Take what a run is to make anew out of its way; ``clear_aside`` deletes it when all runs are over.

    Deleting tens of thousands of files just before a run would be paid for by that run: for minutes some file systems
    (ext4 without a journal) look long for inodes that were not in use a moment ago.
    """
    if not path.exists() and not path.is_symlink():
        return
    aside = path.parent / _ASIDE
    aside.mkdir(exist_ok=True)
    path.rename(aside / f"{time.time_ns()}")


def clear_aside(work: Path) -> None:
    """Delete what was put aside in the folders of ``work``."""
    for aside in work.glob(f"*/{_ASIDE}"):
        shutil.rmtree(aside)


def size_of(folder: Path) -> tuple[int, int]:
    """Return how many files a site has, and their bytes."""
    files = total = 0
    for place, _, names in os.walk(folder.resolve()):
        files += len(names)
        total += sum(os.stat(os.path.join(place, name)).st_size for name in names)
    return files, total
