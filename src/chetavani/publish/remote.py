# SPDX-License-Identifier: Apache-2.0
"""A shell on another machine, over ssh: one connection, to which scripts are given one after the other.

The connection ends with this process, however that ends, and so does every lock that its shell holds. Host keys must
be known, and nobody is ever asked for a password.
"""

import secrets
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

from chetavani.destinations import Rsync
from chetavani.errors import PublishError

_OPTIONS = (
    "BatchMode=yes", "StrictHostKeyChecking=yes", "UpdateHostKeys=no", "ForwardAgent=no", "ConnectTimeout=20",
    "ServerAliveInterval=15", "ServerAliveCountMax=4",
)  # fmt: skip
BUSY = 75
"""The exit code of a shell that finds a lock taken (EX_TEMPFAIL of sysexits.h)."""
_GOES_ON = "Then publish again: it goes on where it stopped. What was live before still is."
_CAUSES = (
    ("Host key verification failed", "does not show the host key that is known of it.",
     "Ask its operator for the fingerprint and write the key into known_hosts; do not go on before that."),
    ("REMOTE HOST IDENTIFICATION HAS CHANGED", "shows another host key than before.",
     "Ask its operator whether that is right; do not go on before that."),
    ("Permission denied (", "does not let us in.", "Check the user, and that its authorized_keys has our key."),
    ("No space left on device", "has no room left.", f"Make room there. {_GOES_ON}"),
    ("Disk quota exceeded", "has no room left.", f"Make room there. {_GOES_ON}"),
    ("Permission denied", "does not let us write there.", f"Check the owner of the folder. {_GOES_ON}"),
    ("not found", "lacks a program: rsync, flock, sha256sum and find are needed.", "Have them installed there."),
)  # fmt: skip


def ssh_command(settings: Rsync) -> list[str]:
    """Return the program that connects, with what makes it strict."""
    command = ["ssh", *(word for option in _OPTIONS for word in ("-o", option))]
    command += ["-p", str(settings.port)] if settings.port else []
    command += ["-i", settings.key, "-o", "IdentitiesOnly=yes"] if settings.key else []
    return [*command, *(["-o", f"UserKnownHostsFile={settings.known_hosts}"] if settings.known_hosts else [])]


def explained(place: str, said: str) -> PublishError:
    """Return what the complaint of ssh, rsync or a shell means."""
    for sign, cause, remedy in _CAUSES:
        if sign in said:
            return PublishError(place, cause, remedy)
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "the connection has ended")
    return PublishError(place, f"cannot be worked with: {last[:200]}.", f"Check the host and the network. {_GOES_ON}")


@contextmanager
def present(place: str) -> Iterator[None]:
    """Say so if ssh or rsync is not on this machine."""
    try:
        yield
    except FileNotFoundError as error:
        cause = f"cannot be reached: there is no {error.filename} on this machine."
        raise PublishError(place, cause, "Install rsync and the ssh client.") from None


class Remote:
    """A shell in a folder of another machine. Raises PublishError if there is no way to it."""

    def __init__(self, settings: Rsync) -> None:
        host, _, self.folder = settings.place.partition(":")
        self.place = settings.place
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the shell
        try:
            with present(self.place):
                self._process = subprocess.Popen(  # noqa: S603 - no shell of this machine, and words the settings allow
                    [*ssh_command(settings), "-T", host, "exec sh"],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
                )  # fmt: skip
        except PublishError:
            self._errors.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        if self._process.stdout:
            self._process.stdout.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def run(self, script: str, data: bytes = b"") -> tuple[int, bytes]:
        """Run a script in the folder, with ``data`` as its input; return its exit code and what it wrote."""
        mark = secrets.token_hex(16)
        inside = f"cd {shlex.quote(self.folder)} || exit 44; {script}"
        text = (
            f"sh -c {shlex.quote(inside)} <<'{mark}'\n".encode() + data + (b"" if data.endswith(b"\n") else b"\n")
            + f"{mark}\nprintf '\\n{mark} %s\\n' $?\n".encode()
        )  # fmt: skip
        self._write(text)
        return self._answer(mark.encode())

    def _write(self, text: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101 - it was opened as a pipe
        try:
            self._process.stdin.write(text)
            self._process.stdin.flush()
        except BrokenPipeError:
            raise explained(self.place, self._said()) from None

    def hold(self, script: str) -> int:
        """Run a script in the shell itself, whose open files stay open as long as it; return its exit code.

        Raises PublishError if it fails in any way but by a lock that is taken.
        """
        mark = secrets.token_hex(16)
        self._write(f"{script}; printf '\\n{mark} %s\\n' $?\n".encode())
        code, _ = self._answer(mark.encode())
        if code not in {0, BUSY}:
            raise explained(self.place, self._said() or f"a command there ended with code {code}")
        return code

    def done(self, script: str, data: bytes = b"") -> bytes:
        """Run a script that must succeed; return what it wrote."""
        code, written = self.run(script, data)
        if code:
            raise explained(self.place, self._said() or f"a command there ended with code {code}")
        return written

    def _answer(self, mark: bytes) -> tuple[int, bytes]:
        assert self._process.stdout is not None  # noqa: S101 - it was opened as a pipe
        written: list[bytes] = []
        for line in self._process.stdout:
            if line.startswith(mark):
                return int(line.split()[1]), b"".join(written).removesuffix(b"\n")
            written.append(line)
        raise explained(self.place, self._said())

    def _said(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")
