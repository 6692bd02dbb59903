# SPDX-License-Identifier: Apache-2.0
"""``rsync``: a folder of another machine, over ssh, laid out as ``local`` has it.

A release is sent beside the others, where what has not changed becomes a hard link (``--link-dest``); there the
SHA-256 of every file is compared with the manifest; then the link ``current`` changes in one ``rename``. Two locks
there (``flock``) end with their processes: ``.lock`` is the publisher's, ``.transfer`` that of a running rsync, which
outlives a killed publisher by a moment.
"""

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from chetavani.destinations import Rsync
from chetavani.errors import PublishError
from chetavani.manifest import MANIFEST, entries_of
from chetavani.publish.base import NOTHING, Live, Progress, Report
from chetavani.publish.leaving import carried
from chetavani.publish.remote import BUSY, Remote, explained, present, ssh_command
from chetavani.publish.source import POINTER, Source, record_in
from chetavani.writer import Entry

_AGAIN = "Look at what is live now, then publish again."
_GONE = 44
_PATIENCE = 3  # seconds for the shell of a publisher that was killed to end
_WAIT = 30  # seconds for the rsync of a publisher that was killed to end


@dataclass(frozen=True, slots=True)
class RsyncTarget:
    """A folder of another machine."""

    settings: Rsync
    root: Path

    @property
    def place(self) -> str:
        """Return where this is, for people."""
        return self.settings.place

    def accepts(self, source: Source) -> Source:
        """Return the release as it is: a web server sends the variants."""
        return source

    def live(self) -> Live:
        """Return what ``current`` leads to."""
        with Remote(self.settings) as remote:
            return _live(remote)

    def fetch(self, paths: Iterable[str], into: Path) -> None:
        """Load files of what is live."""
        wanted = "".join(f"{path}\0" for path in paths)
        if wanted:
            command = ["rsync", "-r", "-e", _words(ssh_command(self.settings)), "--files-from=-", "--from0",
                       "--ignore-missing-args", f"{self.place}/current/", f"{into}/"]  # fmt: skip
            with present(self.place):
                done = subprocess.run(command, input=wanted.encode(), capture_output=True, check=False)  # noqa: S603
            if done.returncode:
                raise explained(self.place, done.stderr.decode(errors="replace"))

    def publish(self, source: Source, expected: Live, progress: Progress) -> Report:
        """Send the release beside the others, compare it there, then have the link lead to it."""
        with Remote(self.settings) as remote:
            _lock(remote)
            _is_still(remote, expected)
            sent = size = 0
            number = source.number
            if expected.kept.get(number, source.manifest) != source.manifest:
                cause = f"has another release {number} already."
                raise PublishError(self.place, cause, "Make the release again, with the next number.")
            if number not in expected.kept:
                with progress(f"Publishing to {self.place}", len(source.everything)) as done:
                    sent, size = self._send(source, expected, done)
                _compare(remote, source)
            _lead_to(remote, number, expected, self._leaving(remote, expected, source.everything))
            gone = _prune(remote, self.settings.keep, number)
        return Report(number, sent, size, len(source.everything) - sent, gone)

    def rollback(self, number: int, expected: Live, progress: Progress) -> Report:
        """Have the link lead to an earlier release."""
        del progress
        with Remote(self.settings) as remote:
            _lock(remote)
            _is_still(remote, expected)
            if number not in expected.kept:
                kept = ", ".join(map(str, expected.kept)) or "none"
                cause = f"has no release {number}. These are there: {kept}."
                raise PublishError(self.place, cause, "Name one of them.")
            wanted = dict.fromkeys(_files_there(remote, number))
            _lead_to(remote, number, expected, self._leaving(remote, expected, wanted))
        return Report(number)

    def _leaving(self, remote: Remote, expected: Live, wanted: Iterable[str]) -> dict[str, float]:
        before = expected.everything if expected.release else {}
        keeping = dict.fromkeys(wanted)
        return carried(_left(remote), before, keeping, time.time(), self.settings.grace)

    def _send(self, source: Source, expected: Live, done: Callable[[int], None]) -> tuple[int, int]:
        """Send what differs; return how many files that were, and their bytes."""
        folder = self.place.partition(":")[2]
        command = [
            "rsync", "--recursive", "--perms", "--chmod=D755,F644", "--checksum", "--delete", "--timeout=120",
            "--out-format=%i %l %n", "-e", _words(ssh_command(self.settings)),
            f"--rsync-path=flock -w {_WAIT} -E {BUSY} {folder}/.transfer rsync",
            *([f"--link-dest=../{expected.release}"] if expected.release else []),
        ]  # fmt: skip
        sent = size = 0
        with present(self.place), tempfile.TemporaryDirectory() as made, tempfile.TemporaryFile() as errors:
            if source.made:
                (Path(made) / POINTER).write_bytes(source.made)
            target = f"{self.place}/releases/.{source.number}.part/"
            with subprocess.Popen(  # noqa: S603 - no shell of this machine, and words that the settings allow
                [*command, f"{source.folder}/", f"{made}/", target], stdout=subprocess.PIPE, stderr=errors, text=True
            ) as process:
                for line in process.stdout or ():
                    kind, _, rest = line.partition(" ")
                    if kind.startswith("<f"):
                        sent, size = sent + 1, size + int(rest.split()[0])
                    done(1)
            errors.seek(0)
            if process.returncode:
                raise explained(self.place, errors.read().decode(errors="replace"))
        return sent, size


def _words(command: list[str]) -> str:
    """Return a command for ``rsync -e``, which parts it at its spaces: the settings allow none within a word."""
    return " ".join(command)


def _live(remote: Remote) -> Live:
    code, there = remote.run("if test -L current; then readlink current; else test ! -e current || exit 45; fi")
    if code == _GONE or (code == 0 and not there.strip()):
        return NOTHING
    number = there.decode().strip().rpartition("/")[2]
    if code or there.decode().strip() != f"releases/{number}" or not number.isdecimal():
        raise PublishError(f"{remote.place}/current", "is no link of ours.", "Move it away, or name another place.")
    told = record_in(remote.done(f"cat current/{POINTER}"), f"{remote.place}/current/{POINTER}")
    files = {entry.path: entry for entry in entries_of(remote.done(f"cat current/{MANIFEST}"))}
    sums = remote.done(f"for one in releases/[1-9]*; do echo ${{one#*/}} $(sha256sum <$one/{MANIFEST}); done")
    kept = {int(line.split()[0]): line.split()[1] for line in sums.decode().splitlines()}
    found = {path: size for path, size in _files_there(remote, int(number)).items() if path not in files}
    left = _left(remote)
    others = _others(remote, {path: size for path, size in found.items() if path not in left})
    return Live(int(number), told.manifest, files, others, number, kept)


def _files_there(remote: Remote, number: int) -> dict[str, int]:
    """Return the files of a release by path, with their sizes."""
    found = remote.done(f"find releases/{number} -type f -printf '%s %P\\n'").decode()
    parts = (line.partition(" ") for line in found.splitlines())
    return {path: int(size) for size, _, path in parts}


def _others(remote: Remote, sizes: dict[str, int]) -> dict[str, Entry]:
    """Return the entries of files of what is live."""
    if not sizes:
        return {}
    names = "".join(f"{path}\n" for path in sizes).encode()
    lines = remote.done("cd current && xargs -d '\\n' sha256sum", names).decode().splitlines()
    sums = {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
    return {path: Entry(path, sums.get(path, ""), size) for path, size in sizes.items()}


def _left(remote: Remote) -> dict[str, float]:
    """Return what is leaving, by path, until when."""
    try:
        said = json.loads(remote.done("test ! -f leaving.json || cat leaving.json") or b"{}")
        return {str(path): float(until) for path, until in said.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def _lock(remote: Remote) -> None:
    """Keep other publishers away as long as this connection lives. Raises PublishError if there is one."""
    folder = remote.folder
    taken = f"mkdir -p {folder}/releases && exec 9>{folder}/.lock && flock -w {_PATIENCE} -E {BUSY} 9"
    code = remote.hold(taken)
    if code == BUSY:
        cause = "somebody else is publishing there at this moment; nothing was changed by this run."
        raise PublishError(remote.place, cause, "Wait until that is over, then look whether yours is live.")


def _is_still(remote: Remote, expected: Live) -> None:
    now = remote.done("readlink current || true").decode().strip().rpartition("/")[2]
    if now != expected.token:
        cause = f"has release {now or 'none'} now: somebody else has published since this run looked."
        raise PublishError(remote.place, cause, _AGAIN)


def _compare(remote: Remote, source: Source) -> None:
    """Have the other machine compare what it got with the manifest, and give the release its number."""
    sums = "".join(f"{entry.sha256}  {path}\n" for path, entry in source.everything.items())
    stage = f"releases/.{source.number}.part"
    busy = f"flock -w {_WAIT} .transfer true"
    code, said = remote.run(f"{busy} && cd {stage} && LC_ALL=C sha256sum -c --quiet - 2>&1", sums.encode())
    if code:
        first = said.decode(errors="replace").partition("\n")[0][:200]
        cause = f"has not got what the manifest says ({first}). What was live before still is."
        raise PublishError(remote.place, cause, "Build the site again if it was changed meanwhile; then publish again.")
    remote.done(f"sync -f {stage} 2>/dev/null; mv -T {stage} releases/{source.number}")


def _lead_to(remote: Remote, number: int, expected: Live, leaving: dict[str, float]) -> None:
    """Have the link lead to a release, in which what goes stays for a while."""
    if expected.release and expected.release != number:
        before, after = f"releases/{expected.release}", f"releases/{number}"
        remote.done("cat >leaving.json.new && mv leaving.json.new leaving.json", json.dumps(leaving).encode())
        remote.done(
            f'while IFS= read -r one; do test -f "{before}/$one" -a ! -e "{after}/$one" || continue; '
            f'mkdir -p "{after}/$(dirname "$one")" && ln "{before}/$one" "{after}/$one"; done',
            "".join(f"{path}\n" for path in leaving).encode(),
        )
    remote.done(f"ln -sfn releases/{number} .current.new && mv -T .current.new current")


def _prune(remote: Remote, keep: int, used: int) -> int:
    """Take all but the newest releases away, never the one that is used; return how many went."""
    there = remote.done("ls releases").decode().split()
    numbers = sorted(int(name) for name in there if name.isdecimal())
    going = [number for number in numbers[:-keep] if number != used]
    for number in going:
        remote.done(f"mv -T releases/{number} releases/.{number}.gone")
    remote.done("rm -rf releases/.*.gone")
    return len(going)
