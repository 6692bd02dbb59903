# SPDX-License-Identifier: Apache-2.0
"""Archives: what others' programs read out of them is what was put in, and a damaged one is noticed by each."""

import gzip
import io
import stat
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chetavani.outputs.archives import crc_of_both, deflated, extracted, gzipped, zipped

_RUNTIME = str(Path(sys.executable).with_name("node"))
_NODE = """
const { gunzipSync } = require("node:zlib");
process.stdout.write(gunzipSync(require("node:fs").readFileSync(0)));
"""
_STREAM = """
const told = new DecompressionStream("gzip");
new Blob([require("node:fs").readFileSync(0)]).stream().pipeThrough(told);
new Response(told.readable).bytes().then((all) => process.stdout.write(all), () => process.exit(1));
"""
_FILES = {
    "advisories/MPC-2026-0001.json": "चेतावनी 🙂 ".encode() * 50,
    "advisories/MPC-2026-0002.json": b"",
    "नाम.json": b"\x00\xff" * 40_000,
}


def zip_of(files: dict[str, bytes]) -> bytes:
    """Return the zip file of ``files``."""
    return zipped((path, deflated(content)) for path, content in files.items())


def ran(command: Sequence[str], content: bytes) -> bytes | None:
    """Return what a program makes of ``content``; None if it refuses it."""
    done = subprocess.run(command, input=content, capture_output=True, check=False)
    return None if done.returncode else done.stdout


_READERS: dict[str, Callable[[bytes], bytes | None]] = {
    "zcat": lambda content: ran(["zcat"], content),
    "node": lambda content: ran([_RUNTIME, "-e", _NODE], content),
    "a browser's stream": lambda content: ran([_RUNTIME, "-e", _STREAM], content),
    "the first member": lambda content: zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content),
}


@pytest.mark.parametrize("name", _READERS)
def test_each_reader_of_gzip_reads_all_of_it(name: str) -> None:
    content = gzipped(deflated(content) for content in _FILES.values())
    assert _READERS[name](content) == b"".join(_FILES.values())
    assert _READERS[name](gzipped(())) == b""


@pytest.mark.parametrize("name", ["zcat", "node", "a browser's stream"])
def test_each_notices_a_byte_that_is_wrong(name: str) -> None:
    content = bytearray(gzipped(deflated(content) for content in _FILES.values()))
    content[-6] ^= 1
    assert _READERS[name](bytes(content)) is None


@given(st.lists(st.binary(max_size=3000), max_size=6))
def test_whatever_the_documents_are(documents: list[bytes]) -> None:
    assert gzip.decompress(gzipped(map(deflated, documents))) == b"".join(documents)
    files = {f"{number}.bin": document for number, document in enumerate(documents)}
    with zipfile.ZipFile(io.BytesIO(zip_of(files))) as found:
        assert {name: found.read(name) for name in found.namelist()} == files
        assert found.testzip() is None


@given(st.binary(), st.binary())
def test_the_checksum_of_two_pieces(first: bytes, second: bytes) -> None:
    assert crc_of_both(zlib.crc32(first), zlib.crc32(second), len(second)) == zlib.crc32(first + second)


def test_the_checksum_after_a_long_piece() -> None:
    long = bytes(range(256)) * 70_000
    assert crc_of_both(zlib.crc32(b"x"), zlib.crc32(long), len(long)) == zlib.crc32(b"x" + long)


def test_unzip_finds_nothing_wrong_unless_something_is(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of(_FILES))
    assert ran(["unzip", "-t", str(path)], b"") is not None
    listed = (ran(["zipinfo", "-l", str(path)], b"") or b"").decode()
    assert listed.count("-rw-r--r--") == len(_FILES)
    assert listed.count("80-Jan-01 00:00") == len(_FILES)
    broken = bytearray(path.read_bytes())
    broken[100] ^= 1
    path.write_bytes(broken)
    assert ran(["unzip", "-t", str(path)], b"") is None


def test_what_is_said_of_each_file() -> None:
    with zipfile.ZipFile(io.BytesIO(zip_of(_FILES))) as found:
        infos = found.infolist()
    assert [one.filename for one in infos] == list(_FILES)
    assert {one.date_time for one in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {stat.filemode(one.external_attr >> 16) for one in infos} == {"-rw-r--r--"}


def test_more_files_than_a_plain_zip_can_count() -> None:
    empty = deflated(b"")
    content = zipped((f"{number:05d}", empty) for number in range(0x1_0010))
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert len(found.namelist()) == 0x1_0010
        assert found.read("65550") == b""


def test_one_file_is_found_again() -> None:
    content = zip_of(_FILES | {"other": b"advisories/MPC-2026-0001.json"})
    assert extracted(content, "advisories/MPC-2026-0001.json") == _FILES["advisories/MPC-2026-0001.json"]
    with pytest.raises(LookupError):
        extracted(content, "MPC-2026-0001.json")
    name = b"advisories/MPC-2026-0002.json"
    with pytest.raises(ValueError, match="invalid block type"):
        extracted(content.replace(name + b"\0", name + b"\7"), name.decode())
