# SPDX-License-Identifier: Apache-2.0
"""The proof of the incremental build: whatever is edited, and in whatever order, it gives the bytes of a clean build.

``CHETAVANI_STEPS`` asks for a long run: about how many steps the random edits take (a clean build each).
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from tests.builders import ARTICLE, MKDOCS
from tests.changes import AROUND, EDITS, OWN_TEMPLATES, list_an_indicator, same_size
from tests.changing import TIMES, Changing, Edit
from tests.stand_ins import make_cheap

from chetavani import base_cache, catalogue, pipeline
from chetavani.frame import Frame
from chetavani.loaders.tree import Folder, scan
from chetavani.model.card import Year
from chetavani.outputs import keys

LONG = "CHETAVANI_STEPS" in os.environ
STEPS = int(os.environ.get("CHETAVANI_STEPS", "24"))
A_RUN = 20
_WAYS: tuple[dict[str, object], ...] = ({"jobs": 2}, {"search": False}, {"clean": True})
_NUMBERS = st.integers(0, 40)


class Edited(RuleBasedStateMachine):
    """Random edits of a repository; after each few of them its site is brought up to date and compared."""

    steps = 0
    stopped = 0

    def __init__(self) -> None:
        super().__init__()
        self._home = Path(tempfile.mkdtemp(prefix="chetavani-edited-"))
        self.world = Changing(self._home)
        self._wrong = 0
        self.update()

    def teardown(self) -> None:
        """Delete it all."""
        shutil.rmtree(self._home)

    def update(self, **options: object) -> None:
        """Bring the site up to date and compare it; what stops the build is mended after the second time."""
        type(self).steps += 1
        if self.world.update(**options) is not None:
            self._wrong = 0
            self.world.keep()
            return
        self._wrong += 1
        type(self).stopped += 1
        if self._wrong > 1:
            self.world.restore()
            assert self.world.update() is not None
            self._wrong = 0

    @rule(edits=st.lists(st.tuples(st.sampled_from(EDITS), _NUMBERS, _NUMBERS), min_size=1, max_size=3))
    def edit(self, edits: list[tuple[Edit, int, int]]) -> None:
        """Make some edits, then build."""
        for change, one, other in edits:
            self.world.edit(change, one, other)
        self.update()

    @rule(change=st.sampled_from(EDITS), one=_NUMBERS, other=_NUMBERS, how=st.sampled_from(_WAYS))
    def edit_and_build_otherwise(self, change: Edit, one: int, other: int, how: dict[str, object]) -> None:
        """Make an edit, then build in another way."""
        self.world.edit(change, one, other)
        self.update(**how)

    @rule(change=st.sampled_from(AROUND), one=_NUMBERS, other=_NUMBERS)
    def edit_around(self, change: Edit, one: int, other: int) -> None:
        """Edit what is around the advisories."""
        self.world.edit(change, one, other)
        self.update()

    @rule(as_of=st.sampled_from(TIMES))
    def let_time_pass(self, as_of: datetime) -> None:
        """Build as of another time, later or earlier."""
        self.world.as_of = as_of
        self.update()

    @rule()
    def change_nothing(self) -> None:
        """Build again."""
        self.update()


def run(steps: int) -> None:
    """Take about so many random steps."""
    Edited.steps = Edited.stopped = 0
    checked = settings(
        max_examples=max(1, steps // A_RUN), stateful_step_count=min(A_RUN, steps), deadline=None, derandomize=not LONG,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
    )  # fmt: skip
    run_state_machine_as_test(Edited, settings=checked)
    sys.stdout.write(f"{Edited.steps} incremental builds compared with clean ones, {Edited.stopped} of them stopped\n")


@pytest.mark.xdist_group("random edits")
@pytest.mark.timeout(7200)
def test_whatever_is_edited_the_site_is_that_of_a_clean_build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    make_cheap(monkeypatch, tmp_path)
    run(STEPS)
    assert Edited.steps >= STEPS // 2


@pytest.mark.xdist_group("inputs")
@pytest.mark.timeout(1800)
def test_so_it_is_with_the_real_engines() -> None:
    run(max(STEPS // 10, 6))
    assert Edited.steps >= 3


@pytest.fixture(scope="module")
def cheap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Changing]:
    """A repository whose builds cost little."""
    with pytest.MonkeyPatch.context() as patch:
        make_cheap(patch, tmp_path_factory.mktemp("bases"))
        world = Changing(tmp_path_factory.mktemp("cheap"))
        world.edit(list_an_indicator, 0, 0)
        world.update()
        world.keep()
        yield world


@pytest.mark.xdist_group("edits")
@pytest.mark.parametrize("change", [*EDITS, *AROUND], ids=lambda change: change.__name__.strip("_"))
def test_each_edit_alone_and_back_again(cheap: Changing, change: Edit) -> None:
    cheap.edit(change, 1, 2)
    cheap.update()
    cheap.restore()
    assert cheap.update() is not None


def _alone(name: str, text: str) -> Edit:
    return lambda world, _one, _other: world.put(name, text)


_INPUTS = {
    "a page of docs/": _alone("docs/guide/first-hour.md", ARTICLE + "\nAnd tell somebody.\n"),
    "navigation": _alone("mkdocs.yml", MKDOCS.replace("Guides", "Advice")),
    "our own wording": _alone("templates/wording/hi.toml", 'published = "पहली बार"\n'),
    "a template of the theme": _alone("templates/theme/partials/notice.html", "<p>another notice</p>\n"),
    "a template of feeds": _alone("templates/feed/advisory.html.jinja", "<p>{{ advisory.title }}</p>\n"),
    "the publisher's name": lambda world, *_: _set(world, "Chetavani demonstration", "Another cell"),
    "the address": lambda world, *_: _set(world, "https://chetavani.example/", "https://cell.example/warnings/"),
    "the length of feeds": lambda world, *_: _set(world, "entries = 50", "entries = 1"),
    "the time zone": lambda world, *_: _set(world, "Asia/Kolkata", "Pacific/Kiritimati"),
    "the languages": lambda world, *_: _set(world, '["en", "hi"]', '["en"]'),
    "whether it is a demonstration": lambda world, *_: _set(world, "demonstration = true", "demonstration = false"),
}


def test_what_the_engine_s_configuration_names_counts(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "chetavani.toml").touch()
    (tmp_path / "mkdocs.yml").write_text("INHERIT: common/base.yml\nsite_name: x\n", encoding="utf-8")
    (tmp_path / "common").mkdir()
    (tmp_path / "common/base.yml").write_text("hooks:\n  - ../own_hook.py\n  - ../absent.py\n", encoding="utf-8")
    hook = tmp_path / "own_hook.py"
    hook.write_text("one = 1\n", encoding="utf-8")
    first = base_cache.base_key(tmp_path, ())
    hook.write_text("one = 2\n", encoding="utf-8")
    second = base_cache.base_key(tmp_path, ())
    (tmp_path / "common/base.yml").write_text("hooks:\n  - ../own_hook.py\n", encoding="utf-8")
    assert len({first, second, base_cache.base_key(tmp_path, ())}) == 3
    assert base_cache.base_key(tmp_path, ()) == base_cache.base_key(tmp_path, ())


def _set(world: Changing, old: str, new: str) -> None:
    text = (world.root / "chetavani.toml").read_text(encoding="utf-8")
    assert old in text
    world.put("chetavani.toml", text.replace(old, new))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Changing:
    """A repository that is built with the real MkDocs and the real indexer."""
    return Changing(tmp_path_factory.mktemp("real"))


@pytest.mark.xdist_group("inputs")
@pytest.mark.parametrize("name", _INPUTS)
def test_each_input_around_with_the_real_engines(real: Changing, name: str) -> None:
    real.restore()
    real.update()
    _INPUTS[name](real, 0, 0)
    report = real.update()
    assert report is None or report.changed


def _forget_titles(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(keys, "tied_key", lambda _library, advisory_id: advisory_id)


def _forget_templates(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pipeline, "frame_digest", lambda _edition, base: base.digest)


def _forget_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Year, "phase", lambda _year, _at: "")


def _forget_docs(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(base_cache, "base_key", lambda *_: "always the same")


def _forget_official(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Frame, "digest", property(lambda frame: frame.settings.model_dump_json()))


def _trust_sizes(patch: pytest.MonkeyPatch) -> None:
    def scan_sizes(root: Path, only: Iterable[str] | None = None) -> Iterator[Folder]:
        for folder in scan(root, only):
            yield Folder(folder.name, {file: (mark[0], 0, 0, 0) for file, mark in folder.files.items() if mark})

    patch.setattr(catalogue, "scan", scan_sizes)


def _retitle_a_related_one(world: Changing) -> None:
    world.told["MPC-2026-0002"]["title"] = "Bills that threaten to cut it today"


def _let_one_expire(world: Changing) -> None:
    world.as_of = TIMES[-1]


_WRONG: tuple[tuple[Callable[[pytest.MonkeyPatch], None], Callable[[Changing], None]], ...] = (
    (_forget_titles, _retitle_a_related_one),
    (
        _forget_templates,
        lambda world: world.put("templates/home.html.jinja", OWN_TEMPLATES["templates/home.html.jinja"]),
    ),
    (_forget_time, _let_one_expire),
    (_forget_docs, lambda world: world.put("docs/guide/first-hour.md", ARTICLE + "\nAnd tell somebody.\n")),
    (_forget_official, lambda world: world.put("official-domains.txt", "+447700900400\n")),
    (_trust_sizes, lambda world: world.edit(same_size, 1, 0)),
)


@pytest.mark.parametrize(("weaken", "change"), _WRONG, ids=lambda one: one.__name__.strip("_"))
def test_a_wrong_key_is_noticed(
    weaken: Callable[[pytest.MonkeyPatch], None],
    change: Callable[[Changing], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The comparison itself is tested here: with a key that forgets something, it must fail; with the right one not."""
    make_cheap(monkeypatch, tmp_path / "bases")
    worlds = [Changing(tmp_path / name) for name in ("right", "wrong")]
    for world in worlds:
        world.edit(list_an_indicator, 0, 0)
    worlds[0].update()
    change(worlds[0])
    worlds[0].write()
    worlds[0].update()
    weaken(monkeypatch)
    worlds[1].update()
    change(worlds[1])
    worlds[1].write()
    with pytest.raises(AssertionError, match=r"differs from a clean build|should have been stopped"):
        worlds[1].update()
