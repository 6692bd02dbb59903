# SPDX-License-Identifier: Apache-2.0
"""Name servers and a blocker that nobody here wrote, each behind a function that returns what it made of a list."""

import json
import os
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from tests.builders import ROOT
from tests.judges.feed_judges import free_port

NODE = ROOT / ".venv/bin/node"
PACKAGES = ROOT / ".tools/npm/node_modules"
NO_SUCH_NAME, REFUSED = 3, 5
_HEAD = "!HHHHHH"
_RECURSE = 0x0100
_ADDRESS, _INTERNET = 1, 1


def program(name: str) -> str:
    """Return the path of a name server's program."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert found is not None, f"{name} is not installed: run .ci/judges"
    return found


def zone_complaints(zone: Path, origin: str = "rpz.test") -> list[str]:
    """Return what BIND's ``named-checkzone`` says against a zone; nothing if it would load it."""
    done = subprocess.run([program("named-checkzone"), origin, zone], capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).splitlines()
    return [] if done.returncode == 0 and said[-1] == "OK" else said


def dnsmasq_complaints(configuration: Path) -> list[str]:
    """Return what dnsmasq says against a file of its configuration."""
    command = [program("dnsmasq"), "--test", "-C", str(configuration)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else done.stderr.splitlines()


@contextmanager
def dnsmasq(configuration: Path, upstream: int) -> Iterator[int]:
    """Run dnsmasq with a list on a free port of loopback, and one upstream at another port; give the port."""
    port = free_port()
    command = [
        program("dnsmasq"), "--keep-in-foreground", f"--port={port}", "--listen-address=127.0.0.1", "--bind-interfaces",
        "--no-resolv", "--no-hosts", f"--server=127.0.0.1#{upstream}", f"--conf-file={configuration}",
        "--user=", "--pid-file=",
    ]  # fmt: skip
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        _await(port, process)
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        assert process.poll() is None, process.communicate()[1].decode()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    message = "dnsmasq does not answer"
    raise AssertionError(message)


def asked(port: int, name: str) -> tuple[int, int]:
    """Ask a name server of loopback for the address of a name (RFC 1035); return its code and how many answers."""
    labels = b"".join(bytes([len(one)]) + one.encode() for one in name.split("."))
    question = labels + b"\0" + struct.pack("!HH", _ADDRESS, _INTERNET)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(10)
        client.sendto(struct.pack(_HEAD, 7, _RECURSE, 1, 0, 0, 0) + question, ("127.0.0.1", port))
        number, flags, _, answers, _, _ = struct.unpack(_HEAD, client.recv(4096)[:12])
    assert number == 7
    return flags & 0xF, answers


@contextmanager
def upstream() -> Iterator[tuple[int, list[bytes]]]:
    """Run a name server that refuses everything; give its port and what it is asked."""
    port, questions = free_port(), list[bytes]()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", port))
        server.settimeout(0.05)
        stop = Event()
        thread = Thread(target=_refuse, args=(server, questions, stop))
        thread.start()
        try:
            yield port, questions
        finally:
            stop.set()
            thread.join()


def _refuse(server: socket.socket, questions: list[bytes], stop: "Event") -> None:
    while not stop.is_set():
        try:
            question, client = server.recvfrom(4096)
        except TimeoutError:
            continue
        questions.append(question)
        answer = question[:2] + struct.pack("!H", 0x8000 | _RECURSE | REFUSED) + question[4:]
        server.sendto(answer, client)


def blocked(filters: Path, urls: Sequence[str]) -> list[bool]:
    """Return which addresses a browser's blocker would not load, given a list of filters."""
    command = [NODE, ROOT / "tests/judges/adblock_judge.mjs", PACKAGES, filters]
    done = subprocess.run(command, input=json.dumps(urls), capture_output=True, text=True, check=True)
    found: list[bool] = json.loads(done.stdout)
    return found
