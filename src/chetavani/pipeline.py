# SPDX-License-Identifier: Apache-2.0
"""The pipeline: load, lint, base, outputs, search, switch. The one way from a repository to a site.

``build`` makes a whole site and puts it in place of the old one; ``pour_into`` adds everything of ours to a site that
MkDocs has just built. Both go through ``_fill``, so they give the same files.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path

from chetavani.config import CONFIG_NAME
from chetavani.edition import Edition, open_edition
from chetavani.errors import ContentError
from chetavani.loaders.library import Parsed
from chetavani.model.finding import Finding, Level
from chetavani.model.page import Page
from chetavani.outputs import OUTPUTS
from chetavani.outputs.base import Artifact, BuildContext, Place, artifacts_of
from chetavani.rendering import Job, Made, refuse_collisions, render_all
from chetavani.search_index import index_records
from chetavani.templating import TemplateRenderer, load_wording, template_roots, templates_digest
from chetavani.theme.shell import Base, build_base
from chetavani.writer import MANIFEST, Entry, FolderWriter, entry_of, manifest_bytes, open_stage

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
    """What a build made. ``changed`` is False when the site that was there is already this one.

    ``warnings`` are the theme engine's, about pages in ``docs/``.
    """

    output: Path
    advisories: int
    files: int
    changed: bool
    as_of: datetime
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]


@dataclass(slots=True)
class Warm:
    """What a running preview keeps from one build to the next, so that a save costs only what it touches.

    ``home`` is a folder of the preview's own for the theme engine's part; without it nothing but parsing is kept.
    ``frame`` stands for everything that every page depends on; when it changes, ``made`` counts for nothing.
    """

    home: Path | None = None
    parsed: dict[str, Parsed] = field(default_factory=dict)
    base: Base | None = None
    base_key: str = ""
    frame: str = ""
    made: dict[str, Made] = field(default_factory=dict)
    index: tuple[str, dict[str, bytes]] = ("", {})


def stopping(findings: Iterable[Finding], *, strict: bool) -> list[Finding]:
    """Return the findings that stop a build: the errors, in a strict build all."""
    return [finding for finding in findings if strict or finding.level is Level.ERROR]


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
    with open_stage(request.output) as stage:
        with progress("theme", 1) as advance:
            base = _base(edition, stage.scratch / "base", warm)
            advance(1)
        _refuse_warnings(base, strict=request.strict)
        writer = stage.writer()
        entries = {path: writer.write(path, (base.folder / path).read_bytes()) for path in base.files}
        filling = _Filling(edition, base, writer, stage.scratch / "search", request.jobs, progress, warm)
        made = _fill(filling)
        entries |= {item.entry.path: item.entry for item in made}
        changed = stage.switch(entries.values(), about(edition))
        warm.frame, warm.made = filling.frame, {item.entry.path: item for item in made}
    return Report(
        request.output, len(edition.library.published), len(entries) + 1, changed, edition.library.as_of,
        edition.findings, base.warnings,
    )  # fmt: skip


def _base(edition: Edition, folder: Path, warm: Warm) -> Base:
    """Return the theme engine's part: built anew, or the warm one if none of its inputs has changed."""
    roots = template_roots(edition.root)
    if warm.home is None:
        return build_base(edition.root, edition.settings, roots, folder, edition.library.as_of)
    key = base_key(edition.root, roots)
    if warm.base is None or warm.base_key != key:
        warm.base = build_base(edition.root, edition.settings, roots, warm.home, edition.library.as_of)
        warm.base_key = key
    return warm.base


def base_key(root: Path, roots: Sequence[Path]) -> str:
    """Return a digest of everything the theme engine reads: settings, its configuration, ``docs/``, the templates."""
    digest = hashlib.sha256(templates_digest(roots).encode())
    documents = (path for path in (root / "docs").rglob("*") if path.is_file())
    for path in sorted([root / CONFIG_NAME, root / "mkdocs.yml", *documents]):
        digest.update(f"{path}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def pour_into(
    site: Path,
    root: Path,
    base: Base,
    as_of: datetime | None = None,
    report: Callable[[Finding], None] = lambda _: None,
) -> None:
    """Add everything of ours to ``site``, which MkDocs has just built. Reports and raises as ``build`` does."""
    edition = open_edition(root, as_of)
    for finding in edition.findings:
        report(finding)
    refuse_content(edition, strict=False)
    writer = FolderWriter(site)
    with tempfile.TemporaryDirectory(prefix="chetavani-") as scratch:
        made = _fill(_Filling(edition, base, writer, Path(scratch) / "search", 1, silent, Warm()))
    entries = [*(entry_of(path, (site / path).read_bytes()) for path in base.files), *(item.entry for item in made)]
    writer.write(MANIFEST, manifest_bytes(entries, about(edition)))


def refuse_content(edition: Edition, *, strict: bool) -> None:
    """Raise ContentError if the edition's findings stop a build."""
    if stops := stopping(edition.findings, strict=strict):
        cause = f"{len(stops)} finding(s) stop the build, the first in {stops[0].path}:{stops[0].line}."
        raise ContentError(str(edition.root), cause, "Mend them; `chetavani lint` lists them all.")


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
    return [artifact for output in OUTPUTS for artifact in artifacts_of(output.plan(edition.library, context))]


def _pour(base: Base, page: Page, path: str) -> bytes:
    return base.shells[page.layout, page.language].pour(page, path)


@dataclass(frozen=True)
class _Filling:
    """What ``_fill`` needs: the edition, the base, where files go, where search records go, how."""

    edition: Edition
    base: Base
    writer: FolderWriter
    records: Path
    jobs: int
    progress: Progress
    warm: Warm

    @cached_property
    def frame(self) -> str:
        """Return a digest of what every page depends on: templates and wording, settings, shells."""
        roots = template_roots(self.edition.root)
        shared = (templates_digest(roots), self.edition.settings.model_dump_json(), self.base.digest)
        return hashlib.sha256("\0".join(shared).encode()).hexdigest()

    @property
    def known(self) -> Mapping[str, Made]:
        """Return what the last build made, if everything that all pages share is still the same."""
        return self.warm.made if self.warm.frame == self.frame else {}


def _fill(filling: _Filling) -> list[Made]:
    """Render everything of ours, index it for search, and return what was made, the index included."""
    artifacts = plan(filling.edition, filling.base)
    site = [artifact for artifact in artifacts if artifact.place is Place.SITE]
    search = [artifact for artifact in artifacts if artifact.place is Place.SEARCH]
    refuse_collisions(site, [*filling.base.files, MANIFEST])
    refuse_collisions(search)
    pour = partial(_pour, filling.base)
    with filling.progress("render", len(artifacts)) as advance:
        made = render_all(Job(site, pour, filling.writer, filling.known), filling.jobs, advance)
        records = render_all(Job(search, pour, FolderWriter(filling.records)), filling.jobs, advance)
    with filling.progress("search", 1) as advance:
        index = _index(filling, sorted(item.entry for item in records))
        made += [Made("", filling.writer.write(path, content)) for path, content in index.items()]
        advance(1)
    return made


def _index(filling: _Filling, records: Sequence[Entry]) -> dict[str, bytes]:
    """Return the files of the search index; the warm ones if no record has changed."""
    key = hashlib.sha256(repr(records).encode()).hexdigest()
    if filling.warm.index[0] != key:
        filling.warm.index = (key, dict(index_records(filling.records)))
    return filling.warm.index[1]
