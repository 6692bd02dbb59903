# SPDX-License-Identifier: Apache-2.0
"""The manifest: the same bytes whether it is written whole or spliced."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chetavani.manifest import entries_of, manifest_bytes, spliced
from chetavani.writer import Entry

ABOUT = {"publisher": {"hi": "चेतावनी"}, "demonstration": True}
_ENTRIES = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    st.tuples(st.sampled_from(["0" * 64, "f" * 64]), st.integers(0, 9)),
)


def entries(told: dict[str, tuple[str, int]]) -> list[Entry]:
    return [Entry(path, *rest) for path, rest in told.items()]


@given(_ENTRIES)
def test_it_does_not_depend_on_the_order_of_work_and_can_be_read_again(told: dict[str, tuple[str, int]]) -> None:
    made = manifest_bytes(entries(told), ABOUT)
    assert made == manifest_bytes(reversed(entries(told)), ABOUT)
    assert sorted(entries_of(made)) == sorted(entries(told))
    assert json.loads(made)["publisher"] == {"hi": "चेतावनी"}


@given(_ENTRIES, _ENTRIES, st.data())
def test_splicing_gives_the_bytes_of_a_new_one(
    before: dict[str, tuple[str, int]], changed: dict[str, tuple[str, int]], data: st.DataObject
) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(before.keys() - changed.keys()) or ["nothing"])))
    after = {path: rest for path, rest in (before | changed).items() if path not in gone or path in changed}
    made = spliced(
        manifest_bytes(entries(before), {"publisher": "old"}), entries(changed), gone - changed.keys(), ABOUT
    )
    assert made == manifest_bytes(entries(after), ABOUT)


@pytest.mark.parametrize("content", [b"", b"no manifest", b"\xff"])
def test_what_is_no_manifest_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        entries_of(content)
