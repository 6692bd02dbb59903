# SPDX-License-Identifier: Apache-2.0
"""The pipeline: catalogue, base, outputs, search, switch. The one way from a repository to a site.

``build`` brings a site up to date and puts it in place of the old one; ``pour_into`` adds everything of ours to a site
that MkDocs has just built. Both render the same plan, so they give the same files.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from chetavani.base_cache import KeptBase, frame_digest, kept_base
from chetavani.builds import Builds, State, open_builds
from chetavani.edition import Edition, about, open_edition, open_stored
from chetavani.errors import ContentError, DamagedStoreError
from chetavani.gathering import PARENT, Gatherer, Scissors, bind, excerpts_of, files_gathered, keep
from chetavani.manifest import MANIFEST, manifest_bytes, spliced
from chetavani.model.finding import Finding, Level
from chetavani.numbering import rolled
from chetavani.outputs import OUTPUTS
from chetavani.outputs.base import Gathering, Shard
from chetavani.outputs.bulk import BulkFiles
from chetavani.outputs.pages import AdvisoryPages
from chetavani.outputs.search_records import SearchRecords
from chetavani.outputs.search_results import SearchResults
from chetavani.planning import context_of, gatherings, leaves_of, plan, registers, rolls, turn_of
from chetavani.rendering import Leaf, Press, Rendered, Survey, refuse_collisions
from chetavani.rolls import Rolling
from chetavani.store import Store, discard, open_store
from chetavani.theme.shell import Base
from chetavani.workers import spread
from chetavani.writer import Entry, FolderWriter, StageWriter, Writer, entry_of

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
_TREES = "trees"
_Any = TypeVar("_Any")
SEARCH = frozenset({SearchRecords.name, SearchResults.name})
"""The outputs of the search index, and of what the browser knows of the pages in it."""


def silent(_stage: str, _total: int) -> AbstractContextManager[Callable[[int], None]]:
    """Report nothing: the progress of a quiet build."""
    return nullcontext(lambda _: None)


@dataclass(frozen=True, slots=True)
class Request:
    """What to build: the repository, where to, as of when (aware; None: see ``open_edition``), how.

    ``clean`` builds everything anew, whatever is remembered. ``search`` False leaves the search index as it is: for
    when pages and feeds must not wait for it; ``bulk`` False leaves the files of all advisories. ``advisories_only``
    leaves everything but the advisories' own pages: what somebody who writes one wants to see first. ``folders`` names
    the folders of ``advisories/`` to look at, for who knows that nothing has been saved elsewhere; the next build that
    is not told looks at all. ``after`` is a site that was published before: releases of lists are numbered by it, and
    outputs carry over what they must not forget.
    ``unapproved`` only warns of what nobody has approved yet: for previews, never for what is published.
    """

    root: Path
    output: Path
    as_of: datetime | None = None
    strict: bool = False
    jobs: int = 1
    clean: bool = False
    search: bool = True
    bulk: bool = True
    advisories_only: bool = False
    folders: frozenset[str] | None = None
    after: Path | None = None
    unapproved: bool = False

    @property
    def left(self) -> frozenset[str]:
        """Return the names of the outputs that stay as they are."""
        if self.advisories_only:
            return frozenset(output.name for output in OUTPUTS) - {AdvisoryPages.name}
        return (frozenset() if self.search else SEARCH) | (frozenset() if self.bulk else {BulkFiles.name})


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made. ``changed`` is False when the site that was there is already this one.

    ``written`` and ``deleted`` count the files that differ from the site before. ``warnings`` are the theme engine's,
    about pages in ``docs/``.
    """

    output: Path
    advisories: int
    files: int
    written: int
    deleted: int
    as_of: datetime
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether the site is another than before."""
        return bool(self.written or self.deleted)


def stopping(findings: Iterable[Finding], *, strict: bool) -> list[Finding]:
    """Return the findings that stop a build: the errors, in a strict build all."""
    return [finding for finding in findings if strict or finding.level is Level.ERROR]


def build(request: Request, progress: Progress = silent, report: Callable[[Finding], None] = lambda _: None) -> Report:
    """Build the site of ``request`` and put it in place of the old one, atomically.

    Every finding goes to ``report``. Raises ContentError if the findings stop the build, and the other errors of
    ``chetavani.errors``; whatever is raised, the site that was there is unchanged.
    """
    with open_builds(request.output) as builds:
        if request.clean:
            discard(builds.store)
        try:
            return _build(request, builds, progress, report)
        except DamagedStoreError:
            discard(builds.store)
            return _build(request, builds, progress, report)


def _build(request: Request, builds: Builds, progress: Progress, report: Callable[[Finding], None]) -> Report:
    with open_store(builds.store) as store:
        settled = builds.settle(_remembered(store))
        look = settled is not None and not request.advisories_only
        inspected = builds.inspection(settled[0], request.jobs) if settled is not None and look else None
        with progress("load", 1) as advance:
            edition = open_stored(
                request.root, request.as_of, store, request.jobs, request.folders, unapproved=request.unapproved
            )
            advance(1)
        for finding in edition.findings:
            report(finding)
        refuse_content(edition, strict=request.strict)
        if settled is None:
            with store.writing():
                store.drop("shard")
                store.drop("file")
                store.drop("excerpt")
                store.drop("meta", name=_TREES)
        elif inspected is not None:
            settled = _mended(store, settled, *inspected())
        with progress("theme", 1) as advance:
            kept = kept_base(edition, store, builds.scratch / "base", anew=settled is None)
            advance(1)
        _refuse_warnings(kept.base, strict=request.strict)
        return _Making(request, builds, store, edition, kept, settled, progress).run()


def _remembered(store: Store) -> State | None:
    kept = store.meta(_TREES)
    return None if kept is None else State(*kept)


def _mended(
    store: Store,
    settled: tuple[State, bytes],
    altered: Sequence[str],
    spare: bool,  # noqa: FBT001 - an answer
) -> tuple[State, bytes]:
    """Return the state of trees of which somebody has taken or changed files: those are made again."""
    state, manifest = settled
    if altered:
        with store.writing():
            for path in altered:
                store.doubt(path)
    return (state if spare else replace(state, spare="", behind=())), manifest


@dataclass
class _Making:
    """One build: what it has to work with."""

    request: Request
    builds: Builds
    store: Store
    edition: Edition
    kept: KeptBase
    settled: tuple[State, bytes] | None
    progress: Progress

    def run(self) -> Report:
        """Survey, render, and put what has changed in place."""
        base = self.kept.base
        context = context_of(self.edition, base.articles, self.request.after)
        survey = Survey(self.store, frame_digest(self.edition, base))
        planned = plan(self.edition.library, context, self.request.left)
        survey.visit([self.kept.shard, *planned], skip=self._is_left)
        tree = self.builds.new_tree() if self.settled is None else None
        writer: Writer = StageWriter(self.builds.stage) if tree is None else FolderWriter(tree, self.builds.live)
        wanted = gatherings(context)
        press = Press(base.shells, writer, Scissors(excerpts_of(wanted), self.builds.stage))
        rendered = self._pressed(press, "render", sorted(survey.leaves, key=_turn))
        gatherer = self._gathered(self._wanted(wanted), survey, rendered)
        rendered += self._pressed(press, "gather", survey.changed(gatherer.shards(), PARENT, self._is_left))
        live = None if self.settled is None else self.builds.folder / self.settled[0].tree
        listed = self.edition.library.listings
        rolling = Rolling(self._wanted(rolls(context)), listed, survey.frame, self.builds.stage, self.store, live)
        with self.progress("rolls", 1):
            named = self._wanted(registers(context))
            visit = partial(survey.changed, skip=self._is_left)
            rendered += rolled(rolling, named, self.request.after, visit, writer, self.request.jobs)
        outcome = _Outcome(survey, rendered, gatherer, rolling)
        outcome.check(self.store)
        if tree is None:
            self._update(outcome)
        else:
            self._replace(outcome, tree)
        return Report(
            self.request.output, sum(len(year.public) for year in self.edition.library.years),
            self.store.count("file") + 1, len(outcome.staged), len(outcome.vanished), self.edition.library.as_of,
            self.edition.findings, base.warnings,
        )  # fmt: skip

    def _wanted(self, named: Mapping[str, _Any]) -> dict[str, _Any]:
        return {name: one for name, one in named.items() if not self._is_left(name)}

    def _gathered(self, wanted: Mapping[str, Gathering], survey: Survey, rendered: Sequence[Rendered]) -> Gatherer:
        """Return what is to be made of the files that have been ``rendered`` and of those that have stayed."""
        entries = [written.entry for one in rendered for _, written in one.files]
        files = files_gathered(wanted.values(), entries, self.store, survey.before)
        cut = [clipping for one in rendered for clipping in one.clippings]
        gatherer = Gatherer(wanted, files, cut, self.store, survey.frame)
        gatherer.bound(spread(partial(bind, self.builds.stage), gatherer.tasks(), self.request.jobs))
        return gatherer

    def _pressed(self, press: Press, stage: str, leaves: Sequence[Leaf]) -> list[Rendered]:
        rendered = []
        with self.progress(stage, len(leaves)) as advance:
            for one in spread(press.render, leaves, self.request.jobs):
                rendered.append(one)
                advance(1)
        return rendered

    def _replace(self, outcome: "_Outcome", tree: Path) -> None:
        """Put a whole new tree in place of whatever is there."""
        outcome.vanished = sorted({*self.builds.listed()}.difference(entry.path for entry in outcome.entries()))
        live = self.builds.live  # readers may still be in it: it goes with the next build
        manifest = manifest_bytes(outcome.entries(), about(self.edition))
        state = self.builds.finish(tree, manifest)
        with self.store.writing():
            self._keep(outcome)
            self.store.put_meta(_TREES, astuple(state))
        self.builds.point_at(tree)
        self.builds.clear(state, live)
        with self.progress("twin", 1):
            twinned = self.builds.twin(state, sorted(entry.path for entry in outcome.entries()), self.request.jobs)
        with self.store.writing():
            self.store.put_meta(_TREES, astuple(twinned))

    def _update(self, outcome: "_Outcome") -> None:
        """Bring the spare tree up to date, and let it be the site."""
        state, before = self.settled or _nothing()
        manifest = spliced(before, outcome.changed(), outcome.vanished, about(self.edition))
        if manifest == before and not outcome.staged and not outcome.vanished:
            with self.store.writing():
                self._keep(outcome)
            return
        if not state.spare:
            state = self.builds.twin(state, [path for path, *_ in self.store.rows("file")], self.request.jobs)
        touched = {*state.behind, *outcome.staged, *outcome.vanished}
        with self.store.writing():
            self.store.put_meta(_TREES, astuple(replace(state, behind=tuple(sorted(touched)))))
        new = self.builds.update(state, outcome.staged, outcome.vanished, manifest)
        with self.store.writing():
            self._keep(outcome)
            self.store.put_meta(_TREES, astuple(new))
        self.builds.point_at(self.builds.folder / new.tree)
        self.builds.clear(new)

    def _is_left(self, name: str) -> bool:
        """Whether a shard of this name stays as it is."""
        return name.partition("/")[0] in self.request.left

    def _keep(self, outcome: "_Outcome") -> None:
        outcome.keep(self.store)
        self.kept.keep(self.store)


def _nothing() -> tuple[State, bytes]:
    message = "there is no tree to bring up to date"
    raise AssertionError(message)


def _turn(leaf: Leaf) -> tuple[bool, bool, list[str], str]:
    """Return what sorts leaves so that no long one is left for the end: search bundles first, then as shards do."""
    return leaf.shard.name.partition("/")[0] not in SEARCH, *turn_of(leaf.shard)


class _Outcome:
    """What rendering came to: files to move into place, files that are gone, and what the store is to remember."""

    def __init__(self, survey: Survey, rendered: Sequence[Rendered], gatherer: Gatherer, rolling: Rolling) -> None:
        self._rolling = rolling
        self._survey = survey
        self._gatherer = gatherer
        self._rendered = rendered
        self._files = {written.entry.path: (key, written) for one in rendered for key, written in one.files}
        self.vanished = sorted(survey.before.keys() - self._files.keys())
        self.staged = {
            path: written.staged
            for path, (_, written) in self._files.items()
            if written.staged and (path not in survey.before or survey.before[path].entry != written.entry)
        }

    def entries(self) -> Iterator[Entry]:
        """Yield the entry of every file that was rendered or kept."""
        return (written.entry for _, written in self._files.values())

    def changed(self) -> list[Entry]:
        """Return the entries of the files that are new or other than before."""
        return [self._files[path][1].entry for path in self.staged]

    def check(self, store: Store) -> None:
        """Raise OutputError if two artifacts claim one path, or one claims that of a file that stays."""
        paths = (written.entry.path for one in self._rendered for _, written in one.files)
        before = self._survey.before
        stays = store.count("file") > len(before)

        def taken(path: str) -> bool:
            return path == MANIFEST or (stays and path not in before and store.row("file", path=path) is not None)

        refuse_collisions(paths, taken)

    def keep(self, store: Store) -> None:
        """Let the store remember the shards and files as they are now."""
        survey = self._survey
        for name in survey.gone:
            store.drop("shard", name=name)
        for path in self.vanished:
            store.drop("file", path=path)
        leaves = {leaf.shard.name: leaf for leaf in survey.leaves}
        store.put("shard", [*survey.branches, *((name, leaf.parent, leaf.key) for name, leaf in leaves.items())])
        files = (
            (written.entry.path, one.name, key, written.entry.sha256, written.entry.size)
            for one in self._rendered
            for key, written in one.files
            if leaves[one.name].known.get(written.entry.path) != (key, written.entry)
        )
        store.put("file", sorted(files))  # in the order of the table, which is then written from end to end
        cut = [clipping for one in self._rendered for clipping in one.clippings]
        keep(store, [*cut, *self._gatherer.made], self.vanished, self._gatherer.gone)
        self._rolling.keep(store, survey.gone)


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
    context = context_of(edition, base.articles)
    wanted = gatherings(context)
    with TemporaryDirectory() as scratch:
        press = Press(base.shells, writer, Scissors(excerpts_of(wanted), Path(scratch)))
        rendered = [press.render(leaf) for leaf in _all_new(leaves_of(plan(edition.library, context)))]
        made = [written.entry for one in rendered for _, written in one.files]
        gatherer = Gatherer(
            wanted, files_gathered(wanted.values(), made), [cut for one in rendered for cut in one.clippings]
        )
        gatherer.bound(bind(Path(scratch), task) for task in gatherer.tasks())
        for leaf in _all_new(gatherer.shards()):
            made += [written.entry for _, written in press.render(leaf).files]
        rolling = Rolling(rolls(context), edition.library.listings, "", Path(scratch))
        poured = rolled(rolling, registers(context), None, _all_new, writer, 1)
        made += [written.entry for one in poured for _, written in one.files]
    entries = [*made, *(entry_of(path, (site / path).read_bytes()) for path in base.files)]
    refuse_collisions(entry.path for entry in entries)
    writer.write(MANIFEST, manifest_bytes(entries, about(edition)))


def _all_new(shards: Iterable[Shard], _: str = "") -> list[Leaf]:
    return [Leaf(shard, "", "", {}) for shard in shards]


def refuse_content(edition: Edition, *, strict: bool) -> None:
    """Raise ContentError if the edition's findings stop a build."""
    if stops := stopping(edition.findings, strict=strict):
        cause = f"{len(stops)} finding(s) stop the build, the first in {stops[0].path}:{stops[0].line}."
        raise ContentError(str(edition.root), cause, "Mend them; `chetavani lint` lists them all.")


def _refuse_warnings(base: Base, *, strict: bool) -> None:
    if strict and base.warnings:
        raise ContentError("the theme engine", f"warns: {'; '.join(base.warnings)}.", "Mend the pages it names.")
