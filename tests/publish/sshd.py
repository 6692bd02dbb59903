# SPDX-License-Identifier: Apache-2.0
"""A real sshd on a free port of loopback, with a host key and a user's key of its own."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_CONFIGURATION = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {home}/host
AuthorizedKeysFile {home}/authorized_keys
PidFile {home}/sshd.pid
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PermitRootLogin yes
MaxStartups 100
KexAlgorithms curve25519-sha256
UseDNS no
LogLevel ERROR
"""


@dataclass(frozen=True)
class Host:
    """Where the server listens, and what its user needs."""

    home: Path
    port: int

    def settings(self, folder: Path, **changes: object) -> dict[str, object]:
        """Return the settings of a target in a folder there."""
        return {
            "type": "rsync", "place": f"{getpass.getuser()}@127.0.0.1:{folder}", "port": self.port,
            "key": str(self.home / "user"), "known_hosts": str(self.home / "known_hosts"),
        } | changes  # fmt: skip


@contextmanager
def sshd(home: Path) -> Iterator[Host]:
    """Run the server in a folder, until the end of the block."""
    program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "sshd is missing: run .ci/judges"
    for name in ("host", "user", "stranger"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home / name], check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    shutil.copy(home / "user.pub", home / "authorized_keys")
    key = (home / "host.pub").read_text(encoding="ascii")
    (home / "known_hosts").write_text(f"[127.0.0.1]:{port} {key}", encoding="ascii")
    (home / "sshd_config").write_text(_CONFIGURATION.format(port=port, home=home), encoding="utf-8")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where sshd parts with its privileges
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([program, "-D", "-e", "-f", home / "sshd_config"], stderr=log)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, (home / "log").read_text(encoding="utf-8")
            time.sleep(0.05)
        yield Host(home, port)
    finally:
        process.terminate()
        process.wait(20)
