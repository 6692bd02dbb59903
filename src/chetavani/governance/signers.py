# SPDX-License-Identifier: Apache-2.0
"""The list of signers: OpenSSH's own ``allowed_signers`` file (ssh-keygen(1), ALLOWED SIGNERS), held to one rule.

A line is one key of one person. OpenSSH would also take patterns, several names on one line and certificate
authorities: with them one key could sign as two people, so they are refused. Nothing here reads a file.
"""

import re
from typing import NamedTuple

from chetavani.governance.codes import SIGNERS_FILE, finding
from chetavani.governance.policy import principal
from chetavani.model.finding import Finding

PATH = "governance/allowed_signers"
_KEY = re.compile(r"(?:ssh-|ecdsa-|sk-)\S+ [A-Za-z0-9+/]+=*")
_OPTION = re.compile(r"(?:[a-z-]+(?:=\"[^\"]*\")?)(?:,[a-z-]+(?:=\"[^\"]*\")?)*")


class Signer(NamedTuple):
    """A line: ``key`` is its type and its base64, ``options`` what OpenSSH is told of it, as it stands."""

    number: int
    principal: str
    options: str
    key: str

    @property
    def line(self) -> str:
        """Return the line as OpenSSH reads it."""
        return " ".join(part for part in (self.principal, self.options, self.key) if part)


class Signers(NamedTuple):
    """All lines, and what is wrong with the file."""

    lines: tuple[Signer, ...]
    findings: tuple[Finding, ...]

    def of(self, name: str) -> str:
        """Return the lines of one principal, as a file of signers that has nobody else; empty if there are none."""
        return "".join(f"{one.line}\n" for one in self.lines if one.principal == name)

    def keys(self, name: str) -> list[str]:
        """Return the public keys of one principal."""
        return [one.key for one in self.lines if one.principal == name]


def signers_of(text: str) -> Signers:
    """Return what a file of signers says. A line that is refused signs for nobody."""
    found: list[Signer] = []
    wrong: list[Finding] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            one = _signer(number, line)
            _refuse_shared(one, found)
        except ValueError as error:
            wrong.append(finding(SIGNERS_FILE, PATH, f"{error}.", line=number))
        else:
            found.append(one)
    return Signers(tuple(found), tuple(wrong))


def _signer(number: int, line: str) -> Signer:
    name, _, rest = line.strip().partition(" ")
    try:
        principal(name)
    except ValueError:
        raise ValueError(f"{name!r} is not the principal of one person; it {_reason(name)}") from None
    match = _KEY.search(rest)
    options = rest[: match.start()].strip() if match else ""
    if match is None or (options and not _OPTION.fullmatch(options)):
        raise ValueError("the line is not a principal, options in quotes, and a key")
    if "cert-authority" in options:
        raise ValueError("a certificate authority could sign as anybody")
    return Signer(number, name, options, match.group())


def _reason(name: str) -> str:
    return (
        "could sign as several" if set(name) & set(",*?!") else "has other characters than small letters and @ . _ + -"
    )


def _refuse_shared(one: Signer, others: list[Signer]) -> None:
    for other in others:
        if other.key == one.key and other.principal != one.principal:
            raise ValueError(f"the key is that of {other.principal} too (line {other.number})")
