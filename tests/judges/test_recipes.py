# SPDX-License-Identifier: Apache-2.0
"""The recipes of the documentation do what they say: the Java one against a served site, the one for a CI in Node."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from tests.builders import ROOT
from tests.client import lookup_world
from tests.client.lookup_world import serving, write_lookup
from tests.client.node import CLIENT, NODE

_PAGE = (ROOT / "docs/reference/clients.md").read_text(encoding="utf-8")
_VECTORS = ROOT / "src/chetavani/data/lookup-vectors.json"
_MAIN = """
class Main {
    public static void main(String[] given) {
        for (int at = 0; at < given.length; at += 3) {
            System.out.println(Lookup.action(given[at], given[at + 1], given[at + 2]).orElse("-"));
        }
    }
}
"""


def recipe(heading: str, language: str) -> str:
    """Return the code in a language below a heading."""
    section = _PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return str(re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)[0])


def java(folder: Path, asked: list[tuple[str, str, str]]) -> list[str]:
    """Return what the recipe says of addresses, types and values."""
    imports, _, rest = recipe("Java", "java").partition("final class")
    program = folder / "Main.java"
    program.write_text(f"{imports}{_MAIN}final class{rest}", encoding="utf-8")
    command = ["java", "-XX:TieredStopAtLevel=1", str(program), *(part for one in asked for part in one)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later, before = "2999-01-01T00:00:00Z", "2001-01-01T00:00:00Z"
    entries = [(*one[:4], before if one[4] == lookup_world.BEFORE else later) for one in lookup_world.ENTRIES]
    monkeypatch.setattr(lookup_world, "ENTRIES", entries)
    said = [action if until == later else "-" for _, _, action, _, until in entries]
    with serving(write_lookup(tmp_path / "site")) as site:
        (site.folder / f"lookup/v1/{lookup_world.prefix_of('upi', 'broken@example')}.json").write_text("{")
        base = f"{site.address}lookup/v1/"
        asked = [(base, *one[:2]) for one in entries]
        asked += [(base, "upi", "nobody@example"), (base, "upi", "broken@example")]
        asked += [
            (f"{site.address}none/", "upi", "fee.desk@example"),
            ("http://127.0.0.1:9/", "upi", "fee.desk@example"),
        ]
        assert java(tmp_path, asked) == [*said, *"----"]
        paths = {one.path for one in site.asked} - {"/none/meta.json"}
    assert {path for path in paths if not re.fullmatch(r"(meta|[0-9a-f]{2})\.json", path)} == set()


@pytest.mark.parametrize("fault", [False, True])
def test_vectors_in_a_ci(tmp_path: Path, *, fault: bool) -> None:
    (tmp_path / "client.mjs").write_bytes(CLIENT.read_bytes())
    told = json.loads(_VECTORS.read_bytes())
    if fault:
        told["vectors"][7]["canonical"] += "0"
    (tmp_path / "vectors.json").write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "prove.mjs").write_text(recipe("Prove it in your CI", "js"), encoding="utf-8")
    done = subprocess.run([NODE, "prove.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, bool(done.stderr)) == (int(fault), fault), done.stderr


def test_all_recipes_ask_in_one_way() -> None:
    for heading in ("Kotlin", "Swift", "Java"):
        code = recipe(heading, heading.lower())
        for step in ("SHA", "meta.json", "prefix_digits", "16", "cleared", ".json"):
            assert step in code, f"{heading}: {step}"
