# SPDX-License-Identifier: Apache-2.0
"""The pipeline: load, lint, base, outputs, search, switch. The one way from a repository to a site.

``build`` makes a whole site and puts it in place of the old one; ``pour_into`` adds everything of ours to a site that
MkDocs has just built. Both go through ``_fill``, so they give the same files.
"""

import tempfile
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from chetavani.edition import Edition, open_edition
from chetavani.errors import ContentError
from chetavani.loaders.library import Parsed
from chetavani.model.finding import Finding, Level
from chetavani.model.page import Page
from chetavani.outputs import OUTPUTS
from chetavani.outputs.base import Artifact, BuildContext, Place
from chetavani.rendering import Job, refuse_collisions, render_all
from chetavani.search_index import index_records
from chetavani.templating import TemplateRenderer, load_wording, template_roots
from chetavani.theme.shell import Base, build_base
from chetavani.writer import MANIFEST, Entry, FolderWriter, manifest_bytes, open_stage

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


def silent(_stage: str, _total: int) -> AbstractContextManager[Callable[[int], None]]:
    """Report nothing: the progress of a quiet build."""
    return nullcontext(lambda _: None)


@dataclass(frozen=True, slots=True)
class Request:
    """What to build: the repository, where to, as of when (aware; None: see ``open_edition``), how."""

    root: Path
    output: Path
    as_of: datetime | None = None
    strict: bool = False
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made. ``changed`` is False when the site that was there is already this one."""

    output: Path
    advisories: int
    files: int
    changed: bool
    as_of: datetime
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Warm:
    """What a running preview keeps from one build to the next: the parsed files."""

    parsed: dict[str, Parsed] = field(default_factory=dict)


def stopping(findings: Iterable[Finding], *, strict: bool) -> int:
    """Return how many findings stop a build: the errors, in a strict build all."""
    return sum(1 for finding in findings if strict or finding.level is Level.ERROR)


def build(
    request: Request,
    progress: Progress = silent,
    report: Callable[[Finding], None] = lambda _: None,
    warm: Warm | None = None,
) -> Report:
    """Build the site of ``request`` and put it in place of the old one, atomically.

    Every finding goes to ``report``. Raises ContentError if the findings stop the build, and the other errors of
    ``chetavani.errors``; whatever is raised, the site that was there is unchanged.
    """
    warm = warm or Warm()
    with progress("load", 1) as advance:
        edition = open_edition(request.root, request.as_of, warm.parsed)
        advance(1)
    warm.parsed = edition.parsed
    for finding in edition.findings:
        report(finding)
    refuse_content(edition, strict=request.strict)
    roots = template_roots(edition.root)
    with open_stage(request.output) as stage:
        with progress("theme", 1) as advance:
            base = build_base(edition.root, edition.settings, roots, stage.scratch / "base", edition.library.as_of)
            advance(1)
        _refuse_warnings(base, strict=request.strict)
        writer = stage.writer()
        entries = _adopt(base, writer)
        entries |= _fill(edition, base, writer, stage.scratch / "search", request.jobs, progress)
        changed = stage.switch(entries.values(), about(edition))
    return Report(
        request.output, len(edition.library.published), len(entries) + 1, changed, edition.library.as_of,
        edition.findings,
    )  # fmt: skip


def pour_into(site: Path, root: Path, base: Base, as_of: datetime | None = None) -> None:
    """Add everything of ours to ``site``, which MkDocs has just built. Raises as ``build`` does."""
    edition = open_edition(root, as_of)
    refuse_content(edition, strict=False)
    writer = FolderWriter(site)
    with tempfile.TemporaryDirectory(prefix="chetavani-") as scratch:
        entries = {path: _entry(site, path) for path in base.files}
        entries |= _fill(edition, base, writer, Path(scratch) / "search", 1, silent)
    writer.write(MANIFEST, manifest_bytes(entries.values(), about(edition)))


def refuse_content(edition: Edition, *, strict: bool) -> None:
    """Raise ContentError if the edition's findings stop a build."""
    if count := stopping(edition.findings, strict=strict):
        first = edition.findings[0]
        raise ContentError(
            str(edition.root), f"{count} finding(s) stop the build, the first in {first.path}:{first.line}.",
            "Mend them; `chetavani lint` lists them all.",
        )  # fmt: skip


def _refuse_warnings(base: Base, *, strict: bool) -> None:
    if strict and base.warnings:
        raise ContentError("the theme engine", f"warns: {'; '.join(base.warnings)}.", "Mend the pages it names.")


def about(edition: Edition) -> dict[str, object]:
    """Return what a machine-readable file says of its publisher, the demonstration notice first of all."""
    settings = edition.settings
    publisher = {language: settings.name(language) for language in settings.languages}
    notice = {"notice": "Demonstration: not an official publication."} if settings.demonstration else {}
    return {"publisher": publisher, "demonstration": settings.demonstration, **notice}


def _context(edition: Edition, base: Base) -> BuildContext:
    roots = template_roots(edition.root)
    return BuildContext(
        settings=edition.settings,
        as_of=edition.library.as_of,
        renderer=TemplateRenderer(roots),
        wording=load_wording(roots, edition.settings.languages),
        articles=base.articles,
        digests=edition.digests,
    )


def plan(edition: Edition, base: Base) -> list[Artifact]:
    """Return every artifact of every output, in the order of the registry."""
    context = _context(edition, base)
    return [artifact for output in OUTPUTS for artifact in output.plan(edition.library, context)]


def _pour(base: Base, page: Page, path: str) -> bytes:
    return base.shells[page.layout, page.language].pour(page, path)


def _fill(  # noqa: PLR0913
    edition: Edition, base: Base, writer: FolderWriter, records: Path, jobs: int, progress: Progress
) -> dict[str, Entry]:
    """Render everything of ours through ``writer``, index it for search, and return the entries by path."""
    artifacts = plan(edition, base)
    site = [artifact for artifact in artifacts if artifact.place is Place.SITE]
    search = [artifact for artifact in artifacts if artifact.place is Place.SEARCH]
    pour = partial(_pour, base)
    refuse_collisions(site)
    refuse_collisions(search)
    with progress("render", len(artifacts)) as advance:
        entries = render_all(Job(site, pour, writer), jobs, advance)
        render_all(Job(search, pour, replace(writer, folder=records, previous=None, _made=set())), jobs, advance)
    with progress("search", 1) as advance:
        for path, content in index_records(records):
            entries.append(writer.write(path, content))
        advance(1)
    return {entry.path: entry for entry in entries}


def _adopt(base: Base, writer: FolderWriter) -> dict[str, Entry]:
    return {path: writer.write(path, (base.folder / path).read_bytes()) for path in base.files}


def _entry(site: Path, path: str) -> Entry:
    return FolderWriter(site).write(path, (site / path).read_bytes())
