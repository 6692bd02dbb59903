# SPDX-License-Identifier: Apache-2.0
"""The search index: the same bytes from the same records wherever they lie, no more files than a browser asks for."""

import json

import pytest

import chetavani.search_index
from chetavani.errors import SearchError
from chetavani.outputs.search_bundles import ENGINE
from chetavani.search_index import index_bundle

_RECORD = """<!doctype html><html lang="{language}"><body data-pagefind-body>
<div data-pagefind-weight="7">{title}</div><div>{text}</div></body></html>"""
_TEXTS = (("en", "", "A parcel was stopped"), ("hi", "hi/", "पार्सल रोका गया है"))


def _pages(bundle: str = "2026", count: int = 40) -> dict[str, bytes]:
    return {
        f"{language}/{bundle}/{prefix}advisories/MPC-2026-{number:04d}/index.html": _RECORD.format(
            language=language,
            title=f"{text} {number}",
            text=f"{text} word{number} " + "".join(f" w{number}x{n}" for n in range(200)),
        ).encode()
        for language, prefix, text in _TEXTS
        for number in range(count)
    }


def _english(pages: dict[str, bytes]) -> list[tuple[str, bytes]]:
    return [(path, content) for path, content in pages.items() if path.startswith("en/")]


def test_the_order_of_the_records_leaves_no_trace() -> None:
    pages = _english(_pages())
    assert list(index_bundle(pages)) == list(index_bundle(reversed(pages)))


def test_pages_are_numbered_by_their_addresses() -> None:
    page = _english(_pages(count=1))[0][1]
    paths = [f"en/none/{address}index.html" for address in ("guide/first/", "", "guide/", "guide-other/", "about/")]
    assert json.loads(dict(index_bundle((path, page) for path in paths))["pagefind/en/none/words.json"])["pages"] == 5


def test_a_bundle_is_indexed_where_its_language_and_name_say() -> None:
    for language, _, _ in _TEXTS:
        pages = [(path, content) for path, content in _pages("2025", 9).items() if path.startswith(f"{language}/")]
        files = dict(index_bundle(pages))
        table = json.loads(files.pop(f"pagefind/{language}/2025/words.json"))
        assert table["pages"] == 9
        assert sorted(files) == sorted(f"pagefind/{language}/2025/index/{name}.pf_index" for name in table["names"])


def test_an_edit_leaves_alone_the_files_of_other_words() -> None:
    pages = dict(_english(_pages()))
    edited = {path: content.replace(b"word7 ", b"another ") for path, content in pages.items()}
    before, after = dict(index_bundle(pages.items())), dict(index_bundle(edited.items()))
    assert 1 < len(before.items() - after.items()) < len(before) / 2
    assert {path for path in before if before[path] != after.get(path, before[path])} == {"pagefind/en/2026/words.json"}


def test_the_engine_is_indexed_like_a_bundle_and_is_all_there_is_of_it() -> None:
    files = dict(index_bundle([(f"en/{ENGINE}/index.html", _pages(count=1).popitem()[1])]))
    assert list(files) == ["pagefind/en/engine/pagefind.js", "pagefind/en/engine/wasm.en.pagefind"]
    assert files["pagefind/en/engine/pagefind.js"].endswith(b"export{wasm_bindgen,gz_default};\n")


def test_a_page_that_is_no_record_is_an_error_and_not_an_empty_index() -> None:
    with pytest.raises(SearchError, match="search index"):
        list(index_bundle([("en/2026/index.html", b"")]))


@pytest.mark.parametrize("executable", ["/bin/false", "/bin/cat", "/nowhere/pagefind"])
def test_an_indexer_that_fails_is_named(monkeypatch: pytest.MonkeyPatch, executable: str) -> None:
    monkeypatch.setattr(chetavani.search_index, "get_executable", lambda: executable)
    with pytest.raises(SearchError) as caught:
        list(index_bundle(_english(_pages())))
    assert caught.value.remedy.startswith("Install pagefind")
