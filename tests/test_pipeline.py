# SPDX-License-Identifier: Apache-2.0
"""The pipeline of a preview: what a save does not touch is kept, and nothing stale ever is."""

from datetime import datetime
from pathlib import Path

import pytest
from tests.builders import ARTICLE, AS_OF, repository, source

from chetavani import pipeline
from chetavani.errors import OutputError, TemplateError
from chetavani.pipeline import Report, Request, Warm, build
from chetavani.theme.shell import Base


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "tree")


@pytest.fixture
def warm(tmp_path: Path) -> Warm:
    return Warm(home=tmp_path / "base")


def run(root: Path, warm: Warm | None = None, name: str = "site", as_of: datetime = AS_OF) -> Report:
    return build(Request(root, root.parent / name, as_of), warm=warm)


def same_as_a_clean_build(root: Path) -> bool:
    """Whether the warm site has the bytes of a build that keeps nothing."""
    run(root, name="clean")
    manifests = [(root.parent / name / "manifest.json").read_bytes() for name in ("site", "clean")]
    return manifests[0] == manifests[1]


def test_a_save_rebuilds_what_it_touches_and_nothing_is_stale(root: Path, warm: Warm) -> None:
    run(root, warm)
    page = root.parent / "site/advisories/MPC-2026-0001/index.html"
    before = page.stat().st_ino
    (root / "advisories/2026/MPC-2026-0002.md").write_text(source(2, title="Another title by now"), encoding="utf-8")
    assert run(root, warm).changed
    assert page.stat().st_ino == before
    assert same_as_a_clean_build(root)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("templates/wording/en.toml", 'published = "First said"\n'),
        (
            "docs/guide/first-hour.md",
            ARTICLE.replace("at once", "now"),
        ),
        ("templates/theme/partials/notice.html", "<p>another notice</p>"),
    ],
)
def test_every_other_input_is_noticed_too(root: Path, warm: Warm, name: str, text: str) -> None:
    run(root, warm)
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")
    assert run(root, warm).changed
    assert same_as_a_clean_build(root)


def test_a_build_that_failed_half_way_leaves_nothing_to_trust(root: Path, warm: Warm) -> None:
    run(root, warm)
    template = root / "templates/feeds.html.jinja"
    template.parent.mkdir()
    template.write_text("{{ nothing }}", encoding="utf-8")
    with pytest.raises(TemplateError):
        run(root, warm)
    template.unlink()
    template.parent.rmdir()
    run(root, warm)
    assert same_as_a_clean_build(root)


def test_time_alone_lets_an_advisory_expire_in_a_warm_preview(root: Path, warm: Warm) -> None:
    run(root, warm)
    page = root.parent / "site/advisories/MPC-2026-0003/index.html"
    assert "cv-banner--stop" not in page.read_text(encoding="utf-8")
    run(root, warm, as_of=datetime.fromisoformat("2026-07-02T00:00:00+05:30"))
    assert "cv-banner--stop" in page.read_text(encoding="utf-8")


def test_the_theme_engine_runs_only_for_its_own_inputs(root: Path, warm: Warm, monkeypatch: pytest.MonkeyPatch) -> None:
    run(root, warm)

    def fail(*_: object) -> Base:
        raise AssertionError

    monkeypatch.setattr(pipeline, "build_base", fail)
    (root / "advisories/2026/MPC-2026-0002.md").write_text(source(2, severity="low"), encoding="utf-8")
    assert run(root, warm).changed


def test_a_page_in_docs_at_the_place_of_an_output_is_refused(root: Path) -> None:
    (root / "docs/robots.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"robots\.txt"):
        run(root)


def test_warnings_about_docs_are_told(root: Path) -> None:
    path = root / "docs/guide/first-hour.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n[dead](missing.md)\n", encoding="utf-8")
    assert any("missing.md" in warning for warning in run(root).warnings)
