# SPDX-License-Identifier: Apache-2.0
"""``chetavani assign-ids``: drafts become published advisories with the next free numbers."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from chetavani.authoring import assign, plan_assignments
from chetavani.commands.terminal import console, show_finding
from chetavani.config import parse_as_of
from chetavani.edition import open_edition
from chetavani.lint import RULES
from chetavani.model.finding import Level


def assign_ids(
    drafts: Annotated[list[str] | None, typer.Argument(help="The drafts' ids; all drafts if none is named.")] = None,
    root: Annotated[Path, typer.Option("--root", help="The repository.")] = Path(),
    published: Annotated[str, typer.Option("--published", help="Time of publication, RFC 3339, or `now`.")] = "now",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
) -> int:
    """Give drafts the next free numbers of their year, and mark them published.

    Renames the files, corrects every mention of the draft, and writes a guard, so that two people who do this at the
    same time get a conflict in git and not two advisories with one number.

    Examples:
    - `chetavani assign-ids --dry-run`

    - `chetavani assign-ids MPC-0000-0000-parcel-scam --published 2026-03-02T11:00:00+05:30`
    """
    out = console()
    edition = open_edition(root)
    moment = parse_as_of(published, datetime.now(UTC)).astimezone(edition.settings.zone).replace(microsecond=0)
    assignments = plan_assignments(edition, drafts or (), moment)
    folders = {old.relative_to(edition.root).as_posix() for item in assignments for old, _ in item.moves}
    unfinished = {lint_rule.rule.code for lint_rule in RULES if lint_rule.drafts_may}
    stops = [item for item in edition.findings if item.level is Level.ERROR or item.code in unfinished]
    broken = [item for item in stops if item.path in folders]
    for finding in broken:
        show_finding(console(stderr=True), finding)
    if broken:
        return 1
    if assignments and not dry_run:
        assign(edition, assignments, moment)
    for item in assignments:
        out.print(f"{item.draft} → {item.assigned}", markup=False)
    if not assignments:
        out.print("There are no drafts.")
    return 0
