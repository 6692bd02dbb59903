# SPDX-License-Identifier: Apache-2.0
"""``chetavani publish`` and ``rollback`` over real builds: the gate first, then what changes, then the way back."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.builders import repository, small_tree, source
from tests.sites import AS_OF, build_site, every_state

from chetavani.cli import run as run_command
from chetavani.publish.source import numbered, open_source

SETTINGS = '\n[publish.public]\ntype = "local"\nplace = "www"\n'


@dataclass(frozen=True)
class Done:
    """What a run of a command left behind."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Built:
    """A repository, its first site, and the second one, in which an advisory was corrected."""

    root: Path
    first: Path
    second: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    home = tmp_path_factory.mktemp("publish")
    articles = {name: text for name, text in every_state().items() if not name.startswith("advisories/")}
    root = repository(home / "tree", articles | small_tree())
    settings = root / "chetavani.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")
    build_site(root, home / "site", "--as-of", AS_OF)
    shutil.copytree(home / "site", home / "first")
    mended = {"severity": "critical", "revisions": [{"date": "2026-05-30T10:00:00+05:30", "summary": "More severe."}]}
    title = "Bills that threaten to cut the power tonight"
    (root / "advisories/2026/MPC-2026-0002.md").write_text(source(2, title=title, **mended), encoding="utf-8")
    return Built(root, home / "first", build_site(root, home / "site", "--as-of", AS_OF))


@pytest.fixture
def run(built: Built, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Return a function that runs a command in the repository."""
    monkeypatch.setenv("COLUMNS", "200")
    shutil.rmtree(built.root / "www", ignore_errors=True)

    def command(*arguments: object) -> Done:
        code = run_command([*map(str, arguments), "--root", str(built.root)])
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return command


def test_a_correction_goes_out_and_back(built: Built, run: Callable[..., Done]) -> None:
    publish = ("publish", "public", "--as-of", AS_OF)
    # the library is of after the correction: the gate would find the first site wrong, so it is put there by hand
    shutil.copytree(built.first, built.root / "www/releases/1")
    (built.root / "www/releases/1/release.json").write_text(_pointer(built.first), encoding="utf-8")
    (built.root / "www/current").symlink_to("releases/1")

    dry = run(*publish, "--from", built.second, "--dry-run")
    assert (dry.code, dry.err) == (0, "")
    assert "release 1 → 2" in dry.out
    assert "changed: " in dry.out
    assert run(*publish, "--from", built.second).err.endswith("nobody said yes. Add --yes if nobody can be asked.\n")
    assert (built.root / "www/current").readlink() == Path("releases/1")

    done = run(*publish, "--from", built.second, "--yes")
    assert (done.code, done.err) == (0, "")
    assert "release 2 is live" in done.out
    assert (built.root / "www/current").readlink() == Path("releases/2")
    assert "nothing to do" in run(*publish, "--from", built.second, "--yes").out

    assert "release 1 is live" in run("rollback", "public", "--yes").out
    assert (built.root / "www/current").readlink() == Path("releases/1")


def test_what_the_gate_refuses_does_not_move(built: Built, run: Callable[..., Done], tmp_path: Path) -> None:
    shutil.copytree(built.second, tmp_path / "site")
    (tmp_path / "site/slipped-in.html").write_text("forged", encoding="utf-8")
    done = run("publish", "public", "--as-of", AS_OF, "--from", tmp_path / "site", "--yes")
    assert done.code == 1
    assert "slipped-in.html" in done.err
    assert "did not pass the release gate" in done.err
    assert not (built.root / "www/current").exists()


def test_an_unknown_target_is_named(run: Callable[..., Done]) -> None:
    done = run("publish", "elsewhere")
    assert done.code == 2
    assert "publish.elsewhere: there is no such target; chetavani.toml has public." in done.err


def _pointer(site: Path) -> str:
    return numbered(open_source(site), 1, None, datetime.now(UTC)).made.decode()
