# SPDX-License-Identifier: Apache-2.0
"""The converter: every builder gets a page in each language for each advisory, and what its templates need."""

from pathlib import Path

import pytest
import yaml
from bench.conversion.builders import WRITERS, convert
from bench.conversion.pages import pages, titles
from bench.generator.repository import write_repository
from bench.harness.ours import add_sentence, edited

COUNT = 20


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "repository"
    write_repository(folder, COUNT, 1)
    return folder


@pytest.mark.parametrize("peer", WRITERS)
def test_every_builder_gets_a_page_in_each_language(peer: str, corpus: Path, tmp_path: Path) -> None:
    convert(corpus, peer, tmp_path)
    found = list(tmp_path.rglob("MPC-*.md"))
    assert len(found) == 2 * COUNT
    assert len({path.stem for path in found}) == COUNT


@pytest.mark.parametrize("peer", ["hugo", "eleventy", "mkdocs", "zensical"])
def test_front_matter_is_yaml_with_the_title_in_the_language_of_the_page(
    peer: str, corpus: Path, tmp_path: Path
) -> None:
    convert(corpus, peer, tmp_path)
    known = titles(corpus)
    found = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])["title"]
             for path in tmp_path.rglob("MPC-*.md") if "/hi/" not in path.as_posix()}  # fmt: skip
    assert found == known


def test_where_there_is_no_translation_the_page_has_the_original(corpus: Path) -> None:
    made = {(page.id, page.language): page for page in pages(corpus)}
    same = [one for one, _ in made if made[one, "en"].body == made[one, "hi"].body]
    assert len(set(same)) == COUNT // 2


def test_what_a_template_cannot_show_stands_in_the_body(corpus: Path, tmp_path: Path) -> None:
    convert(corpus, "pelican", tmp_path)
    page = next(page for page in pages(corpus) if page.fields.get("indicators") and page.language == "en")
    text = (tmp_path / f"content/en/{page.id}.md").read_text(encoding="utf-8")
    assert "## Indicators" in text
    assert page.fields["actions"][0]["text"] in text
    assert "@example" not in text


def test_an_edit_takes_the_place_of_the_one_before(corpus: Path) -> None:
    path = edited(corpus, -1)
    before = path.read_text(encoding="utf-8")
    add_sentence(path, "mark1")
    add_sentence(path, "mark2")
    after = path.read_text(encoding="utf-8")
    assert ("mark1" in after, "mark2" in after) == (False, True)
    assert after.startswith(before.rstrip("\n"))
