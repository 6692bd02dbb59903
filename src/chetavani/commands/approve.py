# SPDX-License-Identifier: Apache-2.0
"""``chetavani approve``: an officer reads what has changed, and signs it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from chetavani.approving import Wish, prepare
from chetavani.approving import approve as sign
from chetavani.approving.difference import Difference, differences, visible
from chetavani.commands.terminal import console
from chetavani.governance import Role

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def approve(
    advisory_id: Annotated[str, typer.Argument(metavar="ID", help="The advisory's id.")],
    root: Annotated[Path, typer.Option("--root", help="The repository.")] = Path(),
    key: Annotated[
        Path | None,
        typer.Option("--key", help="Your private key, also a hardware key's file; else ssh-agent is asked."),
    ] = None,
    principal: Annotated[str, typer.Option("--as", help="Who you are in governance/policy.toml.")] = "",
    role: Annotated[
        Role, typer.Option("--role", help="Sign that you approve it, or that you wrote it.")
    ] = Role.APPROVE,
    writer: Annotated[str, typer.Option("--writer", help="Who wrote it, if you know.")] = "",
    against: Annotated[str, typer.Option("--against", help="The published site, to be compared with.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Sign without asking; you have read it.")] = False,
) -> int:
    """Read what has changed in an advisory, and sign that it may be published exactly so.

    The signature covers the advisory, its translations and its sheet of indicators, as they are now. Commit it.

    Examples:
    - `chetavani approve MPC-2026-0001`

    - `chetavani approve MPC-2026-0001 --key ~/.ssh/id_ed25519_sk --against https://chetavani.example/`

    - `chetavani approve MPC-2026-0001 --role write`
    """
    prepared = prepare(root, Wish(advisory_id, principal, role, key, writer), datetime.now(UTC))
    statement, person = prepared.statement, prepared.person
    for one in differences(prepared, against):
        _show(one)
    out = console()
    out.print(f"\n{statement.text()}", markup=False, style="dim")
    what = "approve" if role is Role.APPROVE else "sign that you wrote"
    if not yes:
        typer.confirm(
            f"{person.name}: {what} revision {statement.revision} of {statement.advisory}?", abort=True, err=True
        )
    after = sign(prepared, datetime.now(UTC))
    out.print(f"Signed: {statement.path}. Commit it with its signature.", markup=False)
    judgement = after.judgement
    names = ", ".join(one.name for one in judgement.approved) or "nobody"
    out.print(f"Approved by {names}: {len(judgement.approved)} of {judgement.needed}.", markup=False)
    if not after.is_approved:
        whom = ", ".join(one.name for one in after.whom) or "nobody who may"
        out.print(f"It does not go out yet. It waits for: {whom}.", markup=False, style="yellow")
    return 0


def _show(one: Difference) -> None:
    out = console()
    out.print(f"\n{visible(one.title)}", markup=False, style="bold")
    for line in one.lines:
        out.print(visible(line), markup=False, style=_STYLES.get(line[:1]))
