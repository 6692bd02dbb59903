# SPDX-License-Identifier: Apache-2.0
"""SeaweedFS: a real store with signatures and conditional writes, on free ports of loopback."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

USER, SECRET = "publisher-of-tests", "a-secret-of-tests"
_IDENTITIES = {"identities": [
    {"name": "publisher", "credentials": [{"accessKey": USER, "secretKey": SECRET}],
     "actions": ["Admin", "Read", "Write", "List"]},
    {"name": "anonymous", "actions": ["Read"]},
]}  # fmt: skip


@contextmanager
def seaweed(home: Path) -> Iterator[str]:
    """Run a store in a folder; give its address. SIGTERM would take it half a minute, so it is killed."""
    data = home / "data"
    data.mkdir(parents=True)
    (home / "s3.json").write_text(json.dumps(_IDENTITIES), encoding="utf-8")
    ports = free_ports(8)
    names = ("s3.port", "s3.port.grpc", "master.port", "master.port.grpc", "volume.port", "volume.port.grpc",
             "filer.port", "filer.port.grpc")  # fmt: skip
    options = [f"-{name}={port}" for name, port in zip(names, ports, strict=True)]
    command = [
        _program(), f"-logdir={home}", "server", f"-dir={data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3",
        f"-s3.config={home / 's3.json'}", "-s3.port.iceberg=0", "-s3.port.lance=0", "-volume.max=20",
        "-master.volumeSizeLimitMB=64", "-master.telemetry=false", "-master.volumePreallocate=false",
        f"-s3.localSocket={home}/s3.sock", f"-filer.localSocket={home}/filer.sock", *options,
    ]  # fmt: skip
    log = (home / "weed.log").open("wb")
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        _await(process, ports[0], home / "weed.log")
        yield f"http://127.0.0.1:{ports[0]}"
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(20)
        log.close()


def make_bucket(address: str, name: str) -> S3Store:
    """Make a bucket, with the first object in it, and return it."""
    store = S3Store(
        name, endpoint=address, access_key_id=USER, secret_access_key=SECRET, region="us-east-1",
        client_options={"allow_http": True}, retry_config={"max_retries": 0},
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while True:  # the store takes a moment longer than its port
        try:
            obstore.put(store, "first", b"")
        except BaseError:
            assert time.monotonic() < deadline, "the store makes no bucket"
            time.sleep(0.1)
        else:
            return store


def _program() -> str:
    found = shutil.which("weed", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert found, "weed is missing: install the group dev"
    return found


def free_ports(count: int) -> list[int]:
    """Return ports of loopback that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, log.read_text(errors="replace")[-2000:]
        time.sleep(0.1)
    message = "the store does not answer"
    raise TimeoutError(message)
