# SPDX-License-Identifier: Apache-2.0
"""``chetavani new``: a draft from the template of its kind, asked for question by question or given by options."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.columns import Columns
from rich.prompt import Prompt

from chetavani.authoring import Draft, write_draft
from chetavani.commands.terminal import console
from chetavani.edition import open_edition
from chetavani.errors import AuthoringError
from chetavani.model.vocab import FRAUD_TYPES, SECTORS, Kind, Severity, Vocabulary
from chetavani.templating import template_roots

_DEADLINE = timedelta(days=7)


def new(
    title: Annotated[str, typer.Option("--title", help="The title; asked for if not given.")] = "",
    kind: Annotated[Kind | None, typer.Option("--kind", help="The kind of advisory.")] = None,
    severity: Annotated[Severity | None, typer.Option("--severity", help="How bad it is.")] = None,
    fraud_type: Annotated[list[str] | None, typer.Option("--fraud-type", help="Fraud type; may be repeated.")] = None,
    sector: Annotated[list[str] | None, typer.Option("--sector", help="Whom it concerns; may be repeated.")] = None,
    hindi: Annotated[bool, typer.Option("--hindi/--no-hindi", help="Make the Hindi file too.")] = True,
    root: Annotated[Path, typer.Option("--root", help="The repository.")] = Path(),
) -> int:
    """Start a draft. What is not given by options is asked for, if somebody is there to answer.

    Examples:
    - `chetavani new`

    - `chetavani new --kind fraud-warning --title "Parcel scam by video call" --severity high --sector courier`
    """
    edition = open_edition(root, lint=False)
    chosen = kind or Kind(_ask("Kind", [item.value for item in Kind], "fraud-warning"))
    draft = Draft(
        kind=chosen,
        title=title or _ask("Title", (), ""),
        severity=severity or Severity(_ask("Severity", [item.value for item in Severity], "medium")),
        fraud_types=() if chosen is Kind.SOFTWARE_UPGRADE else _terms("Fraud types", FRAUD_TYPES, fraud_type),
        sectors=_terms("Sectors", SECTORS, sector),
        languages=("en", "hi") if hindi else ("en",),
    )
    now = datetime.now(UTC).astimezone(edition.settings.zone)
    deadline = (now + _DEADLINE).replace(minute=0, second=0, microsecond=0)
    out = console()
    for path in write_draft(edition, template_roots(edition.root), draft, deadline):
        out.print(path.relative_to(edition.root), markup=False)
    out.print("Next: write the text, then `chetavani lint` and `chetavani serve`.")
    return 0


def _ask(question: str, choices: Sequence[str], default: str) -> str:
    if not sys.stdin.isatty():
        option = "--" + question.lower().replace(" ", "-").removesuffix("s")
        raise AuthoringError(option, "is not given, and nobody is there to ask.", f"Give {option}.")
    known = list(choices) or None
    return Prompt.ask(question, choices=known, default=default) if default else Prompt.ask(question, choices=known)


def _terms(question: str, vocabulary: Vocabulary, given: list[str] | None) -> tuple[str, ...]:
    """Return the words given; else ask, with the vocabulary to choose from, until all are known."""
    if given is not None:
        return _known(question, vocabulary, given)
    while True:
        if sys.stdin.isatty():
            console().print(Columns(f"{term.id} [dim]{term.en}[/]" for term in vocabulary))
        try:
            return _known(question, vocabulary, _ask(question, (), "").replace(",", " ").split())
        except AuthoringError as error:
            if not sys.stdin.isatty():
                raise
            console().print(str(error), style="red", markup=False)


def _known(question: str, vocabulary: Vocabulary, words: Sequence[str]) -> tuple[str, ...]:
    if unknown := [word for word in words if word not in vocabulary]:
        known = ", ".join(vocabulary.ids())
        raise AuthoringError(question, f"{unknown[0]!r} is not in the vocabulary.", f"Use any of: {known}.")
    return tuple(dict.fromkeys(words))
