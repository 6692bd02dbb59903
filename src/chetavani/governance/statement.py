# SPDX-License-Identifier: Apache-2.0
"""The statement: the short text that is signed, and says exactly what is approved, by whom, when.

One state of an advisory has one statement for each who signs it: UTF-8, lines that end in a line feed, in a fixed
order. The lines of files are those of ``sha256sum``, so that anybody can check them. What differs from what we write
by a single byte is refused.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from chetavani.governance.policy import Role, principal
from chetavani.model.ids import parse_id

NAMESPACE = "chetavani-approval"
"""What the signature is for: one that was made for anything else does not count (PROTOCOL.sshsig, OpenSSH)."""
FOLDER = "approvals"
MOST_BYTES = 64 * 1024
_FIRST = "chetavani approval 1"
_FILE = re.compile(r"([0-9a-f]{64})  (\S[^\n\x00-\x1f]*)")
_YEARS = range(2000, 3000)  # times that every program takes
_FIELDS = ("advisory", "revision", "signed", "signer", "role", "writer")


class Statement(NamedTuple):
    """What somebody signs: these ``files`` (SHA-256 in hex by path) are this revision of this advisory.

    ``signed`` is aware; ``writer`` is the principal of who wrote it, empty if nobody says.
    """

    advisory: str
    revision: int
    signed: datetime
    signer: str
    role: Role
    files: Mapping[str, str]
    writer: str = ""

    @property
    def path(self) -> str:
        """Return where it belongs in the repository; its signature is beside it."""
        return f"{FOLDER}/{self.advisory}/{self.revision}.{self.signer}.txt"

    def text(self) -> str:
        """Return the text that is signed."""
        told = (
            self.advisory, str(self.revision), self.signed.isoformat(timespec="seconds"), self.signer, self.role.value,
            self.writer,
        )  # fmt: skip
        lines = [f"{name}: {value}" for name, value in zip(_FIELDS, told, strict=True) if value]
        files = [f"{digest}  {path}" for path, digest in sorted(self.files.items())]
        return "\n".join([_FIRST, *lines, "files:", *files, ""])


def parse(content: bytes) -> Statement:
    """Return the statement that a file holds. Raises ValueError, which says what is wrong, for any other text."""
    try:
        head, found, tail = content.decode().partition("\nfiles:\n")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    first, *lines = head.split("\n")
    if first != _FIRST or not found:
        raise ValueError(f"it does not begin with `{_FIRST}`, or names no files")
    told = dict(line.partition(": ")[::2] for line in lines)
    matches = [match for line in tail.splitlines() if (match := _FILE.fullmatch(line))]
    files = {match.group(2): match.group(1) for match in matches}
    try:
        made = Statement(
            told["advisory"], int(told["revision"]), datetime.fromisoformat(told["signed"]), principal(told["signer"]),
            Role(told["role"]), files, principal(told["writer"]) if "writer" in told else "",
        )  # fmt: skip
    except (KeyError, ValueError) as error:
        raise ValueError(f"a field is missing or wrong: {error}") from None
    if parse_id(made.advisory) is None or made.signed.tzinfo is None or made.signed.year not in _YEARS or not files:
        raise ValueError("its id, its time or its files are none")
    if made.text().encode() != content:
        raise ValueError("it is written otherwise than `chetavani approve` writes it")
    return made
