# SPDX-License-Identifier: Apache-2.0
"""``chetavani show``: one advisory in the terminal, as it stands."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from chetavani.commands.terminal import console
from chetavani.config import parse_as_of
from chetavani.edition import Edition, open_edition
from chetavani.errors import AuthoringError
from chetavani.model.advisory import Advisory
from chetavani.model.indicator import defang


def show(
    advisory_id: Annotated[str, typer.Argument(metavar="ID", help="The advisory's id.")],
    root: Annotated[Path, typer.Option("--root", help="The repository.")] = Path(),
    language: Annotated[str, typer.Option("--language", help="en or hi.")] = "en",
    as_of: Annotated[str, typer.Option("--as-of", help="As of when; see `chetavani build`.")] = "",
) -> int:
    """Show one advisory: what it says, where it stands, what is asked of whom.

    Examples:
    - `chetavani show MPC-2026-0001`

    - `chetavani show MPC-2026-0001 --language hi`
    """
    edition = open_edition(root, parse_as_of(as_of, datetime.now(UTC)) if as_of else None, lint=False)
    if edition.library.card(advisory_id) is None:
        raise AuthoringError(advisory_id, "there is no such advisory.", "Check the id; drafts have their own.")
    advisory = edition.library.advisory(advisory_id)
    out = console()
    _facts(out, edition, advisory)
    text = advisory.text(language)
    out.print(Text(f"\n{text.title}", style="bold"))
    out.print(Text(text.summary))
    _table(out, "Actions", ("who", "what", "by", "text"), [
        (", ".join(item.who), item.what, item.by.astimezone(edition.settings.zone).isoformat() if item.by else "",
         item.text) for item in advisory.actions])  # fmt: skip
    out.print(Markdown(text.body))
    indicators = [(item.type.value, defang(item.type, item.value), item.role) for item in advisory.indicators]
    _table(out, "Indicators", ("type", "value (defanged)", "role"), indicators)
    return 0


def _facts(out: Console, edition: Edition, advisory: Advisory) -> None:
    stale = [text.language for text in advisory.translations if advisory.is_stale(text.language)]
    published = advisory.published.astimezone(edition.settings.zone).isoformat() if advisory.published else "not yet"
    facts = [
        advisory.id, advisory.kind.value, f"severity {advisory.severity.value}",
        f"standing {edition.library.standing(advisory).value}", f"published {published}",
        f"revision {advisory.revision}", *(f"{language} text is stale" for language in stale),
    ]  # fmt: skip
    out.print(Text(" · ".join(facts), style="cyan"))


def _table(out: Console, title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    if not rows:
        return
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    out.print(table)
