# SPDX-License-Identifier: Apache-2.0
"""Hearings: the papers of advisories are read, their signatures verified over several processes, and judged."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from chetavani.governance import codes
from chetavani.governance.codes import finding
from chetavani.governance.files import SIGNATURE, Governance, Marks, Named, named, read
from chetavani.governance.keys import Task, verify
from chetavani.governance.rules import Court, Judgement, Paper, Subject, Verdict
from chetavani.governance.statement import FOLDER, Statement, parse
from chetavani.model.card import Card, instant
from chetavani.model.finding import Finding
from chetavani.workers import spread

_READING = b"1"  # how verdicts are read: another number makes every signature be verified again
_CHUNK = 50  # signatures for one task of a worker
Sources = Callable[[str], Mapping[str, str]]
"""Returns the files of an advisory, by its id: their SHA-256 (hex) by path. Empty if there are none."""


class Case(NamedTuple):
    """An advisory to be judged, the files that its folder of approvals has, and the verdicts that are known of them."""

    card: Card
    marks: Marks
    verdicts: Mapping[str, str] = {}


class Heard(NamedTuple):
    """What a hearing came to. ``latest`` is the newest time of signing among the papers, ``verdicts`` are all used."""

    case: Case
    judgement: Judgement
    latest: int
    verdicts: dict[str, str]


class _Read(NamedTuple):
    """A paper as it was read, and what is to be asked of ``ssh-keygen``; None if nothing is."""

    paper: Paper
    task: Task | None


@dataclass(frozen=True, slots=True)
class Bench:
    """Where hearings are held: the repository, what rules it, by what is judged, where files come from."""

    root: Path
    governance: Governance
    court: Court
    sources: Sources

    def hear(self, cases: Sequence[Case], jobs: int) -> Iterator[Heard]:
        """Judge each of the cases. Raises ConfigError if signatures cannot be verified at all."""
        read = [(case, self._read(case)) for case in cases]
        known = {key: Verdict(value) for case in cases for key, value in case.verdicts.items()}
        open_tasks = {one.task.key: one.task for _, papers in read for one in papers if one.task is not None}
        tasks = [task for key, task in open_tasks.items() if key not in known]
        chunks = [tasks[start : start + _CHUNK] for start in range(0, len(tasks), _CHUNK)]
        for verdicts in spread(verify, chunks, jobs):
            known |= dict(verdicts)
        for case, papers in read:
            yield self._heard(case, papers, known)

    def _read(self, case: Case) -> list[_Read]:
        ours = [one for name in case.marks if (one := named(name)) and one.revision == case.card.revision]
        return [self._paper(case.card.id, one) for one in sorted(ours, key=lambda one: one.principal)]

    def _paper(self, advisory_id: str, name: Named) -> _Read:
        path = f"{FOLDER}/{advisory_id}/{name.name}"
        content = read(self.root / path)
        if content is None:
            return _Read(Paper(path, name.principal, trouble="it is no file that can be read"), None)
        try:
            statement = parse(content)
        except ValueError as error:
            return _Read(Paper(path, name.principal, trouble=str(error)), None)
        signature = read(self.root / f"{path}{SIGNATURE}")
        task = None if signature is None else self._task(statement, content, signature)
        return _Read(Paper(path, name.principal, statement), task)

    def _task(self, statement: Statement, content: bytes, signature: bytes) -> Task:
        signers, revoked = self.governance.signers.of(statement.signer), self.governance.revoked
        digest = hashlib.sha256()
        for part in (_READING, signers.encode(), revoked.encode(), content, signature):
            digest.update(b"%d:" % len(part))
            digest.update(part)
        return Task(digest.hexdigest(), statement.signer, statement.signed, content, signature, signers, revoked)

    def _heard(self, case: Case, read: Sequence[_Read], known: Mapping[str, Verdict]) -> Heard:
        keys = {one.task.key for one in read if one.task is not None}
        papers = [one.paper if one.task is None else one.paper._replace(verdict=known[one.task.key]) for one in read]
        files = self.sources(case.card.id)
        original = next((path for path in sorted(files) if path.endswith(f"/{case.card.id}.md")), FOLDER)
        newest = max((one.revision for name in case.marks if (one := named(name))), default=0)
        judgement = self.court.judge(Subject(case.card, files, original), papers, newest)
        odd = self.court.at_level(_odd(case.card.id, case.marks))
        judgement = judgement._replace(findings=tuple(sorted({*judgement.findings, *odd})))
        latest = max((instant(paper.statement.signed) for paper in papers if paper.statement), default=0)
        return Heard(case, judgement, latest, {key: known[key].value for key in sorted(keys)})


def _odd(folder: str, marks: Marks) -> Iterator[Finding]:
    """Yield a finding for each file that is neither a statement nor the signature of one."""
    for name in marks:
        statement = name.removesuffix(SIGNATURE)
        if named(statement) is None:
            yield stray(f"{folder}/{name}", "is neither a statement nor a signature.")
        elif statement not in marks:
            yield stray(f"{folder}/{name}", "is the signature of nothing: its statement is not there.")


def stray(name: str, message: str) -> Finding:
    """Return a finding about something in ``approvals/`` that is no approval."""
    return finding(codes.STRAY, f"{FOLDER}/{name}", message)


def lost(there: Iterable[str], known: Iterable[str]) -> Iterator[Finding]:
    """Yield a finding for each folder of approvals that belongs to no advisory."""
    for name in sorted(set(there).difference(known)):
        yield stray(name, "belongs to no advisory." if name else "has a file that belongs into the folder of an id.")
