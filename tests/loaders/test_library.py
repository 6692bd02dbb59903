# SPDX-License-Identifier: Apache-2.0
"""The tree: which files are advisories, how translations find their originals, what a unit is."""

import hashlib
from pathlib import Path

from tests.builders import repository, source, translation

from chetavani.loaders.library import load_library, load_unit
from chetavani.loaders.tree import scan, units

LANGUAGES = ("en", "hi")


def tree(root: Path, *names: str) -> Path:
    files = {}
    for name in names:
        number = int(name[-7:-3]) if name[-7:-3].isdigit() else int(name.split(".")[0][-4:])
        files[f"advisories/2026/{name}"] = translation(number) if ".hi." in name else source(number)
    return repository(root, files, documents=False)


def test_translations_are_attached_with_their_sources(tmp_path: Path) -> None:
    loaded = load_library(tree(tmp_path, "MPC-2026-0001.md", "MPC-2026-0001.hi.md", "MPC-2026-0002.md"), LANGUAGES)
    first, second = loaded.entries
    assert loaded.findings == ()
    assert list(first.advisory.texts) == ["en", "hi"]
    assert first.translations["hi"].path == "advisories/2026/MPC-2026-0001.hi.md"
    assert second.translations == {}


def test_hidden_files_and_readme_are_left_alone(tmp_path: Path) -> None:
    root = tree(tmp_path, "MPC-2026-0001.md")
    for name in ("README.md", "2026/.MPC-2026-0001.md.swp", ".git/x", "2026/README.md"):
        (root / "advisories" / name).parent.mkdir(exist_ok=True)
        (root / "advisories" / name).write_text("x", encoding="utf-8")
    assert load_library(root, LANGUAGES).findings == ()


def test_other_names_are_reported(tmp_path: Path) -> None:
    root = tree(tmp_path, "MPC-2026-0001.md")
    names = ["MPC-2026-0001.en.md", "MPC-2026-0001.fr.md", "MPC-2026-0001.hi.txt", "mpc-2026-0001.md", "notes.md"]
    for name in names:
        (root / "advisories/2026" / name).write_text("x", encoding="utf-8")
    findings = load_library(root, LANGUAGES).findings
    assert {finding.path.rpartition("/")[2] for finding in findings} == set(names)
    assert {finding.code for finding in findings} == {"CH112"}


def test_no_folder_is_no_advisories(tmp_path: Path) -> None:
    assert load_library(tmp_path, LANGUAGES).entries == ()


def test_a_unit_has_the_digest_of_every_file_that_can_be_read(tmp_path: Path) -> None:
    root = tree(tmp_path, "MPC-2026-0001.md", "MPC-2026-0001.hi.md")
    (root / "advisories/2026/MPC-2026-0002.md").write_bytes(b"\xff")
    (folder,) = scan(root)
    found = units(folder.name, folder.files, LANGUAGES)
    first, second = (load_unit(root, unit, LANGUAGES) for unit in found.values())
    assert first.digests == {
        f"advisories/2026/{name}": hashlib.sha256((root / "advisories/2026" / name).read_bytes()).hexdigest()
        for name in ("MPC-2026-0001.md", "MPC-2026-0001.hi.md")
    }
    assert second.digests == {}
    assert second.entry is None
    assert len(second.findings) == 1


def test_a_translation_without_an_original_is_a_unit_too(tmp_path: Path) -> None:
    loaded = load_library(tree(tmp_path, "MPC-2026-0001.hi.md"), LANGUAGES)
    assert loaded.entries == ()
    assert [(finding.code, finding.path) for finding in loaded.findings] == [
        ("CH113", "advisories/2026/MPC-2026-0001.hi.md")
    ]


def test_the_mark_of_a_link_is_empty(tmp_path: Path) -> None:
    root = tree(tmp_path, "MPC-2026-0001.md")
    (root / "advisories/2026/MPC-2026-0002.md").symlink_to("MPC-2026-0001.md")
    (folder,) = scan(root)
    assert folder.files["MPC-2026-0002.md"] is None
    assert folder.files["MPC-2026-0001.md"] is not None


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    root = tree(tmp_path, "MPC-2026-0001.md")
    source_lines = (root / "advisories/2026/MPC-2026-0001.md").read_text(encoding="utf-8").splitlines()
    entry = load_library(root, LANGUAGES).entries[0]
    assert source_lines[entry.source.line_of("title") - 1].startswith("title: ")
    assert "url: https" in source_lines[entry.source.line_of("references", 0, "url") - 1]
    assert entry.source.line_of("references", 0, "nothing") == entry.source.line_of("references", 0)
    assert source_lines[entry.source.body_line - 2] == "---"
