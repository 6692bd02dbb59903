# SPDX-License-Identifier: Apache-2.0
"""Files made of many others: joined when one of these has changed, from what is kept of the rest; never from less."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pytest
from tests.builders import AS_OF, repository, source, translation
from tests.changing import contents, files
from tests.outputs.feed_world import revision
from tests.stand_ins import make_cheap

from chetavani import planning
from chetavani.errors import DamagedStoreError, OutputError
from chetavani.gathering import Clipping, Gatherer, Pasting, Scissors, bind, files_gathered, keep
from chetavani.model.library import Library
from chetavani.outputs import OUTPUTS
from chetavani.outputs.base import Artifact, BuildContext, Bundle, Excerpt, Gathering, Silence, artifacts_of
from chetavani.outputs.bulk import BulkFiles
from chetavani.outputs.bulk.places import DATABASE, LINES, SHEET, ZIP
from chetavani.pipeline import Report, Request, build
from chetavani.store import Store, open_store
from chetavani.writer import entry_of

BULK = {DATABASE, LINES, SHEET, ZIP}


def upper(content: bytes) -> bytes:
    return content.upper()


def joined(excerpts: Iterable[tuple[str, bytes]]) -> bytes:
    return b"".join(b"%s=%s;" % (path.encode(), content) for path, content in excerpts)


UPPER = Excerpt("upper", "a/", upper)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.sqlite3") as opened:
        yield opened


def cut(folder: Path, **made: str) -> list[Clipping]:
    scissors = Scissors((UPPER,), folder)
    return [one for name, text in made.items() for one in scissors.cut(f"a/{name}", text.encode())]


def test_only_what_somebody_wants_is_cut(tmp_path: Path) -> None:
    assert list(Scissors((UPPER,), tmp_path).cut("b/one", b"x")) == []
    assert list(tmp_path.iterdir()) == []
    assert list(Scissors().cut("a/one", b"x")) == []


def test_fresh_and_kept_excerpts_come_in_the_order_of_the_paths(store: Store, tmp_path: Path) -> None:
    with store.writing():
        keep(store, cut(tmp_path, one="1", two="2", three="3", gone="0"), [], [])
        keep(store, [], ["a/gone"], [])
    fresh = {one.path: one for one in cut(tmp_path, two="second", a="new")}
    paths = ("a/a", "a/one", "a/three", "a/two")
    assert list(Pasting(store.path, "upper", paths, fresh)) == [
        ("a/a", b"NEW"), ("a/one", b"1"), ("a/three", b"3"), ("a/two", b"SECOND")
    ]  # fmt: skip
    assert store.count("excerpt") == 3


def test_an_excerpt_that_is_lost_is_noticed(store: Store, tmp_path: Path) -> None:
    with store.writing():
        keep(store, cut(tmp_path, one="1", two="2"), [], [])
        store.drop("excerpt", path="a/one")
    with pytest.raises(DamagedStoreError, match="1 of 2"):
        list(Pasting(store.path, "upper", ("a/one", "a/two"), {}))


def test_an_excerpt_that_somebody_has_changed_is_noticed(store: Store, tmp_path: Path) -> None:
    with store.writing():
        keep(store, cut(tmp_path, one="1"), [], [])
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE excerpt SET content = 'other'")
    with pytest.raises(DamagedStoreError, match="damaged row"):
        list(Pasting(store.path, "upper", ("a/one",), {}))


def _pair(path: str) -> str:
    return path[:3]


BUNDLE = Bundle("pairs", UPPER, _pair, joined)
GATHERINGS = {
    "all": Gathering("all", "text/plain", UPPER, joined),
    "two": Gathering("two", "text/plain", BUNDLE, joined),
}


def gatherer(
    made: Mapping[str, str], fresh: Iterable[Clipping], store: Store | None = None, frame: str = ""
) -> Gatherer:
    """Return what gathers files of these texts."""
    entries = [entry_of(f"a/{name}", text.encode()) for name, text in made.items() if text]
    return Gatherer(GATHERINGS, files_gathered(GATHERINGS.values(), entries), fresh, store, frame)


def rendered(of: Gatherer) -> dict[str, bytes]:
    return {one.path: one.render() for shard in of.shards() for one in artifacts_of(shard.parts())}  # type: ignore[misc]


def test_without_a_store_all_is_made_anew(tmp_path: Path) -> None:
    made = {"b1": "1", "a2": "2", "a1": "3"}
    of = gatherer(made, cut(tmp_path, **made))
    of.bound(bind(tmp_path, task) for task in of.tasks())
    assert rendered(of) == {"all": b"a/a1=3;a/a2=2;a/b1=1;", "two": b"a/a=a/a1=3;a/a2=2;;a/b=a/b1=1;;"}


def test_a_bundle_is_made_when_one_of_its_files_has_changed_or_gone(store: Store, tmp_path: Path) -> None:
    made: dict[str, str] = {}

    def build_with(frame: str = "", **changed: str) -> tuple[list[str], bytes]:
        made.update(changed)
        fresh = cut(tmp_path, **{name: text for name, text in changed.items() if text})
        of = gatherer(made, fresh, store, frame)
        tasks = of.tasks()
        of.bound(bind(tmp_path, task) for task in tasks)
        told = rendered(of)["two"]
        with store.writing():
            keep(store, [*fresh, *of.made], [f"a/{name}" for name, text in changed.items() if not text], of.gone)
        return [task.name for task in tasks], told

    assert build_with(a1="1", a2="2", b1="3", c1="4")[0] == ["a/a", "a/b", "a/c"]
    assert build_with()[0] == []
    assert build_with(a2="9") == (["a/a"], b"a/a=a/a1=1;a/a2=9;;a/b=a/b1=3;;a/c=a/c1=4;;")
    assert build_with(c1="") == ([], b"a/a=a/a1=1;a/a2=9;;a/b=a/b1=3;;")
    assert build_with(a1="") == (["a/a"], b"a/a=a/a2=9;;a/b=a/b1=3;;")
    assert build_with("another frame")[0] == ["a/a", "a/b"]
    assert sorted((name, path) for name, path, _ in store.rows("excerpt")) == [
        ("pairs", "a/a"), ("pairs", "a/b"), ("upper", "a/a2"), ("upper", "a/b1")
    ]  # fmt: skip


@pytest.fixture(scope="module")
def cheap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Stand-ins for what costs and is not tested here."""
    with pytest.MonkeyPatch.context() as patch:
        make_cheap(patch, tmp_path_factory.mktemp("bases"))
        yield


@pytest.fixture
def root(tmp_path: Path, cheap: None) -> Path:  # noqa: ARG001
    many = {f"advisories/2026/MPC-2026-{number:04d}.md": source(number) for number in range(1, 5)}
    return repository(tmp_path / "tree", many)


def run(root: Path, name: str = "site", jobs: int = 1) -> Report:
    return build(Request(root, root.parent / name, AS_OF, search=False, jobs=jobs))


def write(root: Path, number: int, text: str, language: str = "") -> None:
    (root / f"advisories/2026/MPC-2026-{number:04d}{language}.md").write_text(text, encoding="utf-8")


def assert_as_clean(root: Path) -> None:
    """Check that the site is that of a build which remembers nothing."""
    run(root, "clean", jobs=2)
    assert contents(root.parent / "site") == contents(root.parent / "clean")


def bulk(root: Path) -> dict[str, tuple[int, int]]:
    """Return what tells whether each of the files was left alone."""
    return {path: file[1:] for path, file in files(root.parent / "site").items() if path in BULK}


def test_what_changes_and_goes_is_changed_and_gone_in_every_file(root: Path) -> None:
    run(root)
    assert bulk(root).keys() == BULK
    edits: tuple[Callable[[], object], ...] = (
        lambda: write(root, 2, source(2, title="Another title of the second")),
        lambda: write(root, 3, source(3, status="withdrawn", reason="It was wrong.", revisions=[revision(2, "Gone.")])),
        lambda: write(root, 1, translation(1), ".hi"),
        (root / "advisories/2026/MPC-2026-0004.md").unlink,
        lambda: write(root, 9, source(9)),
        lambda: write(root, 9, source(9, tlp="AMBER")),
    )
    for edit in edits:
        before = bulk(root)
        edit()
        run(root)
        assert not set(bulk(root).values()) & set(before.values())
        assert_as_clean(root)


def test_what_does_not_concern_them_leaves_them_alone(root: Path) -> None:
    run(root)
    before = bulk(root)
    assert not run(root).changed
    (root / "docs/guide/another.md").write_text("---\ntitle: x\n---\n# x\n", encoding="utf-8")
    assert run(root).changed
    assert bulk(root) == before


def test_what_somebody_has_deleted_is_made_again(root: Path) -> None:
    run(root)
    for path in (ZIP, "api/v1/advisories/MPC-2026-0002.json"):
        (root.parent / "site" / path).unlink()
        run(root)
        assert_as_clean(root)


@pytest.mark.parametrize("left", [{"advisories_only": True}, {"bulk": False}], ids=str)
def test_who_waits_for_pages_does_not_wait_for_them(root: Path, left: dict[str, Any]) -> None:
    run(root)
    before = bulk(root)
    write(root, 2, source(2, title="Another title of the second"))
    build(replace(Request(root, root.parent / "site", AS_OF, search=False), **left))
    assert bulk(root) == before
    run(root)
    assert_as_clean(root)


def test_a_build_that_fails_while_they_are_joined_leaves_nothing_to_trust(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(root)
    before = contents(root.parent / "site")

    def fail(*_: object) -> NoReturn:
        raise OutputError("bulk", "cannot be made.", "Do not ask.")

    def gather(_: BulkFiles, __: BuildContext) -> Iterator[Gathering]:
        yield Gathering(ZIP, "application/zip", Excerpt("deflated", "api/v1/advisories/", upper), fail)

    write(root, 2, source(2, title="Another title of the second"))
    with monkeypatch.context() as patch:
        patch.setattr(BulkFiles, "gather", gather)
        with pytest.raises(OutputError):
            run(root)
    assert contents(root.parent / "site") == before
    run(root)
    assert_as_clean(root)


def test_a_lost_excerpt_costs_a_build_from_the_sources(root: Path) -> None:
    run(root)
    store = root.parent / ".site.builds/store.sqlite3"
    with sqlite3.connect(store) as connection:
        connection.execute("DELETE FROM excerpt WHERE path LIKE '%0001.json'")
    store.with_suffix(".seal").unlink()
    write(root, 2, source(2, title="Another title of the second"))
    run(root)
    assert_as_clean(root)


class Counted:
    """An output that gathers the documents that another makes."""

    name = "counted"
    told = Silence("It counts.")

    def plan(self, library: Library, context: BuildContext) -> Iterator[Artifact]:
        """Yield nothing."""
        del library, context
        return iter(())

    def gather(self, context: BuildContext) -> Iterator[Gathering]:
        """Yield a file of sizes."""
        assert context.settings.languages
        sizes = Excerpt("size", "api/v1/advisories/", partial(_size, "bytes"))
        yield Gathering("sizes.txt", "text/plain", sizes, joined)


def _size(unit: str, content: bytes) -> bytes:
    return f"{len(content)} {unit}".encode()


def test_another_output_gathers_too_and_goes_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(root)
    with monkeypatch.context() as patch:
        patch.setattr(planning, "OUTPUTS", (*OUTPUTS, Counted()))
        build(Request(root, root.parent / "more", AS_OF, search=False, jobs=2))
        told = (root.parent / "more/sizes.txt").read_text(encoding="utf-8")
    assert told.count("MPC-2026-") == 4
    run(root, "more")
    assert not (root.parent / "more/sizes.txt").exists()
