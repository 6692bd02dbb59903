# SPDX-License-Identifier: Apache-2.0
"""``chetavani indicators expiring``: what somebody has to look at again, soon or by now."""

from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer

from chetavani.commands.indicators.options import AsOf, Form, Format, Root, opened, write
from chetavani.listed import Due, due, known

_COLUMNS = ("day", "why", "type", "value", "action", "advisories")
_AHEAD = 14


def expiring(
    root: Root = Path(),
    within: Annotated[int, typer.Option("--within", min=0, help="How many days ahead to look.")] = _AHEAD,
    form: Form = Format.TEXT,
    as_of: AsOf = "",
) -> int:
    """Show the indicators that end soon or have ended, and those whose day of review is near or past.

    One that is still in use gets a new `last_seen`; one that nobody sees any more may end.

    Examples:
    - `chetavani indicators expiring`

    - `chetavani indicators expiring --within 30 --format csv`
    """
    edition = opened(root, as_of)
    today = edition.library.as_of.astimezone(UTC).date()
    found = due(known(edition), today, within)
    write(form, f"{len(found)} to look at within {within} days of {today}", _COLUMNS, [_row(one) for one in found])
    return 0


def _row(one: Due) -> tuple[str, ...]:
    entry = one.entry
    return one.day.isoformat(), one.why, entry.type, entry.value, entry.action, " ".join(entry.advisories)
