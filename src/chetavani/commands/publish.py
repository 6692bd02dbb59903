# SPDX-License-Identifier: Apache-2.0
"""``chetavani publish``: through the gate, and then to where readers get it."""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from chetavani.commands.terminal import console, progress_bars, show_finding
from chetavani.config import load_settings, parse_as_of
from chetavani.edition import open_edition
from chetavani.errors import ContentError, PublishError
from chetavani.manifest import MANIFEST, manifest_bytes
from chetavani.model.finding import Level
from chetavani.outputs import OUTPUTS
from chetavani.outputs.api import JsonApi
from chetavani.planning import context_of
from chetavani.publish import open_target, successor
from chetavani.publish.base import Changes, Live, Report, Target, changes
from chetavani.publish.source import Source, open_source
from chetavani.verify import verify
from chetavani.verify.base import Release, Site

_DOCUMENTS = JsonApi.form.path.partition("{id}")[0]
_SHOWN = 5


def publish(
    name: Annotated[str, typer.Argument(metavar="TARGET", help="The name of a [publish.NAME] in chetavani.toml.")],
    folder: Annotated[
        Path | None, typer.Option("--from", help="A release, a folder of releases or a built site; ROOT/site.")
    ] = None,
    root: Annotated[Path, typer.Option("--root", help="The repository that it was built from.")] = Path(),
    as_of: Annotated[str, typer.Option("--as-of", help="As of when it was built; see `chetavani build`.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before anything moves.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing unless something is wrong.")] = False,
) -> int:
    """Publish a release: the gate judges it first, against what is live, then only what has changed is sent.

    A run that was killed is taken up by the next one. Of two at once, one wins and the other is told so.

    Exit code 0: it is live. 1: the gate has findings, nothing was moved. 2: could not be published.

    Examples:
    - `chetavani publish public --dry-run`

    - `chetavani publish public --from releases --yes`
    """
    target = open_target(load_settings(root), name, root)
    found = target.accepts(open_source(folder or root / "site"))
    live = target.live()
    source = successor(found, live, target.place, datetime.now(UTC))
    out = console()
    if source is None:
        out.print(f"{target.place}: release {live.release} is live already, nothing to do")
        return 0
    through_gate(source, live, target, root, as_of)
    wanted = changes(live, source.everything)
    if not quiet or dry_run:
        show_changes(out, target.place, source, live, wanted)
    if dry_run:
        return 0
    if not (yes or _agreed()):
        raise PublishError(target.place, "was left as it is: nobody said yes.", "Add --yes if nobody can be asked.")
    report = target.publish(source, live, progress_bars(quiet=quiet))
    if not quiet:
        show_report(out, target.place, report)
    return 0


def through_gate(source: Source, live: Live, target: Target, root: Path, as_of: str) -> None:
    """Let the gate judge. Raises ContentError if it finds something; the findings have been shown."""
    edition = open_edition(root, parse_as_of(as_of, datetime.now(UTC)) if as_of else None, lint=False)
    with tempfile.TemporaryDirectory() as taken:
        previous = _before(source, live, target, Path(taken)) if live.release else None
        release = Release(Site(source.folder), edition.library, context_of(edition), OUTPUTS, previous)
        findings = verify(release)
    err = console(stderr=True)
    for finding in findings:
        show_finding(err, finding)
    if any(finding.level is Level.ERROR for finding in findings):
        raise ContentError(str(source.folder), "did not pass the release gate.", "Nothing was moved; mend it first.")


def _before(source: Source, live: Live, target: Target, folder: Path) -> Site:
    """Return as much of what is live as the gate compares: the manifest, and advisories that have changed."""
    paths = [path for path, entry in live.files.items()
             if path.startswith(_DOCUMENTS) and source.files.get(path, entry) != entry]  # fmt: skip
    (folder / MANIFEST).write_bytes(manifest_bytes(live.files.values(), {}))
    target.fetch(paths, folder)
    return Site(folder)


def show_changes(out: Console, place: str, source: Source, live: Live, wanted: Changes) -> None:
    """Say what would move."""
    out.print(f"{place}: release {live.release or 'none'} → {source.number}")
    for what, paths in (("new", wanted.new), ("changed", wanted.changed), ("gone", wanted.gone)):
        if paths:
            more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
            out.print(f"  {len(paths)} {what}: {', '.join(paths[:_SHOWN])}{more}", markup=False)
    out.print(f"  {wanted.size / 1e6:.1f} MB in all")


def show_report(out: Console, place: str, report: Report) -> None:
    """Say what was done."""
    out.print(
        f"{place}: release {report.release} is live; {report.sent} files sent ({report.size / 1e6:.1f} MB), "
        f"{report.there} were there, {report.deleted} old ones deleted"
    )
    for note in report.notes:
        out.print(note, markup=False)


def _agreed() -> bool:
    return sys.stdin.isatty() and typer.confirm("Publish this?")
