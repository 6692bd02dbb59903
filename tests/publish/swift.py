# SPDX-License-Identifier: Apache-2.0
"""OpenStack Swift with its S3 interface: a real store that refuses conditional writes with 501."""

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import obstore
from obstore.store import S3Store
from tests.publish.seaweed import free_ports

USER, SECRET = "test:tester", "testing"
_SWIFT = """\
[swift-hash]
swift_hash_path_suffix = test
swift_hash_path_prefix = test
[storage-policy:0]
name = one
default = yes
"""
_COMMON = """\
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {home}
devices = {home}/devices
mount_check = false
disable_fallocate = true
log_udp_host = 127.0.0.1
log_udp_port = 9
"""
_STORAGE = "[pipeline:main]\npipeline = {name}-server\n[app:{name}-server]\nuse = egg:swift#{name}\n"
_PROXY = """\
[pipeline:main]
pipeline = catch_errors gatekeeper cache s3api tempauth copy slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:9
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
"""
_RINGS = """\
import sys
from swift.common.ring import RingBuilder
for word in sys.argv[2:]:
    name, _, port = word.partition(":")
    builder = RingBuilder(2, 1, 0)
    where = {"ip": "127.0.0.1", "port": int(port), "replication_ip": "127.0.0.1", "replication_port": int(port)}
    builder.add_dev({"id": 0, "region": 1, "zone": 1, "device": "d1", "weight": 1.0, "meta": "", **where})
    builder.rebalance()
    builder.get_ring().save(f"{sys.argv[1]}/{name}.ring.gz")
"""
_STORES = ("account", "container", "object")


@contextmanager
def swift(home: Path, bucket: str) -> Iterator[str]:
    """Run the four servers in a folder, with a bucket; give the address of the S3 interface."""
    import getpass  # noqa: PLC0415

    (home / "devices/d1").mkdir(parents=True)
    (home / "swift.conf").write_text(_SWIFT, encoding="ascii")
    ports = dict(zip((*_STORES, "proxy"), free_ports(4), strict=True))
    for name, port in ports.items():
        own = _PROXY if name == "proxy" else _STORAGE.format(name=name)
        common = _COMMON.format(port=port, user=getpass.getuser(), home=home)
        (home / f"{name}-server.conf").write_text(common + own, encoding="ascii")
    _rings(home, {name: ports[name] for name in _STORES})
    with ExitStack() as stack:
        for name in ports:
            process = subprocess.Popen(
                [_program(f"swift-{name}-server"), home / f"{name}-server.conf"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            stack.callback(process.wait, 20)
            stack.callback(process.kill)
        for port in ports.values():
            _await(port)
        address = f"http://127.0.0.1:{ports['proxy']}"
        _make(address, bucket)
        yield address


def _rings(home: Path, ports: dict[str, int]) -> None:
    """Make the rings: which device has what. In one process of the interpreter that has Swift."""
    interpreter = (
        Path(_program("swift-proxy-server")).read_text(encoding="utf-8").splitlines()[0].removeprefix("#!").strip()
    )
    words = [f"{name}:{port}" for name, port in ports.items()]
    subprocess.run([interpreter, "-c", _RINGS, home, *words], capture_output=True, check=True)


def _program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is missing: run .ci/judges"
    return found


def _await(port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    message = "the store does not answer"
    raise TimeoutError(message)


def _make(address: str, bucket: str) -> None:
    store = S3Store(
        bucket, endpoint=address, access_key_id=USER, secret_access_key=SECRET, region="us-east-1",
        client_options={"allow_http": True},
    )  # fmt: skip
    where = obstore.sign(store, "PUT", "", timedelta(minutes=5))  # the address of the bucket is that of no object
    for _ in range(40):
        try:
            with urllib.request.urlopen(urllib.request.Request(where, method="PUT"), timeout=20):  # noqa: S310
                return
        except urllib.error.HTTPError as error:  # not all servers are ready
            error.close()
            time.sleep(0.25)
    message = "the store makes no bucket"
    raise TimeoutError(message)
