# SPDX-License-Identifier: Apache-2.0
"""A Pagefind bundle in a fixed order: nothing lost, names that fit their content, foreign shapes refused."""

import gzip
import json
from pathlib import Path
from typing import Any

import cbor2
import pytest

from chetavani.errors import SearchError
from chetavani.search_bundle import make_canonical

_MAGIC = b"pagefind_dcd"


def put(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(_MAGIC + cbor2.dumps(content)))


def get(path: Path) -> list[Any]:
    parts: list[Any] = cbor2.loads(gzip.decompress(path.read_bytes()).removeprefix(_MAGIC))
    return parts


def bundle(folder: Path, filters: list[str], values: list[str]) -> Path:
    for name in filters:
        put(folder / f"filter/en_{name}00.pf_filter", [name, [[value, [1, 2]] for value in values]])
    index = [[name, f"en_{name}00"] for name in filters]
    put(folder / "pagefind.en_old.pf_meta", ["1.5.2", [["en_page", 9]], [["a", "b", "en_words"]], index, [], ["title"]])
    entry = {"version": "1.5.2", "languages": {"en": {"hash": "en_old", "wasm": "en", "page_count": 1}}}
    (folder / "pagefind-entry.json").write_text(json.dumps(entry), encoding="utf-8")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_order_of_the_hash_table_leaves_no_trace(tmp_path: Path) -> None:
    one = bundle(tmp_path / "one", ["kind", "year"], ["a", "b", "c"])
    two = bundle(tmp_path / "two", ["year", "kind"], ["c", "a", "b"])
    assert files(one) != files(two)
    make_canonical(one)
    make_canonical(two)
    assert files(one) == files(two)


def test_nothing_is_lost_and_every_name_leads_to_its_file(tmp_path: Path) -> None:
    folder = bundle(tmp_path, ["year", "kind"], ["c", "a"])
    make_canonical(folder)
    entry = json.loads((folder / "pagefind-entry.json").read_bytes())
    meta = get(folder / f"pagefind.{entry['languages']['en']['hash']}.pf_meta")
    assert [name for name, _ in meta[3]] == ["kind", "year"]
    for name, file in meta[3]:
        assert get(folder / f"filter/{file}.pf_filter") == [name, [["a", [1, 2]], ["c", [1, 2]]]]
    assert (meta[0], meta[1], meta[2], meta[5]) == ("1.5.2", [["en_page", 9]], [["a", "b", "en_words"]], ["title"])
    assert len(files(folder)) == 4


@pytest.mark.parametrize("shape", ["seven parts", "no magic", "no meta", "no entry", "not json"])
def test_a_foreign_shape_is_refused(tmp_path: Path, shape: str) -> None:
    folder = bundle(tmp_path, ["kind"], ["a"])
    meta, entry = folder / "pagefind.en_old.pf_meta", folder / "pagefind-entry.json"
    if shape == "seven parts":
        put(meta, [*get(meta), "new"])
    elif shape == "no magic":
        meta.write_bytes(gzip.compress(cbor2.dumps(get(meta))))
    elif shape == "no meta":
        meta.unlink()
    elif shape == "no entry":
        entry.unlink()
    else:
        entry.write_text("{", encoding="utf-8")
    with pytest.raises(SearchError, match="version of pagefind"):
        make_canonical(folder)
