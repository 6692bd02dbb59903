# SPDX-License-Identifier: Apache-2.0
"""Keys: signing and verifying with OpenSSH's own ``ssh-keygen -Y``, so that agents and hardware keys work.

``ssh-keygen`` reads the times of a list of signers in its own time zone: here that is always UTC.
"""

import os
import subprocess
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from chetavani.errors import ConfigError, SigningError
from chetavani.governance.rules import Verdict
from chetavani.governance.statement import NAMESPACE

_PROGRAM = "ssh-keygen"
_PATIENCE = 60  # seconds for a verification
_SAID = (
    ("incorrect signature", Verdict.ALTERED),
    ("namespace does not match", Verdict.OTHER_PURPOSE),
    ("not permitted for use in signature namespace", Verdict.OTHER_PURPOSE),
    ("key has expired", Verdict.EXPIRED),
    ("key is not yet valid", Verdict.EARLY),
    ("parse signature", Verdict.NO_SIGNATURE),
    ("sshsig_armor", Verdict.NO_SIGNATURE),
)


class Task(NamedTuple):
    """A signature to be verified: of ``message``, by ``principal``, at a time. ``signers`` is the list of keys.

    ``revoked`` is a list of revoked keys, empty for none. ``key`` stands for all of it.
    """

    key: str
    principal: str
    signed: datetime
    message: bytes
    signature: bytes
    signers: str
    revoked: str = ""


def verify(tasks: Sequence[Task]) -> list[tuple[str, Verdict]]:
    """Return the key of each task with what ``ssh-keygen`` says. Raises ConfigError if there is no such program."""
    with TemporaryDirectory(prefix="chetavani-keys-") as folder:
        return [(task.key, _verified(task, Path(folder))) for task in tasks]


def _verified(task: Task, folder: Path) -> Verdict:
    if not task.signers:
        return Verdict.UNKNOWN_KEY
    for name, content in (("signers", task.signers.encode()), ("signature", task.signature)):
        (folder / name).write_bytes(content)
    verdict = _asked(task, folder)
    if verdict is Verdict.GOOD and task.revoked:
        (folder / "revoked").write_text(task.revoked, encoding="utf-8")
        return verdict if _asked(task, folder, "-r", str(folder / "revoked")) is Verdict.GOOD else Verdict.REVOKED
    return verdict


def _asked(task: Task, folder: Path, *more: str) -> Verdict:
    at = task.signed.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    command = [
        "-Y", "verify", "-f", str(folder / "signers"), "-I", task.principal, "-n", NAMESPACE,
        "-s", str(folder / "signature"), "-O", f"verify-time={at}", *more,
    ]  # fmt: skip
    done = _run(command, task.message)
    if done.returncode == 0:
        return Verdict.GOOD
    said = done.stderr.decode(errors="replace")
    return next((verdict for words, verdict in _SAID if words in said), Verdict.UNKNOWN_KEY)


def sign(message: Path, key: Path) -> None:
    """Write the signature of a file beside it, as ``FILE.sig``. Raises SigningError.

    The key is a private key's file, or a public key's: then the private one is asked of the agent. What the key needs,
    a passphrase or a touch, ``ssh-keygen`` asks for on the terminal.
    """
    done = _run(["-Y", "sign", "-n", NAMESPACE, "-f", str(key), str(message)], None)
    if done.returncode:
        remedy = "See what ssh-keygen says above; name a key with --key, or load it into ssh-agent."
        raise SigningError(str(key), "this key did not sign.", remedy)


def agent_keys() -> Iterator[str]:
    """Yield type and base64 of each key that the agent has; none if there is no agent."""
    try:
        done = subprocess.run(["ssh-add", "-L"], capture_output=True, check=False, timeout=_PATIENCE)  # noqa: S607
    except (OSError, subprocess.TimeoutExpired):
        return
    if done.returncode == 0:
        yield from (" ".join(line.split()[:2]) for line in done.stdout.decode(errors="replace").splitlines())


def public_key(key: Path) -> str:
    """Return type and base64 of the public key that belongs to a file; empty if there is none beside it."""
    place = key if key.suffix == ".pub" else key.with_name(f"{key.name}.pub")
    try:
        return " ".join(place.read_text(encoding="utf-8").split()[:2])
    except (OSError, UnicodeDecodeError):
        return ""


def _run(options: Sequence[str], message: bytes | None) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C"}
    heard = None if message is None else subprocess.PIPE  # who signs is asked, and told, on the terminal
    try:
        return subprocess.run(  # noqa: S603 - our own command
            [_PROGRAM, *options], input=message, stdout=subprocess.DEVNULL, stderr=heard, check=False, env=environment,
            timeout=None if message is None else _PATIENCE,
        )  # fmt: skip
    except FileNotFoundError:
        raise ConfigError(
            _PROGRAM, "is not installed.", "Install OpenSSH, 8.9 or newer: approvals are its work."
        ) from None
    except subprocess.TimeoutExpired:
        raise ConfigError(_PROGRAM, f"did not end within {_PATIENCE} seconds.", "Run it again.") from None
