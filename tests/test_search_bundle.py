# SPDX-License-Identifier: Apache-2.0
"""A repacked bundle: every word with the bytes it had, small files that fit their names, foreign shapes refused."""

import gzip
import json
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chetavani.errors import SearchError
from chetavani.search_bundle import repacked

_MAGIC = b"pagefind_dcd"
_VERSION = "1.5.2"
_ADDRESSES = ("/a/", "/b/")
_WORDS = st.lists(
    st.tuples(st.text(min_size=1, max_size=6), st.integers(1, 3000)),
    min_size=1,
    max_size=60,
    unique_by=lambda one: one[0],
)


def packed(content: object) -> bytes:
    return gzip.compress(_MAGIC + cbor2.dumps(content))


def unpacked(file: bytes) -> Any:  # noqa: ANN401
    return cbor2.loads(gzip.decompress(file).removeprefix(_MAGIC))


def word(text: str, pages: int = 1) -> list[Any]:
    return [text, [[1, [-169, 3], []]] * pages, []]


def bundle(*chunks: list[list[Any]], addresses: tuple[str, ...] = _ADDRESSES) -> dict[str, bytes]:
    index = [[chunk[0][0], chunk[-1][0], f"en_{number}"] for number, chunk in enumerate(chunks)]
    pages = [[f"en_page{number}", 9] for number in range(len(addresses))]
    return {
        "pagefind-entry.json": json.dumps({"version": _VERSION, "languages": {"en": {"hash": "en_meta"}}}).encode(),
        "pagefind.en_meta.pf_meta": packed([_VERSION, pages, index, [], [], []]),
        **{f"index/en_{number}.pf_index": packed([chunk]) for number, chunk in enumerate(chunks)},
        **{
            f"fragment/en_page{number}.pf_fragment": gzip.compress(_MAGIC + json.dumps({"url": address}).encode())
            for number, address in enumerate(addresses)
        },
    }


@settings(deadline=None)
@given(_WORDS, st.integers(1, 9))
def test_no_word_is_lost_and_the_table_leads_to_each(words: list[tuple[str, int]], size: int) -> None:
    given = [word(text, pages) for text, pages in sorted(words)]
    files = dict(repacked(bundle(*(given[start : start + size] for start in range(0, len(given), size))), _ADDRESSES))
    table = json.loads(files.pop("words.json"))
    chunks = [unpacked(files.pop(f"index/{name}.pf_index"))[0] for name in table["names"]]
    assert files == {}
    assert [one for chunk in chunks for one in chunk] == given
    for start, before, chunk in zip(table["starts"], [None, *chunks], chunks, strict=False):
        assert chunk[0][0].startswith(start)
        assert before is None or before[-1][0] < start
    assert table["pages"] == 2


def test_chunks_are_small_and_a_word_of_many_pages_has_its_own() -> None:
    given = [word(f"a{number:04d}") for number in range(3000)] + [word("common", 4000), word("rare")]
    files = dict(repacked(bundle(given), _ADDRESSES))
    table = json.loads(files["words.json"])
    sizes = [len(cbor2.dumps(unpacked(files[f"index/{name}.pf_index"]))) for name in table["names"]]
    assert [start for start, size in zip(table["starts"], sizes, strict=True) if size > 12300] == ["c"]
    assert (table["starts"][0], table["starts"][-2:]) == ("", ["c", "r"])


def test_what_is_the_same_has_the_same_name() -> None:
    one = dict(repacked(bundle([word("a"), word("b", 3000)], [word("c", 3000)]), _ADDRESSES))
    other = dict(repacked(bundle([word("a")], [word("b", 3000)], [word("c", 3001)]), _ADDRESSES))
    assert len(one.keys() & other.keys()) == 3
    assert {path for path in one.keys() & other.keys() if one[path] != other[path]} == {"words.json"}


@pytest.mark.parametrize(
    "shape",
    [
        "version",
        "seven parts",
        "no magic",
        "no meta",
        "no entry",
        "not json",
        "two languages",
        "order",
        "twice",
        "chunk",
    ],
)
def test_a_foreign_shape_is_refused(shape: str) -> None:
    files = bundle([word("a")], addresses={"order": ("/b/", "/a/"), "twice": ("/a/", "/a/")}.get(shape, _ADDRESSES))
    entry, meta, chunk = "pagefind-entry.json", "pagefind.en_meta.pf_meta", "index/en_0.pf_index"
    told = json.loads(files[entry])
    if shape == "version":
        files[entry] = json.dumps(told | {"version": "1.6.0"}).encode()
    elif shape == "seven parts":
        files[meta] = packed([*unpacked(files[meta]), "new"])
    elif shape == "no magic":
        files[meta] = gzip.compress(cbor2.dumps(unpacked(files[meta])))
    elif shape == "no meta":
        del files[meta]
    elif shape == "no entry":
        del files[entry]
    elif shape == "not json":
        files[entry] = b"{"
    elif shape == "two languages":
        files[entry] = json.dumps(told | {"languages": {"en": {}, "hi": {}}}).encode()
    elif shape == "chunk":
        files[chunk] = packed({"words": []})
    with pytest.raises(SearchError, match=r"version in the lock|1\.5\.2"):
        list(repacked(files, _ADDRESSES))
