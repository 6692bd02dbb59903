# SPDX-License-Identifier: Apache-2.0
"""``chetavani verify``: the release gate, and how every format tells of what no longer holds."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from chetavani.commands.lint import Format
from chetavani.commands.membership import as_member
from chetavani.commands.terminal import console, show_finding
from chetavani.config import parse_as_of
from chetavani.edition import Edition, open_edition
from chetavani.errors import AuthoringError, ConfigError
from chetavani.governance import RULES as APPROVAL_RULES
from chetavani.lint.formats import FORMATS, summary
from chetavani.outputs import OUTPUTS
from chetavani.planning import context_of
from chetavani.verify import RULES
from chetavani.verify import verify as judge
from chetavani.verify.base import Release, Site
from chetavani.verify.endings import ENDS, stands

Output = Annotated[
    str, typer.Argument(metavar="OUTPUT", help="The folder of a finished site; with --trust its address may be, too.")
]
Against = Annotated[
    Path | None, typer.Option("--against", help="The site that was published before: nothing of it may be lost.")
]
Root = Annotated[Path, typer.Option("--root", help="The repository that the site was built from.")]
AsOf = Annotated[str, typer.Option("--as-of", help="As of when the site was built; see `chetavani build`.")]
One = Annotated[str, typer.Option("--advisory", help="Show how each output tells of this one alone.")]
Form = Annotated[Format, typer.Option("--format", help="How to write the findings.")]
Trust = Annotated[Path | None, typer.Option("--trust", help="Judge a release as a member who trusts this root.json.")]
Minisign = Annotated[
    Path | None, typer.Option("--minisign", help="With --trust: the publisher's minisign.pub, to be asked as well.")
]
State = Annotated[Path | None, typer.Option("--state", help="With --trust: where the last release seen is remembered.")]
Whole = Annotated[bool, typer.Option("--all", help="With --trust: load every file, not the lists alone.")]
OpenPgp = Annotated[bool, typer.Option("--openpgp", help="With --all: check the CSAF documents by gpgv, too.")]


def verify(
    output: Output,
    against: Against = None,
    root: Root = Path(),
    as_of: AsOf = "",
    advisory: One = "",
    form: Form = Format.TEXT,
    trust: Trust = None,
    minisign: Minisign = None,
    state: State = None,
    whole: Whole = False,
    openpgp: OpenPgp = False,
) -> int:
    """Judge a finished site before it is published, or with --trust a release as a member sees it.

    Every file is as the manifest says, every link within the site leads somewhere, every format tells of what was
    withdrawn, replaced or has expired, nothing that was published before is lost, and all of it is approved.

    Exit code 0: it may go out. 1: there are findings. 2: cannot run.

    Examples:
    - `chetavani verify site`

    - `chetavani verify site --against /srv/www/current`

    - `chetavani verify site --advisory MPC-2026-0005`

    - `chetavani verify https://chetavani.example/ --trust root.json --minisign minisign.pub`
    """
    if trust:
        return as_member(output, trust, minisign, state, whole=whole, openpgp=openpgp, form=form)
    _refuse_address(output)
    moment = parse_as_of(as_of, datetime.now(UTC)) if as_of else None
    edition = open_edition(root, moment, lint=False, approvals=not advisory, jobs=os.cpu_count() or 1)
    previous = None if against is None else Site(against)
    release = Release(Site(Path(output)), edition.library, context_of(edition), OUTPUTS, previous)
    return _one(console(), release, advisory) if advisory else _all(release, edition, form)


def _all(release: Release, edition: Edition, form: Format) -> int:
    """Tell of everything that is wrong with a release, and of what nobody has approved."""
    out = console()
    codes = {rule.code for rule in APPROVAL_RULES}
    unapproved = (finding for finding in edition.findings if finding.code in codes)
    findings = tuple(sorted({*judge(release), *unapproved}))
    if form is Format.TEXT:
        _table(out, release)
        for finding in findings:
            show_finding(out, finding)
        out.print(summary(findings, len(release.library)))
    else:
        out.file.write(FORMATS[form](findings, (*RULES, *APPROVAL_RULES), edition.settings.base_url))
    return 1 if findings else 0


def _refuse_address(output: str) -> None:
    if output.startswith(("https://", "http://")):
        raise ConfigError(output, "is no folder.", "Say with --trust ROOT.JSON whose release it must be.")


def _table(out: Console, release: Release, only: str = "") -> None:
    """Show how many files of each output tell of an ending, and how many do it wrongly."""
    table = Table("Output", *(standing.value for standing in ENDS), "verdict", title="Files that tell of an ending")
    for stand in stands(release, only):
        verdict = f"{len(stand.findings)} wrong" if stand.findings else stand.silence or "told"
        if not stand.silence and not any(stand.told.values()):
            verdict = "nothing to tell"
        counts = (str(stand.told[standing] or "") for standing in ENDS)
        table.add_row(stand.output, *counts, Text(verdict, style="bold red" if stand.findings else ""))
    out.print(table)


def _one(out: Console, release: Release, advisory_id: str) -> int:
    """Show how each output tells of one advisory, and which of its files do it wrongly."""
    card = release.library.card(advisory_id)
    if card is None or not card.is_public:
        raise AuthoringError(advisory_id, "is no public advisory of this repository.", "Check the id.")
    out.print(Text(f"{advisory_id} is {release.library.standing(card).value}", style="bold"))
    _table(out, release, advisory_id)
    findings = [finding for stand in stands(release, advisory_id) for finding in stand.findings]
    for finding in findings:
        show_finding(out, finding)
    return 1 if findings else 0
