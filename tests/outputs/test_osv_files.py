# SPDX-License-Identifier: Apache-2.0
"""What is made of all OSV records: the list of changes and the archive, and the texts that are safe as Markdown."""

import stat
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from tests.builders import advisory, library
from tests.outputs.feed_world import HOSTILE_BODY, context, repository_library, sourced
from tests.outputs.osv_judge import risks, tokens, words
from tests.outputs.test_osv import files, upgrade

from chetavani.model.advisory import Advisory
from chetavani.outputs.base import artifacts_of
from chetavani.outputs.osv import ALL, MODIFIED, OsvRecords
from chetavani.outputs.osv.details import escaped, safe_markdown


def test_the_archive_holds_every_record_as_it_is_in_its_file() -> None:
    made = files(repository_library())
    with ZipFile(BytesIO(made[ALL])) as opened:
        assert opened.testzip() is None
        held = {f"osv/{name}": opened.read(name) for name in opened.namelist()}
        assert opened.namelist() == sorted(opened.namelist())
        for info in opened.infolist():
            assert (info.date_time, info.create_system) == ((1980, 1, 1, 0, 0, 0), 3)
            assert info.external_attr >> 16 == stat.S_IFREG | 0o644
    assert held == {path: content for path, content in made.items() if path.endswith(".json")}


def test_unzip_takes_the_archive_and_refuses_a_damaged_one(tmp_path: Path) -> None:
    made = files(repository_library())[ALL]
    damaged = bytearray(made)
    damaged[len(made) // 4] ^= 0xFF
    assert unzip(tmp_path / "whole.zip", made) == 0
    assert unzip(tmp_path / "damaged.zip", bytes(damaged)) != 0


def unzip(path: Path, content: bytes) -> int:
    """Return what ``unzip -t`` says of an archive: 0 if it is sound."""
    path.write_bytes(content)
    return subprocess.run(["unzip", "-tqq", path], capture_output=True, check=False).returncode


def test_the_list_has_the_newest_change_first() -> None:
    later = {"revisions": [{"date": "2026-05-09T10:00:00+05:30", "summary": "More."}]}
    made = files(library(upgrade(1), upgrade(2, **later), upgrade(3, published="2026-03-02T11:00:00+05:30")))
    assert made[MODIFIED].decode().splitlines() == [
        "2026-05-09T04:30:00Z,x_MPC-2026-0002",
        "2026-03-02T05:30:00Z,x_MPC-2026-0001",
        "2026-03-02T05:30:00Z,x_MPC-2026-0003",
    ]


def test_without_a_note_there_are_an_empty_list_and_an_empty_archive() -> None:
    made = files(library())
    assert made[MODIFIED] == b""
    assert ZipFile(BytesIO(made[ALL])).namelist() == []


def keys(*advisories: Advisory) -> dict[str, str]:
    """Return the key of every file by its path."""
    of = sourced(*advisories)
    return {one.path: one.key for one in artifacts_of(OsvRecords().plan(of, context(of)))}


def test_an_edit_changes_what_has_it_and_nothing_else() -> None:
    before = keys(upgrade(1), upgrade(2), advisory(3))
    noted = keys(upgrade(1, summary="Another summary."), upgrade(2), advisory(3))
    assert {path for path in before if before[path] != noted[path]} == {"osv/x_MPC-2026-0001.json"}
    assert keys(upgrade(1), upgrade(2), advisory(3, summary="Another summary.")) == before


_PAGE = "https://cell.example/advisories/MPC-2026-0009/"
_SOUND = (
    "Plain words, `code`, **bold**, [a link](https://a.example/x).\n\n## Heading\n\n1. One\n2. Two\n\n"
    "```\ncp a b\n```\n\n| a | b |\n| --- | --- |\n| < 2 | 3 |\n\n> [!WARNING]\n> Beware, versions <2 too."
)


def test_an_author_s_markdown_stays_as_it_is() -> None:
    assert safe_markdown(f"\n{_SOUND}\n", _PAGE) == _SOUND
    assert risks(_SOUND) == []


def test_links_between_advisories_are_made_whole() -> None:
    assert safe_markdown("See [one](../MPC-2026-0001/), [below](#s1).", _PAGE) == (
        f"See [one](https://cell.example/advisories/MPC-2026-0001/), [below]({_PAGE}#s1)."
    )


@pytest.mark.parametrize("body", [
    "<b>bold</b>", "a <!-- comment --> b", "<?php ?>", "<!DOCTYPE x>", "<https://a.example/>", "![x](https://a.example/y)",
    "[x](javascript:alert(1))", "[x](../a(b)/)", "[x](x:y)", "[x](/a)", '[x](../a "<b>")',
    "[x][y]\n\n[y]: javascript:alert(1)", "[x]( https://a)",
    "text[^1]\n\n[^1]: a note", "[x](<javascript:alert(1)>)", "&lt;b&gt; <b>", HOSTILE_BODY,
])  # fmt: skip
def test_of_anything_doubtful_the_words_alone_are_told(body: str) -> None:
    made = safe_markdown(f"{body}\n\n## A *heading*\n\n- an item_\n", _PAGE)
    assert risks(made) == []
    assert [token.tag for token in tokens(made) if token.type == "heading_open"] == ["h2"]
    assert "anitem_" in words(made)


@how(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])) | st.text("<a![]():#*_`~\\&;-+=>|.1 \n/hrefonclick"))
def test_no_body_is_html(body: str) -> None:
    assert risks(safe_markdown(body, _PAGE)) == []


@how(deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "Z"])) | st.text("<a![]():#*_`~\\&;-+=>|.1/x"))
def test_an_escaped_text_shows_itself(text: str) -> None:
    shown = [
        token for token in tokens(escaped(text)) if token.type not in {"paragraph_open", "paragraph_close", "inline"}
    ]
    assert "".join(token.content for token in shown) == text
    assert {token.type for token in shown} <= {"text", "text_special"}
