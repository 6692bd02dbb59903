# SPDX-License-Identifier: Apache-2.0
"""Approving: what an officer signs, and what waits for whom.

Nothing is signed that a build would not count: what was made is judged before it stays.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from chetavani.edition import Approvals, open_approvals
from chetavani.errors import AuthoringError
from chetavani.governance import Judgement, Person, Role
from chetavani.governance.signing import Filing, agents, owner, signature
from chetavani.governance.statement import Statement
from chetavani.model.card import Card
from chetavani.model.finding import Finding, Level

_GUIDE = "docs/operations/approvals.md tells how to begin."


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be signed: which advisory, by whom (empty: whose key it is), in which role, who wrote it.

    ``key`` is the file of a private key; None asks the agent.
    """

    advisory: str
    principal: str
    role: Role
    key: Path | None
    writer: str = ""


class Prepared(NamedTuple):
    """What is about to be signed, by whom, and how all stands before."""

    approvals: Approvals
    statement: Statement
    person: Person
    key: Path | None


class Waiting(NamedTuple):
    """An advisory with the judgement on it, and who may still approve it; nobody if it needs nothing more."""

    card: Card
    judgement: Judgement
    whom: tuple[Person, ...]

    @property
    def is_approved(self) -> bool:
        """Whether nothing keeps it from going out."""
        return not any(one.code != "CH514" and not _is_harmless(one) for one in self.judgement.findings)


def _is_harmless(one: Finding) -> bool:
    return one.code in {"CH505", "CH513"} and one.level is Level.WARNING


def opened(root: Path, now: datetime) -> Approvals:
    """Return how all advisories stand in approval. Raises AuthoringError if nobody is asked for any."""
    approvals = open_approvals(root, now)
    if approvals is None:
        cause = "there is no such file, or its mode is off: nobody is asked for approvals."
        raise AuthoringError(str(root / "governance/policy.toml"), cause, _GUIDE)
    return approvals


def prepare(root: Path, wish: Wish, now: datetime) -> Prepared:
    """Return what ``wish`` asks to sign at ``now``, aware. Raises AuthoringError if it may not be signed."""
    approvals = opened(root, now)
    edition = approvals.edition
    card = edition.library.card(wish.advisory)
    if card is None:
        raise AuthoringError(wish.advisory, "there is no such advisory.", "Check the id.")
    if card.is_draft:
        raise AuthoringError(
            wish.advisory, "is a draft: it needs no approval.", "Give it a number: `chetavani assign-ids`."
        )
    moment = now.astimezone(edition.settings.zone).replace(microsecond=0)
    person = _signer(approvals, wish)
    if objection := person.objection(wish.role, moment.date()):
        raise AuthoringError(person.principal, f"{person.name} {objection}.", "See governance/policy.toml.")
    if wish.writer and approvals.rules.policy.person(wish.writer) is None:
        raise AuthoringError("--writer", f"{wish.writer} is nobody in governance/policy.toml.", "Check the spelling.")
    files = approvals.files(card.id)
    statement = Statement(card.id, card.revision, moment, person.principal, wish.role, files, wish.writer)
    return Prepared(approvals, statement, person, wish.key)


def _signer(approvals: Approvals, wish: Wish) -> Person:
    rules = approvals.rules
    if wish.principal:
        person = rules.policy.person(wish.principal)
        if person is None:
            cause = f"{wish.principal} is nobody in governance/policy.toml."
            raise AuthoringError("--as", cause, f"It has {_listed(rules.policy.people)}.")
        return person
    person = agents(rules) if wish.key is None else owner(rules, wish.key)
    if person is None:
        whose = "the agent's keys are nobody's, or several people's" if wish.key is None else "the key is nobody's"
        cause = f"{whose} by governance/allowed_signers and the policy."
        raise AuthoringError("--as", cause, f"Say who signs: {_listed(rules.policy.people)}.")
    return person


def _listed(people: Iterable[Person]) -> str:
    return ", ".join(one.principal for one in people) or "nobody"


def approve(prepared: Prepared, now: datetime) -> Waiting:
    """Sign, and return how the advisory stands then. Raises if no key signs, or if what was signed would not count.

    In that case everything is as before.
    """
    statement, approvals = prepared.statement, prepared.approvals
    made = signature(statement, approvals.rules.signers.keys(statement.signer), prepared.key)
    filing = Filing(approvals.edition.root, statement, made)
    try:
        after = waiting(approvals, now, [statement.advisory])[0]
        _counted(prepared, after.judgement)
    except BaseException:
        filing.take_back()
        raise
    return after


def _counted(prepared: Prepared, judgement: Judgement) -> None:
    """Raise AuthoringError if what was just signed does not count."""
    statement = prepared.statement
    signed = judgement.approved if statement.role is Role.APPROVE else judgement.wrote
    if prepared.person.principal in {one.principal for one in signed}:
        return
    wrong = next((one for one in judgement.findings if one.path == statement.path), None)
    cause = f"the signature would not count: {wrong.message if wrong else 'the files have changed meanwhile.'}"
    raise AuthoringError(statement.path, cause, wrong.remedy if wrong else "Run the command again.")


def waiting(approvals: Approvals, now: datetime, only: Collection[str] | None = None) -> list[Waiting]:
    """Return every advisory that needs approval with who may still approve it, in the order of the ids.

    ``only`` has the ids of those that are asked for.
    """
    library, rules = approvals.edition.library, approvals.rules
    able = rules.policy.able(Role.APPROVE, now, approvals.edition.settings.zone)
    found = []
    for advisory_id, judgement in sorted(approvals.judged(only).items()):
        card = library.card(advisory_id)
        if card is None:
            continue
        done = {one.identity for one in judgement.approved}
        one = Waiting(card, judgement, tuple(person for person in able if person.identity not in done))
        found.append(one._replace(whom=()) if one.is_approved else one)
    return found
