# SPDX-License-Identifier: Apache-2.0
"""Authoring: new drafts, and their numbers when they are published.

Besides this, only ``clearing`` writes into ``advisories/``.
"""

import hashlib
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq

from chetavani.edition import Edition
from chetavani.errors import AuthoringError
from chetavani.loaders.advisory import Source
from chetavani.loaders.library import load_library
from chetavani.loaders.tree import FOLDER
from chetavani.model.card import moment as moment_of
from chetavani.model.ids import MAX_SLUG, AdvisoryId, parse_id
from chetavani.model.text import nfc
from chetavani.model.vocab import Kind, Severity

DRAFTS = "drafts"
GUARD = ".id-guard"
_GUARD_TEXT = """\
# Written by `chetavani assign-ids`. Two branches that assign numbers at the same time conflict in this file.
# Resolve it by taking the other branch's advisories, making yours drafts again, and running the command once more.
"""
_CARD = {
    "en": {
        "title": "[[Before a payment, apps show this: at most 60 characters.]]",
        "message": "[[What is happening, and what to do or never to do, in at most 200 characters.]]",
    },
    "hi": {
        "title": "[[भुगतान से पहले ऐप यह दिखाते हैं: 60 अक्षर तक]]",
        "message": "[[क्या हो रहा है, और क्या करें या कभी न करें: 200 अक्षर तक।]]",
    },
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What an author says of a new advisory."""

    kind: Kind
    title: str
    summary: str = "[[What happens and what to do, in at most 280 characters.]]"
    severity: Severity = Severity.MEDIUM
    fraud_types: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One draft and the id it gets, with the files that move."""

    draft: str
    assigned: str
    moves: tuple[tuple[Path, Path], ...] = field(default=())


def slug(title: str) -> str:
    """Return the words of ``title`` as a draft's slug: ASCII, lower case, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:MAX_SLUG].strip("-") or "untitled"


def _front_matter(draft: Draft, draft_id: str, deadline: str, language: str, indicators: str) -> str:
    """Return the fields of a draft; ``indicators`` is the comment that shows those of an indicator."""
    fields: dict[str, object] = {
        "id": draft_id,
        "kind": draft.kind.value,
        "title": draft.title,
        "summary": draft.summary,
        **_card(draft, language),
        "status": "draft",
        "severity": draft.severity.value,
    }
    upgrade = draft.kind is Kind.SOFTWARE_UPGRADE
    if not upgrade:
        fields["fraud_types"] = _row(draft.fraud_types)
    fields["sectors"] = _row(draft.sectors or ("public",))
    action = {"who": _row(draft.sectors or ("payment",)), "what": "patch" if upgrade else "inform-users"}
    fields["actions"] = [action | {"by": deadline, "text": "[[What they are asked to do.]]"}]
    if upgrade:
        software = {"vendor": "[[Vendor]]", "product": "[[Product]]", "affected": "< 1.2.3", "fixed": "1.2.3"}
        fields["software"] = [software | {"cve": _row(()), "cwe": _row(())}]
    fields["references"] = [{"title": "National Cyber Crime Reporting Portal", "url": "https://cybercrime.gov.in/"}]
    return _dump(fields) if upgrade else _dump(fields).replace("references:\n", f"{indicators}references:\n", 1)


def _card(draft: Draft, language: str) -> dict[str, object]:
    """Return the frame of what apps show; of software there is seldom anything to show before a payment."""
    return {} if draft.kind is Kind.SOFTWARE_UPGRADE else {"card": dict(_CARD[language])}


def _row(words: Sequence[str]) -> CommentedSeq:
    """Return a list that is written in one line: [a, b]."""
    row = CommentedSeq(words)
    row.fa.set_flow_style()
    return row


def _dump(fields: dict[str, object]) -> str:
    return f"---\n{front_matter_lines(fields)}---\n"


def front_matter_lines(fields: Mapping[str, object]) -> str:
    """Return the lines of front matter that say ``fields``, as our advisories are written."""
    yaml = YAML()
    yaml.representer.ignore_aliases = lambda *_: True  # what is said twice is written twice
    yaml.default_flow_style = False
    yaml.width = 4096
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(fields, out)
    return out.getvalue()


def write_draft(edition: Edition, templates: Sequence[Path], draft: Draft, deadline: datetime) -> list[Path]:
    """Write a draft and the frame of its translations; return the files. Raises AuthoringError if one is there."""
    draft_id = f"{edition.settings.publisher.prefix}-0000-0000-{slug(draft.title)}"
    folder = edition.root / FOLDER / DRAFTS
    original, *others = edition.settings.languages
    wanted = [language for language in others if language in draft.languages]
    indicators = _template(templates, "indicators.yaml")
    head = _front_matter(draft, draft_id, deadline.isoformat(timespec="seconds"), original, indicators)
    files = {folder / f"{draft_id}.md": head + _body(templates, draft.kind, original)}
    for language in wanted:
        frame = _dump({"translates": 1, "title": draft.title, "summary": draft.summary, **_card(draft, language)})
        files[folder / f"{draft_id}.{language}.md"] = frame + _body(templates, draft.kind, language)
    if taken := [path for path in files if path.exists()]:
        raise AuthoringError(str(taken[0]), "is there already.", "Give the advisory another title, or edit that file.")
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        path.write_text(nfc(text), encoding="utf-8")
    return list(files)


def _body(templates: Sequence[Path], kind: Kind, language: str) -> str:
    return _template(templates, f"{kind.value}.{language}.md")


def _template(templates: Sequence[Path], file: str) -> str:
    name = f"new/{file}"
    found = next((root / name for root in templates if (root / name).is_file()), None)
    if found is None:
        raise AuthoringError(f"templates/{name}", "there is no such template.", "Add it.")
    return found.read_text(encoding="utf-8")


def plan_assignments(edition: Edition, drafts: Sequence[str], moment: datetime) -> list[Assignment]:
    """Return which id each draft gets, in the order of their ids; all drafts if ``drafts`` is empty.

    Raises AuthoringError if one is not there, or if the content has errors that would make the numbers unsafe.
    """
    waiting = sorted(card for card in edition.library.cards.values() if card.is_draft)
    known = {card.id for card in waiting}
    if missing := [draft for draft in drafts if draft not in known]:
        raise AuthoringError(missing[0], "is no draft here.", f"Drafts: {', '.join(sorted(known)) or 'none'}.")
    chosen = [card for card in waiting if not drafts or card.id in drafts]
    highest: dict[int, int] = {}
    for advisory_id in edition.library.cards:
        parts = parse_id(advisory_id)
        if parts is not None:
            highest[parts.year] = max(highest.get(parts.year, 0), parts.number)
    result = []
    for card in chosen:
        published = moment_of(card.published) if card.published is not None else moment
        year = published.astimezone(edition.settings.zone).year
        highest[year] = highest.get(year, 0) + 1
        assigned = str(AdvisoryId(edition.settings.publisher.prefix, year, highest[year]))
        result.append(Assignment(card.id, assigned, tuple(_moves(edition.root, card.id, assigned, year))))
    return result


def _moves(root: Path, draft: str, assigned: str, year: int) -> list[tuple[Path, Path]]:
    folder = root / FOLDER
    found = sorted(folder.rglob(f"{draft}.*"))
    return [(path, folder / str(year) / path.name.replace(draft, assigned, 1)) for path in found]


def assign(edition: Edition, assignments: Sequence[Assignment], moment: datetime) -> None:
    """Give the drafts their numbers: fields, file names, every mention in other advisories, and the guard.

    ``moment`` (aware) becomes the time of publication where the draft names none.
    """
    names = {item.draft: item.assigned for item in assignments}
    moved = {old: new for item in assignments for old, new in item.moves}
    pattern = re.compile("|".join(rf"{re.escape(name)}(?![a-z0-9-])" for name in sorted(names)))
    lines = {edition.root / source.path: source for source in _sources(edition)}
    for path in sorted({*moved, *(edition.root / FOLDER).rglob("*.md")}):
        text = path.read_text(encoding="utf-8")
        if path in moved and path in lines:
            text = _published(text, lines[path], moment)
        changed = pattern.sub(lambda match: names[match[0]], text)
        target = moved.get(path, path)
        if target != path or changed != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(changed, encoding="utf-8")
        if target != path:
            path.unlink()
    _write_guard(edition.root, assignments)


def _sources(edition: Edition) -> list[Source]:
    return [entry.source for entry in load_library(edition.root, edition.settings.languages).entries]


def _published(text: str, source: Source, moment: datetime) -> str:
    """Return the draft's text with the status set, and the time of publication added where there is none."""
    rows = text.split("\n")
    if status := source.lines.get(("status",)):
        rows[status - 1] = "status: published"
    if ("published",) not in source.lines:
        row = source.lines.get(("severity",), source.lines.get(("title",), 1))
        rows.insert(row, f"published: {moment.isoformat(timespec='seconds')}")
    return "\n".join(rows)


def _write_guard(root: Path, assignments: Sequence[Assignment]) -> None:
    """Write what was assigned last, with a digest of whose it was: two assignments never write the same line."""
    digest = hashlib.sha256()
    for item in assignments:
        digest.update(item.draft.encode())
        for _, new in item.moves:
            digest.update(new.read_bytes())
    last = " ".join(item.assigned for item in assignments)
    (root / FOLDER / GUARD).write_text(f"{_GUARD_TEXT}{last} {digest.hexdigest()}\n", encoding="utf-8")
