# SPDX-License-Identifier: Apache-2.0
"""``chetavani verify`` over real builds: before a withdrawal, after it, and when one output does not tell of it."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.builders import repository, small_tree, source, translation
from tests.sites import AS_OF, build_site, every_state

from chetavani.cli import run as run_command
from chetavani.manifest import MANIFEST, entries_of, manifest_bytes
from chetavani.outputs import OUTPUTS
from chetavani.outputs.base import Silence
from chetavani.writer import entry_of

pytestmark = pytest.mark.xdist_group("verify")

ENDING = {"revisions": [{"date": "2026-05-30T10:00:00+05:30", "summary": "Taken back."}]}
WITHDRAWN = {"status": "withdrawn", "reason": "The shop was genuine."} | ENDING
GIVEN = {"severity": "critical", "indicators": [{"type": "upi", "value": "fee.desk@example", "role": "payee"}]}
ID = "MPC-2026-0001"


@dataclass(frozen=True)
class Done:
    """What a run of the command left behind."""

    code: int
    out: str


@dataclass(frozen=True)
class Sites:
    """A repository in which an advisory was withdrawn, its site, and the site from before."""

    root: Path
    before: Path
    after: Path


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    home = tmp_path_factory.mktemp("verify")
    path = f"advisories/2026/{ID}.md"
    articles = {name: text for name, text in every_state().items() if not name.startswith("advisories/")}
    root = repository(home / "tree", articles | small_tree() | {path: source(1, **GIVEN)})
    build_site(root, home / "site", "--as-of", AS_OF)
    shutil.copytree(home / "site", home / "before")
    (root / path).write_text(source(1, **GIVEN, **WITHDRAWN), encoding="utf-8")
    (root / f"advisories/2026/{ID}.hi.md").write_text(translation(1, translates="2"), encoding="utf-8")
    return Sites(root, home / "before", build_site(root, home / "site", "--as-of", AS_OF))


@pytest.fixture
def verify(sites: Sites, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Return a function that runs the command in the repository, on a wide terminal."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> Done:
        code = run_command(["verify", *map(str, arguments), "--root", str(sites.root), "--as-of", AS_OF])
        return Done(code, capsys.readouterr().out)

    return run


def test_a_withdrawal_goes_out_everywhere(sites: Sites, verify: Callable[..., Done]) -> None:
    done = verify(sites.after, "--against", sites.before)
    assert done.out.splitlines()[-1] == "3 advisories, no findings."
    assert done.code == 0


def test_every_output_that_names_advisories_tells_of_it(sites: Sites, verify: Callable[..., Done]) -> None:
    shown = verify(sites.after, "--advisory", ID).out.splitlines()
    rows = [[cell.strip() for cell in line.split("│")] for line in shown if line.startswith("│")]
    telling = {name for _, name, withdrawn, *_ in rows if withdrawn}
    # an upgrade note's formats have nothing to do with a fraud warning
    expected = {output.name for output in OUTPUTS if not isinstance(output.told, Silence)} - {"osv"}
    assert telling == expected


def test_the_site_from_before_the_withdrawal_does_not_pass(sites: Sites, verify: Callable[..., Done]) -> None:
    done = verify(sites.before, "--format", "json")
    findings = json.loads(done.out)["findings"]
    blamed = {finding["field"] for finding in findings}
    assert done.code == 1
    assert blamed >= {output.name for output in OUTPUTS if not isinstance(output.told, Silence)} - {"osv", "sitemap"}
    assert all("reference/gate/#" in finding["help"] for finding in findings)


def test_a_withdrawal_cannot_be_taken_back(sites: Sites, verify: Callable[..., Done]) -> None:
    done = verify(sites.before, "--against", sites.after, "--format", "json")
    codes = {finding["code"] for finding in json.loads(done.out)["findings"]}
    assert codes >= {"CH424", "CH425", "CH426"}


def test_an_output_that_does_not_tell_is_named(sites: Sites, verify: Callable[..., Done], tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(sites.after, broken)
    path = f"cap/{ID}.xml"
    old = (sites.before / path).read_bytes()
    (broken / path).write_bytes(old)
    entries = {entry.path: entry for entry in entries_of((broken / MANIFEST).read_bytes())}
    entries[path] = entry_of(path, old)
    (broken / MANIFEST).write_bytes(manifest_bytes(entries.values(), {}))
    findings = json.loads(verify(broken, "--format", "json").out)["findings"]
    assert {(finding["field"], finding["path"]) for finding in findings} == {("cap", path)}


def test_what_cannot_be_judged_is_2(sites: Sites, verify: Callable[..., Done], tmp_path: Path) -> None:
    assert verify(tmp_path).code == 2
    assert verify(sites.after, "--advisory", "MPC-2026-0099").code == 2
