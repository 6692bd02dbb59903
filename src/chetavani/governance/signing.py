# SPDX-License-Identifier: Apache-2.0
"""Signing: a statement is made, signed with somebody's key, and written where builds look for it."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from chetavani.errors import SigningError, WriteError
from chetavani.governance.files import SIGNATURE, Governance
from chetavani.governance.keys import agent_keys, public_key, sign
from chetavani.governance.policy import Person
from chetavani.governance.statement import Statement


def owner(governance: Governance, key: Path) -> Person | None:
    """Return whose key this is by the list of signers; None if it is nobody's, or its public part is not there."""
    public = public_key(key)
    found = (one.principal for one in governance.signers.lines if one.key == public)
    return next((person for name in found if (person := governance.policy.person(name)) is not None), None)


def agents(governance: Governance) -> Person | None:
    """Return whose keys the agent has; None if they are nobody's, or several people's."""
    there = set(agent_keys())
    people = (governance.policy.person(one.principal) for one in governance.signers.lines if one.key in there)
    found = {one.principal: one for one in people if one is not None}
    return next(iter(found.values())) if len(found) == 1 else None


def signature(statement: Statement, keys: Sequence[str], key: Path | None) -> bytes:
    """Return the armored signature of a statement's text, by the private key in a file or one that the agent has.

    ``keys`` are the public keys of the signer, of which the agent's is taken. Raises SigningError.
    """
    with TemporaryDirectory(prefix="chetavani-sign-") as folder:
        text = Path(folder, "statement.txt")
        text.write_bytes(statement.text().encode())
        if key is None:
            key = Path(folder, "signer.pub")
            key.write_text(f"{_of_agent(statement.signer, keys)}\n", encoding="ascii")
        sign(text, key)
        return text.with_name(f"{text.name}{SIGNATURE}").read_bytes()


def _of_agent(signer: str, keys: Sequence[str]) -> str:
    there = set(agent_keys())
    for one in keys:
        if one in there:
            return one
    cause = (
        f"has no key of {signer} that is in governance/allowed_signers." if there else "has no keys, or does not run."
    )
    raise SigningError("ssh-agent", cause, "Load the key with `ssh-add`, or name its file with --key.")


class Filing:
    """A statement and its signature put in place; ``take_back`` restores what was there before."""

    def __init__(self, root: Path, statement: Statement, made: bytes) -> None:
        self._contents = {root / statement.path: statement.text().encode(), root / f"{statement.path}{SIGNATURE}": made}
        self._before = {path: path.read_bytes() if path.is_file() else None for path in self._contents}
        for path, content in self._contents.items():
            _write(path, content)

    def take_back(self) -> None:
        """Restore what was there before."""
        for path, content in self._before.items():
            if content is not None:
                _write(path, content)
            else:
                path.unlink(missing_ok=True)
                with suppress(OSError):  # others' approvals are there
                    path.parent.rmdir()
                    path.parent.parent.rmdir()


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise WriteError(str(path), f"cannot be written: {error.strerror}.", "Make the folder writable.") from None
