# SPDX-License-Identifier: Apache-2.0
"""``chetavani indicators delist``: what was listed by mistake is cleared, and everybody is told."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from chetavani.clearing import Clearance, Place, apply, plan, sought
from chetavani.commands.indicators.options import Root
from chetavani.commands.terminal import console
from chetavani.config import load_settings, parse_as_of
from chetavani.errors import AuthoringError
from chetavani.model.indicator import IndicatorType, defang
from chetavani.model.text import nfc, refused_characters

_FORMULA = ("=", "+", "-", "@")  # how no cell of a sheet begins


def delist(
    value: Annotated[str, typer.Argument(help="What was listed, in any spelling.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, for everybody to read.")],
    root: Root = Path(),
    kind: Annotated[IndicatorType | None, typer.Option("--type", help="Which, if it is listed as several.")] = None,
    date: Annotated[str, typer.Option("--date", help="When it was cleared, RFC 3339, or `now`.")] = "now",
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
) -> int:
    """Clear a number, UPI id, link or app that was listed by mistake, in every advisory, draft and sheet.

    It leaves every list with the next build, and stands among the cleared ones, so that whoever blocked it undoes that.

    Examples:
    - `chetavani indicators delist 98xxxxxx10 --reason "The number was copied wrongly from the complaint."`

    - `chetavani indicators delist shop@example --reason "The shop is genuine." --date 2026-03-02T11:00:00+05:30 --yes`
    """
    settings = load_settings(root)
    moment = parse_as_of(date, datetime.now(UTC), "--date").astimezone(settings.zone)
    clearance = Clearance(moment.isoformat(timespec="seconds"), _line(reason))
    made = plan(root, settings.languages, sought(value, kind), clearance)
    for place in made.places:
        _show(place, clearance)
    out = console()
    if not made.open:
        out.print("It is cleared already; nothing is to be done.")
        return 0
    if not yes:
        where = "this file" if len(made.files) == 1 else f"these {len(made.files)} files"
        typer.confirm(f"Write this into {where}?", abort=True, err=True)
    apply(made)
    out.print("Written. Commit it and build the site: only then it leaves the lists, and is named among the cleared.")
    return 0


def _line(reason: str) -> str:
    """Return the reason as a field may hold it. Raises AuthoringError."""
    text = nfc(reason).strip()
    if not text or text.startswith(_FORMULA) or refused_characters(text, multiline=False):
        raise AuthoringError("--reason", "is empty, or not one line of plain text.", "Write a sentence.")
    return text


def _show(place: Place, clearance: Clearance) -> None:
    out = console()
    shown = defang(IndicatorType(place.type), place.value)
    out.print(f"{place.path}:{place.line}: {place.type} {shown}", markup=False, style="bold")
    if place.is_cleared:
        out.print("  is cleared already")
        return
    for name, written in (("cleared", clearance.cleared), ("reason", clearance.reason)):
        out.print(f"  + {name}: {written}", markup=False, style="green")
