# SPDX-License-Identifier: Apache-2.0
"""The policy: who may write, who may approve, from when to when, and how many approvals an advisory needs.

It is ``governance/policy.toml`` as data; nothing here reads a file.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from chetavani.model.vocab import Kind, Severity

_LONGEST = 100
MOST = 9
"""How many approvals an advisory may need at most."""


class Mode(StrEnum):
    """What becomes of findings about approvals: errors, warnings, nothing."""

    ENFORCE = "enforce"
    WARN = "warn"
    OFF = "off"


class Role(StrEnum):
    """In what capacity somebody signs: as who wrote it, or as who approves it."""

    WRITE = "write"
    APPROVE = "approve"


def principal(text: str) -> str:
    """Return a name that can stand in a list of signers and in a file's name. Raises ValueError for any other."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9@_+-]*(\.[a-z0-9@_+-]+)*", text) or len(text) > _LONGEST:
        message = "must be small letters, digits and @ . _ + -, like asha.verma@cell.example"
        raise ValueError(message)
    return text


def _name(text: str) -> str:
    if not text.strip() or not text.isprintable():
        message = "must be a person's name"
        raise ValueError(message)
    return " ".join(text.split())


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(_Section):
    """Somebody who signs under the name ``principal``. Both days belong to the time; a missing one leaves it open.

    Entries of one ``name`` are one person, whatever their principals.
    """

    name: Annotated[str, AfterValidator(_name)]
    principal: Annotated[str, AfterValidator(principal)]
    may: tuple[Role, ...]
    since: date | None = Field(default=None, alias="from")
    until: date | None = None

    @property
    def identity(self) -> str:
        """Return what is the same for all entries of one person."""
        return self.name.casefold()

    def objection(self, role: Role, day: date) -> str:
        """Return why this person may not sign in this role on this day; empty if they may."""
        if role not in self.may:
            return f"may not {role.value}"
        if self.since is not None and day < self.since:
            return f"may do so only from {self.since}"
        if self.until is not None and day > self.until:
            return f"could do so only until {self.until}"
        return ""


class Need(_Section):
    """How many approvals advisories of a kind and severity need; a missing one stands for all."""

    kind: Kind | None = None
    severity: Severity | None = None
    approvals: int = Field(ge=1, le=MOST)


class Policy(_Section):
    """Who may do what. Of ``needs`` the first that fits counts, else ``approvals``."""

    mode: Mode
    approvals: int = Field(default=2, ge=1, le=MOST)
    needs: tuple[Need, ...] = ()
    people: tuple[Person, ...] = ()

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        principals = [person.principal for person in self.people]
        if twice := sorted({one for one in principals if principals.count(one) > 1}):
            message = f"people: {', '.join(twice)} is there twice. Give each entry a principal of its own"
            raise ValueError(message)
        return self

    def needed(self, kind: str, severity: str) -> int:
        """Return how many different people have to approve an advisory of this kind and severity."""
        for need in self.needs:
            if need.kind in {None, kind} and need.severity in {None, severity}:
                return need.approvals
        return self.approvals

    def person(self, principal: str) -> Person | None:
        """Return who signs under this name; None if nobody does."""
        return next((one for one in self.people if one.principal == principal), None)

    def able(self, role: Role, moment: datetime, zone: ZoneInfo) -> list[Person]:
        """Return who may sign in this role at this time, in the order of the file."""
        day = moment.astimezone(zone).date()
        return [one for one in self.people if not one.objection(role, day)]


def policy_of(raw: Mapping[str, Any]) -> Policy:
    """Return the policy that a parsed file says. Raises ValueError that names everything wrong."""
    try:
        return Policy.model_validate(raw)
    except ValidationError as error:
        wrong = [
            f"{'.'.join(str(part) for part in item['loc']) or 'the file'}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors()
        ]
        raise ValueError("; ".join(wrong)) from None
