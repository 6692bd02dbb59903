# SPDX-License-Identifier: Apache-2.0
"""Compressed variants: right bytes, made once, and never half a folder, whatever is done to it."""

import gzip
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chetavani import compression
from chetavani.compression import Report, gzip_variant, publish_compressed, variants_of
from chetavani.errors import WriteError
from chetavani.writer import entry_of

_PAGE = b"<p>Hang up and call 1930. " * 200
_FILES = {
    "index.html": _PAGE,
    "hi/index.html": "<p>फ़ोन काटिए और 1930 पर कॉल कीजिए। ".encode() * 100,
    "feeds/all.atom": b"<entry>An advisory</entry>" * 300,
    "assets/a.css": b"a { color: black }" * 90,
    "tiny.html": b"<p>1930</p>",
    "noise.json": b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(200)),
    "pagefind/en/index.pf": gzip_variant(_PAGE),
}


def lay_out(site: Path, files: dict[str, bytes]) -> Path:
    """Make ``site`` a built site of these files; files that are the same keep their times."""
    for path in [path for path in site.rglob("*") if path.is_file()]:
        if path.relative_to(site).as_posix() not in files:
            path.unlink()
    for name, content in files.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != content:
            path.unlink(missing_ok=True)  # a build moves new files into place
            path.write_bytes(content)
    entries = [entry_of(path, content) for path, content in sorted(files.items())]
    listed = [{"path": one.path, "sha256": one.sha256, "size": one.size} for one in entries]
    (site / "manifest.json").unlink(missing_ok=True)
    (site / "manifest.json").write_text(json.dumps({"files": listed}), encoding="utf-8")
    return site


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def judge(published: Path, files: dict[str, bytes]) -> None:
    """Check every file and variant with the decoders, and that there is nothing else."""
    found = contents(published.resolve())
    assert {path: found[path] for path in files} == files
    for path in found.keys() - files.keys() - {"manifest.json"}:
        source, suffix = path[:-3], path[-3:]
        if source != "manifest.json":
            decode = {".br": brotli.decompress, ".gz": gzip.decompress}[suffix]
            assert decode(found[path]) == files[source], path
            assert len(found[path]) <= 0.95 * len(files[source])


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "site", _FILES)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "www" / "published"


def test_what_pays_is_compressed_and_nothing_else(site: Path, published: Path) -> None:
    published.parent.mkdir()
    report = publish_compressed(site, published, 2)
    judge(published, _FILES)
    variants = {path for path in contents(published.resolve()) if path.endswith((".br", ".gz"))}
    worth = ("index.html", "hi/index.html", "feeds/all.atom", "assets/a.css", "manifest.json")
    assert variants == {f"{path}{suffix}" for path in worth for suffix in (".br", ".gz")}
    assert report == Report(len(_FILES) + 1, 10, 10)


def test_files_are_links_and_variants_are_as_old_as_they(site: Path, published: Path) -> None:
    published.parent.mkdir()
    os.utime(site / "index.html", (1_700_000_000, 1_700_000_000))
    publish_compressed(site, published)
    assert (published / "index.html").samefile(site / "index.html")
    assert {(published / f"index.html{suffix}").stat().st_mtime for suffix in (".br", ".gz")} == {1_700_000_000}


@given(st.binary(max_size=2000).flatmap(lambda one: st.integers(1, 40).map(lambda times: one * times)))
def test_any_bytes_come_back(content: bytes) -> None:
    made = variants_of("page.html", content)
    assert made == variants_of("page.html", content)
    for suffix, decode in ((".br", brotli.decompress), (".gz", gzip.decompress)):
        assert suffix not in made or decode(made[suffix]) == content
    if ".gz" not in made:
        assert len(content) < 256 or len(gzip_variant(content)) > 0.95 * len(content)


def test_gzip_tells_no_name_and_no_time() -> None:
    made = gzip_variant(_PAGE)
    assert made[3] == 0  # RFC 1952, FLG: no name, no comment
    assert made[4:8] == bytes(4)  # MTIME


def test_only_what_changed_is_made(site: Path, published: Path) -> None:
    published.parent.mkdir()
    publish_compressed(site, published)
    before = published.resolve()
    assert publish_compressed(site, published).made == 0
    assert published.resolve() == before  # nothing to do: not even another folder
    inode = (published / "hi/index.html.br").stat().st_ino
    second = _FILES | {"index.html": _PAGE + b"One more word.", "new/index.html": _PAGE}
    del second["feeds/all.atom"]
    third = second | {"index.html": _PAGE + b"Another word."}
    for files, made in ((second, 6), (second, 0), (third, 4), (second, 0), (_FILES, 6)):
        report = publish_compressed(lay_out(site, files), published)
        judge(published, files)
        assert report.made == made  # the two of each page and of the manifest; going back one change costs nothing
        assert (published / "feeds").exists() == ("feeds/all.atom" in files)
    assert (published / "hi/index.html.br").stat().st_ino == inode


def test_both_ways_to_the_same_bytes(site: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    publish_compressed(lay_out(site, _FILES | {"index.html": b"Something else. " * 90}), tmp_path / "one")
    publish_compressed(lay_out(site, _FILES), tmp_path / "one")
    publish_compressed(site, other, 4)
    assert contents((tmp_path / "one").resolve()) == contents(other.resolve())


def _damage_record(text: str) -> str:
    record: dict[str, Any] = json.loads(text)
    record["files"]["index.html"][2] += 1
    return json.dumps(record)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "",
        lambda _: "[1]",
        lambda _: '{"files": {}, "digest": ""}',
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"digest": "', '"digest": "0'),
        _damage_record,
    ],
)
def test_a_damaged_or_foreign_record_counts_for_nothing(site: Path, published: Path, spoil: Any) -> None:  # noqa: ANN401
    published.parent.mkdir()
    publish_compressed(site, published)
    for record in (published.parent / ".published.variants").glob("*.json"):
        record.write_text(spoil(record.read_text(encoding="utf-8")), encoding="utf-8")
    assert publish_compressed(site, published).made == 10
    judge(published, _FILES)


@pytest.mark.parametrize("length", [None, 7])
@pytest.mark.parametrize("name", ["index.html.gz", "hi/index.html.br", "assets/a.css"])
def test_a_damaged_or_missing_file_is_made_again(site: Path, published: Path, name: str, length: int | None) -> None:
    published.parent.mkdir()
    publish_compressed(site, published)
    place = published / name
    content = place.read_bytes()
    place.unlink()
    if length is not None:
        place.write_bytes(content[:length])
    publish_compressed(site, published)
    assert place.read_bytes() == content
    judge(published, _FILES)


def test_a_file_of_the_sites_own_is_no_variant(site: Path, published: Path) -> None:
    published.parent.mkdir()
    files = _FILES | {"index.html.gz": b"the site's own"}
    publish_compressed(lay_out(site, files), published)
    assert (published / "index.html.gz").read_bytes() == b"the site's own"
    assert brotli.decompress((published / "index.html.br").read_bytes()) == _PAGE


def test_what_is_refused(site: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(WriteError, match="was not made by"):
        publish_compressed(site, tmp_path / "mine")
    with pytest.raises(WriteError, match="is no built site"):
        publish_compressed(tmp_path / "mine", tmp_path / "published")
    publish_compressed(site, tmp_path / "published")
    before = contents((tmp_path / "published").resolve())
    (site / "index.html").unlink()
    (site / "index.html").write_bytes(b"changed by hand")
    (site / "manifest.json").write_bytes((site / "manifest.json").read_bytes() + b"\n")
    with pytest.raises(WriteError, match="is not what the manifest says"):
        publish_compressed(site, tmp_path / "published")
    assert contents((tmp_path / "published").resolve()).keys() == before.keys()
    (site / "manifest.json").write_text('{"files": [{"path": "../out", "sha256": "", "size": 0}]}', encoding="utf-8")
    with pytest.raises(WriteError, match="outside the site"):
        publish_compressed(site, tmp_path / "published")


def test_killed_at_any_moment_readers_see_a_whole_folder(site: Path, published: Path) -> None:
    published.parent.mkdir()
    worlds = [_FILES, {f"page-{number}/index.html": _PAGE + b"%d" % number for number in range(300)} | _FILES]
    publish_compressed(lay_out(site, worlds[0]), published)
    shown = worlds[0]
    kills = 0
    began = time.monotonic()
    publish_compressed(lay_out(site, worlds[1]), published.with_name("timed"))
    whole = time.monotonic() - began
    for attempt in range(24):
        wanted = worlds[attempt % 2]
        lay_out(site, wanted)
        program = f"from pathlib import Path; from chetavani.compression import publish_compressed as p; print(flush=True); p(Path({str(site)!r}), Path({str(published)!r}))"  # noqa: E501
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(whole * attempt / 60)  # the first of all took longest: there was nothing to keep
        process.kill()
        process.communicate()
        kills += process.returncode == -9
        there = contents(published.resolve())
        shown = next(world for world in (wanted, shown) if world.items() <= there.items())
        judge(published, shown)
    assert kills > 6
    publish_compressed(lay_out(site, worlds[1]), published)
    judge(published, worlds[1])


def test_what_is_very_large_is_compressed_sooner_and_comes_back_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"".join(b"fee.desk%d@example\n" % (number * number) for number in range(4000))
    best = variants_of("a.txt", content)
    monkeypatch.setattr(compression, "_LARGE", 1000)
    sooner = variants_of("a.txt", content)
    assert brotli.decompress(sooner[".br"]) == gzip.decompress(sooner[".gz"]) == content
    assert len(sooner[".br"]) > len(best[".br"])
