# SPDX-License-Identifier: Apache-2.0
"""A cell with people, real keys and a small repository, in which approvals are made and broken."""

import hashlib
import subprocess
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.builders import AS_OF, fields, repository, source, translation

from chetavani.edition import open_edition
from chetavani.governance.policy import Role
from chetavani.governance.signing import Filing, signature
from chetavani.governance.statement import Statement
from chetavani.model.finding import Finding

ID = "MPC-2026-0001"
ORIGINAL, HINDI, SHEET = (f"advisories/2026/{ID}{end}" for end in (".md", ".hi.md", ".indicators.csv"))
ROWS = "type,value,role,last_seen\nphone,+447700900101,caller,2026-03-01\n"
NAMES = {"asha": "Asha Verma", "ravi": "Ravi Joshi", "meena": "Meena Rao", "asha-2": "Asha Verma", "former": "Dev Sen"}
REVISION = {"date": "2026-04-10T10:00:00+05:30", "summary": "A number was added."}
SIGNED = datetime.fromisoformat("2026-04-10T12:00:00+05:30")


def make_keys(folder: Path) -> Path:
    """Make a key for each of the people, of both common kinds, and one that nobody knows."""
    for number, name in enumerate([*NAMES, "stranger"]):
        kind = ("ed25519", "ecdsa")[number % 2]
        command = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "", "-f", str(folder / name)]
        subprocess.run(command, check=True)
    return folder


class Cell:
    """A repository of one advisory at revision 2, with a translation and a sheet, in a cell that approves."""

    def __init__(self, home: Path, keys: Path) -> None:
        self.keys = keys
        self.told: dict[str, Any] = {"revisions": [REVISION], "indicators": []}
        self.root = repository(home / "tree", {}, documents=False)
        self.put(ORIGINAL, source(1, **self.told))
        self.put(HINDI, translation(1, translates=2))
        self.put(SHEET, ROWS)
        self.rule()
        self.sign_for(*NAMES)

    def put(self, name: str, text: str) -> None:
        """Write a file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def text(self, name: str) -> str:
        """Return a file."""
        return (self.root / name).read_text(encoding="utf-8")

    def rule(self, mode: str = "enforce", more: str = "", **days: str) -> None:
        """Write the policy; ``days`` has lines of a person by the principal."""
        people = [
            f'[[people]]\nname = "{name}"\nprincipal = "{one}"\nmay = ["write", "approve"]\n{days.get(one, "")}\n'
            for one, name in NAMES.items()
        ]
        self.put("governance/policy.toml", "\n".join([f'mode = "{mode}"', more, *people]))

    def sign_for(self, *names: str, **options: str) -> None:
        """Write the list of signers; ``options`` has those of a person's line by the principal."""
        lines = []
        for name in names:
            option = options.get(name, 'namespaces="chetavani-approval"')
            lines.append(f"{name} {option} {(self.keys / f'{name}.pub').read_text('utf-8').strip()}\n")
        self.put("governance/allowed_signers", "".join(lines))

    def files(self) -> dict[str, str]:
        """Return the SHA-256 of each file of the advisory."""
        there = [path for path in (ORIGINAL, HINDI, SHEET) if (self.root / path).exists()]
        return {path: hashlib.sha256((self.root / path).read_bytes()).hexdigest() for path in there}

    def statement(self, who: str, role: str = "approve", **changes: Any) -> Statement:  # noqa: ANN401
        """Return what somebody would sign now."""
        return Statement(ID, 2, SIGNED, who, Role(role), self.files())._replace(**changes)

    def sign(self, who: str, role: str = "approve", *, key: str = "", **changes: Any) -> Statement:  # noqa: ANN401
        """Let somebody sign, with their own key or another one; return what was signed."""
        statement = self.statement(who, role, **changes)
        Filing(self.root, statement, signature(statement, (), self.keys / (key or who)))
        return statement

    def approve(self, *people: str) -> None:
        """Let several people approve."""
        for one in people:
            self.sign(one)

    def findings(self, as_of: datetime = AS_OF) -> list[Finding]:
        """Return what is wrong with approvals."""
        return approvals(open_edition(self.root, as_of, jobs=1).findings)

    def codes(self, as_of: datetime = AS_OF) -> list[str]:
        """Return the codes of what is wrong with approvals, the worst first."""
        return [one.code for one in sorted(self.findings(as_of), key=lambda one: (one.level.value, one.code))]


def approvals(found: Iterable[Finding]) -> list[Finding]:
    """Return those of findings that are about approvals."""
    return [one for one in found if one.code.startswith("CH5")]


__all__ = ["HINDI", "ID", "ORIGINAL", "SHEET", "SIGNED", "Cell", "approvals", "fields", "make_keys"]
