# SPDX-License-Identifier: Apache-2.0
"""``chetavani lint``: every mistake in the content at once, each with its place and its remedy."""

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chetavani.commands.terminal import console, show_finding
from chetavani.config import parse_as_of
from chetavani.edition import open_edition
from chetavani.errors import ConfigError
from chetavani.governance import RULES as APPROVAL_RULES
from chetavani.lint import RULES
from chetavani.lint.formats import FORMATS, summary
from chetavani.loaders.codes import LOAD_RULES
from chetavani.model.finding import Finding


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    GITLAB = "gitlab"
    SARIF = "sarif"


def lint(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Show only what concerns these files or folders.")
    ] = None,
    root: Annotated[Path, typer.Option("--root", help="The repository: chetavani.toml, advisories/.")] = Path(),
    as_of: Annotated[
        str, typer.Option("--as-of", help="`now`, or an RFC 3339 time; else SOURCE_DATE_EPOCH, else the commit's time.")
    ] = "",
    form: Annotated[Format, typer.Option("--format", help="How to write the findings.")] = Format.TEXT,
) -> int:
    """Show every mistake in the advisories, with its place and its remedy.

    Exit code 0: clean. 1: there are findings. 2: cannot run. The whole repository is judged in any case; PATHs only
    choose what is shown.

    Examples:
    - `chetavani lint`

    - `chetavani lint advisories/2026/MPC-2026-0001.md`

    - `chetavani lint --format sarif > findings.sarif`
    """
    chosen = [_relative(path, root) for path in paths or ()]
    moment = parse_as_of(as_of, datetime.now(UTC)) if as_of else None
    edition = open_edition(root, moment, jobs=os.cpu_count() or 1)
    findings = _within(edition.findings, chosen)
    out = console()
    if form is Format.TEXT:
        for finding in findings:
            show_finding(out, finding)
        out.print(summary(findings, len(edition.library)))
    else:
        rules = (*LOAD_RULES, *(lint_rule.rule for lint_rule in RULES), *APPROVAL_RULES)
        out.file.write(FORMATS[form](findings, rules, edition.settings.base_url))
    return 1 if findings else 0


def _relative(path: Path, root: Path) -> str:
    """Return ``path`` as findings name it. Raises ConfigError if it is not there, or not in the repository."""
    if not path.exists() and not path.is_symlink():
        raise ConfigError(str(path), "there is no such file or folder.", "Check the spelling.")
    # a symbolic link is judged by itself, wherever it points
    real = path.parent.resolve() / path.name if path.is_symlink() else path.resolve()
    if not real.is_relative_to(root.resolve()):
        raise ConfigError(str(path), f"is not in the repository {root}.", "Point --root at its repository.")
    return real.relative_to(root.resolve()).as_posix()


def _within(findings: Iterable[Finding], chosen: Sequence[str]) -> tuple[Finding, ...]:
    return tuple(
        finding
        for finding in findings
        if not chosen or any(path in {".", finding.path} or finding.path.startswith(f"{path}/") for path in chosen)
    )
