# SPDX-License-Identifier: Apache-2.0
"""``chetavani approvals``: which advisories wait for whose approval."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from chetavani.approving import opened, waiting
from chetavani.commands.terminal import console, show_finding
from chetavani.config import parse_as_of


def approvals(
    root: Annotated[Path, typer.Option("--root", help="The repository.")] = Path(),
    everything: Annotated[bool, typer.Option("--all", help="Those too that wait for nobody.")] = False,
    as_of: Annotated[str, typer.Option("--as-of", help="As of when; see `chetavani build`.")] = "now",
) -> int:
    """Show which advisories wait for approval, and by whom.

    Exit code 0: none. 1: there are some. 2: cannot run.

    Examples:
    - `chetavani approvals`

    - `chetavani approvals --all`
    """
    moment = parse_as_of(as_of, datetime.now(UTC))
    found = waiting(opened(root, moment), moment)
    open_ones = [one for one in found if not one.is_approved]
    out = console()
    wide = max((len(one.card.id) for one in found), default=0)  # an id is to be read whole, and copied
    table = Table(Column("advisory", min_width=wide), "revision", "severity", "wrote", "approved", "needs", "waits for")
    for one in found if everything else open_ones:
        wrote, approved, whom = (
            ", ".join(person.name for person in people)
            for people in (one.judgement.wrote, one.judgement.approved, one.whom)
        )
        state = "" if one.is_approved else whom or "nobody who may"
        row = (str(one.card.revision), one.card.severity, wrote, approved, str(one.judgement.needed), state)
        table.add_row(one.card.id, *row)
    if table.row_count:
        out.print(table)
    for one in open_ones:
        for finding in one.judgement.findings:
            show_finding(out, finding)
    out.print(f"{len(found) - len(open_ones)} of {len(found)} advisories are approved, {len(open_ones)} wait.")
    return 1 if open_ones else 0
