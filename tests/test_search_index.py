# SPDX-License-Identifier: Apache-2.0
"""The search index: the same bytes from the same records wherever they lie, no more files than a browser asks for."""

import json
import sys
from pathlib import Path

import pytest

from chetavani.errors import SearchError
from chetavani.search_index import index_records

_RECORD = """<!doctype html><html lang="{language}"><head><title>{title}</title>
<meta data-pagefind-filter="kind[content]" content="fraud-warning">
<meta data-pagefind-filter="year[content]" content="{year}">
<meta data-pagefind-filter="sector[content]" content="{sector}">
</head>
<body data-pagefind-body><h1>{title}</h1><p>{text}</p></body></html>"""


def _records(folder: Path) -> Path:
    for language, prefix, text in (("en", "", "A parcel was stopped"), ("hi", "hi/", "पार्सल रोका गया है")):
        for number in range(40):
            path = folder / language / f"{prefix}advisories/MPC-2026-{number:04d}/index.html"
            path.parent.mkdir(parents=True)
            page = _RECORD.format(
                language=language,
                title=f"{text} {number}",
                text=f"{text} word{number}",
                year=2000 + number % 17,
                sector=f"sector-{number % 13}",
            )
            path.write_text(page, encoding="utf-8")
    return folder


def test_two_runs_in_different_folders_give_the_same_bytes(tmp_path: Path) -> None:
    first = list(index_records(_records(tmp_path / "one")))
    again = list(index_records(_records(tmp_path / "quite/another folder")))
    assert first == again
    assert len(first) > 80


def test_each_language_is_a_bundle_of_its_own(tmp_path: Path) -> None:
    files = dict(index_records(_records(tmp_path / "records")))
    for language in ("en", "hi"):
        entry = json.loads(files[f"pagefind/{language}/pagefind-entry.json"])
        assert entry["languages"][language]["page_count"] == 40
        assert list(entry["languages"]) == [language]
        assert f"pagefind/{language}/wasm.{language}.pagefind" in files
        assert f"pagefind/{language}/pagefind.js" in files
        for part in ("index", "filter", "fragment"):
            assert any(path.startswith(f"pagefind/{language}/{part}/") for path in files)


def test_what_no_page_asks_for_is_left_out(tmp_path: Path) -> None:
    paths = [path for path, _ in index_records(_records(tmp_path / "records"))]
    assert {path.rpartition("/")[2] for path in paths if path.endswith((".js", ".css"))} == {"pagefind.js"}
    assert not [path for path in paths if "unknown" in path]
    assert len(set(paths)) == len(paths)


def test_without_records_there_is_no_index(tmp_path: Path) -> None:
    assert list(index_records(tmp_path / "missing")) == []


def test_a_page_that_is_no_record_is_an_error_and_not_an_empty_index(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    with pytest.raises(SearchError, match="search index for en"):
        list(index_records(tmp_path))


@pytest.mark.parametrize("executable", ["/bin/false", "/nowhere/python"])
def test_an_indexer_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, executable: str) -> None:
    records = _records(tmp_path / "records")
    monkeypatch.setattr(sys, "executable", executable)
    with pytest.raises(SearchError) as caught:
        list(index_records(records))
    assert caught.value.remedy.startswith("Install pagefind")
