# SPDX-License-Identifier: Apache-2.0
"""Judging: whether the people who have to approve an advisory have approved it as it is now.

Everything comes in as data: the advisory's files by their digests, the statements, and what ``ssh-keygen`` says of
each signature. The same data give the same findings.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from chetavani.governance import codes
from chetavani.governance.codes import finding
from chetavani.governance.policy import Mode, Person, Policy, Role
from chetavani.governance.statement import Statement
from chetavani.model.card import TOLERANCE, Card, instant, moment
from chetavani.model.finding import Finding, Level, Rule


class Verdict(StrEnum):
    """What ``ssh-keygen`` says of a signature."""

    GOOD = "good"
    ALTERED = "altered"
    OTHER_PURPOSE = "other-purpose"
    UNKNOWN_KEY = "unknown-key"
    EXPIRED = "expired"
    EARLY = "early"
    REVOKED = "revoked"
    NO_SIGNATURE = "no-signature"


class Paper(NamedTuple):
    """What there is of one person for a revision: the file and, if it can be read, its statement and verdict.

    ``trouble`` says why it cannot be read; empty if it can.
    """

    path: str
    principal: str
    statement: Statement | None = None
    verdict: Verdict = Verdict.NO_SIGNATURE
    trouble: str = ""


class Subject(NamedTuple):
    """An advisory to be judged: its card, its files (SHA-256 in hex by path), and the path of its original."""

    card: Card
    files: Mapping[str, str]
    path: str


class Judgement(NamedTuple):
    """Who has approved and who has written an advisory, how many have to approve, and what is wrong."""

    approved: tuple[Person, ...]
    wrote: tuple[Person, ...]
    needed: int
    findings: tuple[Finding, ...]


_SIGNATURES: dict[Verdict, tuple[Rule, str]] = {
    Verdict.ALTERED: (codes.BAD_SIGNATURE, "the statement is not what {who} signed: it was changed afterwards"),
    Verdict.OTHER_PURPOSE: (codes.OTHER_PURPOSE, "{who} made this signature for something else than an approval"),
    Verdict.UNKNOWN_KEY: (codes.UNKNOWN_SIGNER, "the key that signed is none of {who}"),
    Verdict.EXPIRED: (codes.KEY_NOT_VALID, "the key of {who} had expired when it signed, on {day}"),
    Verdict.EARLY: (codes.KEY_NOT_VALID, "the key of {who} was not yet valid when it signed, on {day}"),
    Verdict.REVOKED: (codes.KEY_NOT_VALID, "the key of {who} has been revoked: nothing that it has signed counts"),
    Verdict.NO_SIGNATURE: (codes.UNREADABLE, "there is no signature of {who} beside it that can be read"),
}  # fmt: skip


class Vote(NamedTuple):
    """A statement that counts, and whose it is."""

    person: Person
    statement: Statement


class Court(NamedTuple):
    """By what approvals are judged: the policy, the zone in which its days are, the instant as of which."""

    policy: Policy
    zone: ZoneInfo
    at: int

    def judge(self, subject: Subject, papers: Sequence[Paper], newest: int = 0) -> Judgement:
        """Judge an advisory by the papers for its revision. ``newest`` is the newest revision with any paper."""
        wrong: list[Finding] = []
        votes: list[Vote] = []
        for paper in papers:
            person = self.policy.person(paper.principal)
            objection = self._objection(subject, paper) or _repeated(paper, person, votes)
            if objection is not None:
                wrong.append(objection)
            elif paper.statement is not None and person is not None:
                votes.append(Vote(person, paper.statement))
        approved, wrote = _people(votes, Role.APPROVE), self._writers(votes)
        needed = self.policy.needed(subject.card.kind, subject.card.severity)
        lack = _lack(subject, approved, wrote, _people(votes), needed)
        # if enough have approved it as it is, what somebody approved before does no harm
        wrong = [*wrong, lack] if lack is not None else [_eased(one) for one in wrong]
        if newest > subject.card.revision:
            wrong.append(_older(subject, newest))
        return Judgement(tuple(approved.values()), tuple(wrote.values()), needed, self.at_level(wrong))

    def at_level(self, found: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return findings as bad as the mode makes them, sorted."""
        if self.policy.mode is Mode.OFF:
            return ()
        warn = self.policy.mode is Mode.WARN
        return tuple(sorted(one._replace(level=Level.WARNING) if warn else one for one in found))

    def _writers(self, votes: Iterable[Vote]) -> dict[str, Person]:
        """Return who wrote it: who signs as that, and whom others name."""
        named = (self.policy.person(vote.statement.writer) for vote in votes)
        return _people(votes, Role.WRITE) | {one.identity: one for one in named if one is not None}

    def _objection(self, subject: Subject, paper: Paper) -> Finding | None:
        """Return why a paper does not count by itself; None if it does."""
        statement = paper.statement
        if statement is None:
            return finding(codes.UNREADABLE, paper.path, f"is no statement of an approval: {paper.trouble}.")
        if statement.path != paper.path:
            of = f"{statement.advisory}, revision {statement.revision}, by {statement.signer}"
            return finding(codes.OF_ANOTHER, paper.path, f"is the approval of {of}, and was put here.")
        person = self.policy.person(statement.signer)
        if person is None:
            return finding(codes.UNKNOWN_SIGNER, paper.path, f"{statement.signer} is nobody in governance/policy.toml.")
        day = statement.signed.astimezone(self.zone).date()
        if paper.verdict is not Verdict.GOOD:
            rule, message = _SIGNATURES[paper.verdict]
            return finding(rule, paper.path, message.format(who=person.name, day=day) + ".")
        if objection := person.objection(statement.role, day):
            return finding(codes.NOT_ALLOWED, paper.path, f"{person.name} {objection}, and signed on {day}.")
        return self._out_of_time(subject, vote := Vote(person, statement), day) or _changed(subject, vote, day)

    def _out_of_time(self, subject: Subject, vote: Vote, day: date) -> Finding | None:
        signed = moment(instant(vote.statement.signed))
        if signed < moment(subject.card.updated) - TOLERANCE:
            message = f"{vote.person.name} signed on {day}, when this revision was not there yet."
            return finding(codes.SIGNING_TIME, vote.statement.path, message)
        if signed > moment(self.at) + TOLERANCE:
            message = f"{vote.person.name} signed on {day}, later than the time as of which this is judged."
            remedy = "Judge it as of a later time, as `--as-of now` does; if it is not signed yet, set the clock right."
            return finding(codes.SIGNING_TIME, vote.statement.path, message, remedy)
        return None


def _people(votes: Iterable[Vote], role: Role | None = None) -> dict[str, Person]:
    """Return who has signed (in this role), each person once."""
    return {vote.person.identity: vote.person for vote in votes if role in {None, vote.statement.role}}


def _repeated(paper: Paper, person: Person | None, votes: Iterable[Vote]) -> Finding | None:
    """Return a finding if the same person has signed in the same role under another name."""
    statement = paper.statement
    for vote in votes:
        same = person is not None and vote.person.identity == person.identity
        if same and statement is not None and vote.statement.role is statement.role:
            message = f"{vote.person.name} has signed as {vote.statement.signer} too: that counts once."
            return finding(codes.COUNTED_ONCE, paper.path, message)
    return None


def _changed(subject: Subject, vote: Vote, day: date) -> Finding | None:
    """Return a finding if what was signed is not what there is, with the first file that differs."""
    before, now = vote.statement.files, subject.files
    differing = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
    if not differing:
        return None
    told = ", ".join(f"{path.rpartition('/')[2]} {_how(path, before, now)}" for path in differing)
    place = next((path for path in differing if path in now), vote.statement.path)
    verb = "approval" if vote.statement.role is Role.APPROVE else "signing"
    return finding(codes.CHANGED, place, f"changed after {verb} by {vote.person.name} on {day}: {told}.")


def _how(path: str, before: Mapping[str, str], now: Mapping[str, str]) -> str:
    if path not in now:
        return "is gone"
    return "differs" if path in before else "is new"


def _lack(
    subject: Subject,
    approved: Mapping[str, Person],
    wrote: Mapping[str, Person],
    signed: Mapping[str, Person],
    needed: int,
) -> Finding | None:
    """Return what keeps the approvals that count from being enough; None if they are."""
    names = _names(approved.values())
    state = f"revision {subject.card.revision} of {subject.card.id}"
    if len(approved) < needed:
        by = "one person" if needed == 1 else f"{needed} people"
        has = {0: "nobody has", 1: f"only {names} has"}.get(len(approved), f"only {names} have")
        return finding(codes.MISSING, subject.path, f"{state} needs approval by {by}, and {has} approved it as it is.")
    if not approved.keys() - wrote.keys():
        return finding(codes.ONE_PERSON, subject.path, f"{state} is approved by {names} alone, who wrote it.")
    if len(signed) < 2:  # noqa: PLR2004 - four eyes
        message = f"{state} is approved by {names} alone, and nobody else has signed that it is theirs."
        remedy = f"Let its writer sign too: `chetavani approve {subject.card.id} --role write`."
        return finding(codes.ONE_PERSON, subject.path, message, remedy)
    return None


def _names(people: Iterable[Person]) -> str:
    return " and ".join(person.name for person in people)


def _eased(one: Finding) -> Finding:
    return one._replace(level=Level.WARNING) if one.code in {codes.CHANGED.code, codes.COUNTED_ONCE.code} else one


def _older(subject: Subject, newest: int) -> Finding:
    message = (
        f"is at revision {subject.card.revision}, but revision {newest} has approvals: an older text was put back."
    )
    return finding(codes.OLDER_TEXT, subject.path, message)
