# SPDX-License-Identifier: Apache-2.0
"""``chetavani indicators list``: what is known of each indicator, of all or of some."""

from pathlib import Path
from typing import Annotated

import typer

from chetavani.commands.indicators.options import AsOf, Form, Format, Measure, Root, opened, time_text, write
from chetavani.listed import Known, State, by_value, known
from chetavani.model.indicator import IndicatorType

_COLUMNS = (
    "type", "value", "state", "action", "evidence", "until", "review_by", "cleared", "reason", "advisories",
)  # fmt: skip
_SEEN = ("type", "value", "action", "until", "advisories")


def listing(
    root: Root = Path(),
    types: Annotated[list[IndicatorType] | None, typer.Option("--type", help="Only of this type; repeatable.")] = None,
    actions: Annotated[list[Measure] | None, typer.Option("--action", help="Only so to be met; repeatable.")] = None,
    advisory: Annotated[str, typer.Option("--advisory", help="Only what this advisory names.")] = "",
    state: Annotated[State, typer.Option("--state", help="Listed, cleared or ended.")] = State.LISTED,
    form: Form = Format.TEXT,
    as_of: AsOf = "",
) -> int:
    """Show what is known of each indicator: by default, all that are listed now.

    Examples:
    - `chetavani indicators list --type upi --action block`

    - `chetavani indicators list --advisory MPC-2026-0001 --format csv`

    - `chetavani indicators list --state cleared --format json`
    """
    edition = opened(root, as_of)
    found = by_value(
        one
        for one in known(edition)
        if one.state is state
        and (not types or one.entry.type in types)
        and (not actions or one.entry.action in actions)
        and (not advisory or advisory in one.entry.advisories)
    )
    write(form, f"{len(found)} {state.value}", _COLUMNS, [_row(one) for one in found], _SEEN)
    return 0


def _row(one: Known) -> tuple[str, ...]:
    entry = one.entry
    return (
        entry.type, entry.value, one.state.value, entry.action, entry.evidence, time_text(entry.until),
        entry.review_by, time_text(entry.cleared), entry.reason, " ".join(entry.advisories),
    )  # fmt: skip
