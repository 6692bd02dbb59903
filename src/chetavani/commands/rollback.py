# SPDX-License-Identifier: Apache-2.0
"""``chetavani rollback``: readers get an earlier release again."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from chetavani.commands.publish import show_report
from chetavani.commands.terminal import console, progress_bars
from chetavani.config import load_settings
from chetavani.errors import PublishError
from chetavani.publish import open_target, release_before


def rollback(
    name: Annotated[str, typer.Argument(metavar="TARGET", help="The name of a [publish.NAME] in chetavani.toml.")],
    number: Annotated[int, typer.Argument(metavar="[N]", help="The release; the one before if not given.")] = 0,
    root: Annotated[Path, typer.Option("--root", help="The repository.")] = Path(),
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before anything moves.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing unless something is wrong.")] = False,
) -> int:
    """Have readers get an earlier release again, one that is kept at the target or in its copies.

    Members who verify releases refuse an older one than they have seen: follow up with a new release soon.

    Examples:
    - `chetavani rollback public`

    - `chetavani rollback public 41 --yes`
    """
    target = open_target(load_settings(root), name, root)
    live = target.live()
    wanted = number or release_before(live, target.place)
    out = console()
    if wanted == live.release:
        out.print(f"{target.place}: release {wanted} is live already, nothing to do")
        return 0
    if not quiet:
        out.print(f"{target.place}: release {live.release} → {wanted}")
    if not (yes or (sys.stdin.isatty() and typer.confirm("Go back?"))):
        raise PublishError(target.place, "was left as it is: nobody said yes.", "Add --yes if nobody can be asked.")
    report = target.rollback(wanted, live, progress_bars(quiet=quiet))
    if not quiet:
        show_report(out, target.place, report)
    return 0
