# SPDX-License-Identifier: Apache-2.0
"""Who may publish: one at a time, by an object at the store that its owner renews while it works.

The object is written only if it is as it was when it was read. Where the store cannot do that (it answers 501, or heeds
no condition), it is written, and after a moment read again: of two, the later one wins, and the other finds that out
before it has moved anything, unless its answers take longer than that moment. A publisher that ends leaves the object
as nobody's. One that was killed is followed at once on the same machine, and elsewhere when it has not renewed for the
time that it said.
"""

import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from chetavani.errors import PublishError
from chetavani.publish.bucket import Bucket, LostError, UnconditionalError

OBJECT = ".chetavani/publisher.json"
WEAKLY = "This store has no conditional writes: two publishers at once are told apart by a weaker check."
_ATTRIBUTES = {"Content-Type": "application/json", "Cache-Control": "no-store"}
LATE = 1.0
"""Seconds in which the store is done with what a publisher had sent when it was killed."""
_MOMENT = 2.0  # seconds: longer than a write takes to be read elsewhere
_RENEWALS = 6  # in the time for which a lease holds
_WATCHED = 4  # part of that time for which somebody else's lease has to stay as it is before it counts as left


@dataclass(slots=True)
class Lease:
    """The right to publish, as long as it is renewed. ``weak``: the store knows no conditional writes."""

    bucket: Bucket
    seconds: float
    weak: bool = False
    owner: str = field(default_factory=lambda: secrets.token_hex(8))
    _tag: str = ""
    _lost: str = ""
    _sure: bool = False
    _over: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        """Raise PublishError if somebody else publishes now, or if nobody could be asked for too long."""
        if self._lost:
            remedy = "Look at what is live now, then publish again: it goes on where it stopped."
            raise PublishError(self.bucket.place, self._lost, remedy)

    def take(self) -> None:
        """Take the lease. Raises PublishError if somebody else has it."""
        there = self.bucket.get(OBJECT)
        said = _read(there[0]) if there else {}
        self._tag = there[1] if there else ""
        dead = bool(said.get("owner")) and _is_dead(said)
        if said.get("owner") and not dead:
            self._wait_for_sign_of_life(said)
        try:
            self._write(self.owner)
        except LostError:
            raise self._taken() from None
        if dead:
            time.sleep(LATE)

    def _wait_for_sign_of_life(self, said: dict[str, Any]) -> None:
        """Return when somebody else's lease has run out, by its own times and as seen from here."""
        lasts = float(said.get("lease", self.seconds))
        if time.time() < float(said.get("renewed", 0)) + lasts:
            raise self._taken(said)
        until = time.monotonic() + lasts / _WATCHED
        while time.monotonic() < until:  # clocks differ: what is renewed now is alive
            time.sleep(min(1.0, lasts / _WATCHED / 4))
            there = self.bucket.get(OBJECT)
            if there is None or there[1] != self._tag:
                raise self._taken()

    def _taken(self, said: dict[str, Any] | None = None) -> PublishError:
        ago = f", last heard of {max(0, time.time() - float(said['renewed'])):.0f} seconds ago" if said else ""
        again = f" If it was killed, its place is free {self.seconds:.0f} seconds after that." if said else ""
        cause = f"somebody else is publishing there at this moment{ago}; nothing was changed by this run."
        remedy = f"Wait until that is over, then look whether yours is live.{again}"
        return PublishError(self.bucket.place, cause, remedy)

    def _write(self, owner: str) -> None:
        content = json.dumps({
            "owner": owner, "lease": self.seconds, "renewed": time.time(), **(_self() if owner else {}),
        }).encode()  # fmt: skip
        if not self.weak:
            try:
                self._tag = self.bucket.put_if(OBJECT, content, _ATTRIBUTES, self._tag)
                if not owner or self._sure or self._is_refused(content):
                    return
            except UnconditionalError:  # the weaker way is left: to write, and to see whether it stays
                pass
            self.weak = True
            self.bucket.put(OBJECT, content, _ATTRIBUTES)
            time.sleep(_MOMENT)
            self._is_ours()
            return
        self._is_ours()
        self.bucket.put(OBJECT, content, _ATTRIBUTES)

    def _is_refused(self, content: bytes) -> bool:
        """Whether the store refuses what it must: some take every condition, and heed none."""
        try:
            self.bucket.put_if(OBJECT, content + b" ", _ATTRIBUTES, "")
        except LostError:
            self._sure = True
        return self._sure

    def _is_ours(self) -> None:
        there = self.bucket.get(OBJECT)
        if there is None or _read(there[0]).get("owner") != self.owner:
            raise LostError

    @contextmanager
    def held(self) -> Iterator["Lease"]:
        """Take the lease, renew it in a thread until the end of the block, and leave it as nobody's."""
        self.take()
        renewing = threading.Thread(target=self._renew, daemon=True)
        renewing.start()
        try:
            yield self
        finally:
            self._over.set()
            renewing.join()
            self._leave()

    def _renew(self) -> None:
        renewed = time.monotonic()
        while not self._over.wait(self.seconds / _RENEWALS):
            try:
                self._write(self.owner)
            except LostError:
                self._lost = "somebody else has taken over while this run was held up; it has stopped."
                return
            except PublishError as error:
                if time.monotonic() - renewed > self.seconds / 2:
                    self._lost = f"{error.cause} This run has stopped, for it cannot know whether it is still alone."
                    return
            else:
                renewed = time.monotonic()

    def _leave(self) -> None:
        if self._lost:
            return
        with suppress(LostError, PublishError):  # it runs out by itself
            self._write("")


def _read(content: bytes) -> dict[str, Any]:
    try:
        said = json.loads(content)
        return said if isinstance(said, dict) and isinstance(said.get("renewed"), int | float) else {}
    except ValueError:
        return {}


def _self() -> dict[str, Any]:
    """Return what tells this process from all others, without telling the machine's name."""
    return {"host": _host(), "pid": os.getpid(), "began": _began(os.getpid())}


def _host() -> str:
    """Return a digest of this machine, since it was started, and of the container."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""
    return sha256(f"{socket.gethostname()} {boot} {space}".encode()).hexdigest()[:16]


def _began(pid: int) -> str:
    """Return when a process of this machine was started, in ticks; empty if there is none, or only its remains."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return "" if told[0] == "Z" else told[19]
    except (OSError, IndexError):
        return ""


def _is_dead(said: dict[str, Any]) -> bool:
    """Whether a lease is that of a process of this machine that has ended."""
    try:
        return bool(_host()) and said["host"] == _host() and _began(int(said["pid"])) != said["began"]
    except (KeyError, ValueError, TypeError):
        return False
