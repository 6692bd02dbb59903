# SPDX-License-Identifier: Apache-2.0
"""Packing: our own records and nothing else."""

import io
import logging
import os
import pathlib
import pickle
import subprocess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import advisory

from chetavani.errors import DamagedStoreError
from chetavani.model.card import card_of, year_of
from chetavani.packing import pack, unpack


def test_our_records_come_back() -> None:
    told = advisory(1, expires="2026-07-01T00:00:00+05:30", tlp="GREEN")
    assert unpack(pack(told)) == told
    card = card_of(told, "digest")
    assert unpack(pack(year_of(2026, [card]))).cards == (card,)
    assert unpack(pack({"a": (1, None), "b": frozenset()} | {"c": [True, b"x"]}))["c"] == [True, b"x"]


class _Call:
    def __init__(self, function: Any, *arguments: Any) -> None:  # noqa: ANN401
        self.made = function, arguments

    def __reduce__(self) -> Any:  # noqa: ANN401
        return self.made


@pytest.mark.parametrize(
    "evil",
    [
        _Call(os.system, "false"), _Call(eval, "1"), _Call(subprocess.Popen, ["false"]), _Call(io.FileIO, "/dev/null"),
        _Call(pathlib.Path, "/etc"), _Call(logging.FileHandler, "/dev/null"), _Call(getattr, "", "join"),
    ],
    ids=lambda evil: evil.made[0].__name__,
)  # fmt: skip
def test_nothing_else_is_made(evil: object) -> None:
    with pytest.raises(DamagedStoreError, match="none of ours"):
        unpack(pickle.dumps(evil))


@pytest.mark.parametrize(
    "name", ["logging.FileHandler", "Path", "logging", "run", "os.system", "html.escape", "MkDocsConfig"]
)
def test_what_our_modules_import_is_not_ours(name: str) -> None:
    """A name with dots leads through a module of ours to whatever that has imported."""
    by_name = b"\x80\x04" + pickle.SHORT_BINUNICODE + bytes([len("chetavani.theme.engine")]) + b"chetavani.theme.engine"
    by_name += pickle.SHORT_BINUNICODE + bytes([len(name)]) + name.encode() + pickle.STACK_GLOBAL + b"."
    with pytest.raises(DamagedStoreError, match="none of ours"):
        unpack(by_name)


@given(st.binary())
def test_any_bytes_are_refused_or_plain(content: bytes) -> None:
    try:
        unpack(content)
    except DamagedStoreError as error:
        assert error.remedy  # noqa: PT017 - both ways are right
