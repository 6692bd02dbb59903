# SPDX-License-Identifier: Apache-2.0
"""Release folders: numbered, chained, whole, or not there at all."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chetavani.errors import SiteError, WriteError
from chetavani.manifest import MANIFEST, manifest_bytes
from chetavani.release.folder import Made, Plan, make_release
from chetavani.release.record import RECORD, numbers, parsed, read_record
from chetavani.writer import entry_of

AS_OF = datetime(2026, 6, 1, 12, tzinfo=UTC)
FILES = {"index.html": b"<p>home</p>" * 60, "bulk/all.json": b"{}", "lookup/v1/meta.json": b'{"version":1}'}


def site(folder: Path, files: dict[str, bytes]) -> Path:
    """Write a site of these files."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    manifest = manifest_bytes([entry_of(path, content) for path, content in files.items()], {})
    (folder / MANIFEST).write_bytes(manifest)
    return folder


def release(tmp_path: Path, files: dict[str, bytes], name: str = "site", *, compress: bool = False) -> Made:
    return make_release(Plan(site(tmp_path / name, files), tmp_path / "releases", AS_OF, compress=compress))


def test_the_first_release_has_every_file_and_says_what_it_is(tmp_path: Path) -> None:
    made = release(tmp_path, FILES)
    assert made.folder == tmp_path / "releases/1"
    assert {path: (made.folder / path).read_bytes() for path in FILES} == FILES
    said = json.loads((made.folder / RECORD).read_bytes())
    assert (said["release"], said["previous"], said["files"]) == (1, None, 3)
    assert said["as_of"] == "2026-06-01T12:00:00Z"
    assert read_record(made.folder) == made.record
    assert parsed(made.record.dump()) == made.record


def test_the_second_follows_the_first_and_shares_what_is_the_same(tmp_path: Path) -> None:
    first = release(tmp_path, FILES, compress=True)
    second = release(tmp_path, FILES | {"index.html": b"<p>new</p>"}, "other", compress=True)
    assert second.record.previous == first.record.as_previous
    assert second.folder.name == "2"
    assert (first.folder / "bulk/all.json").samefile(second.folder / "bulk/all.json")
    assert gzip.decompress((first.folder / "index.html.gz").read_bytes()) == FILES["index.html"]
    assert not (second.folder / "index.html.gz").exists()
    assert numbers(tmp_path / "releases") == [1, 2]


def test_nothing_changed_is_the_same_release(tmp_path: Path) -> None:
    first = release(tmp_path, FILES)
    again = release(tmp_path, FILES)
    assert (again.folder, again.record, again.new) == (first.folder, first.record, False)


def test_what_a_killed_run_left_is_no_hindrance(tmp_path: Path) -> None:
    left = tmp_path / "releases/.1.partial/index.html"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half a pa")
    assert (release(tmp_path, FILES).folder / "index.html").read_bytes() == FILES["index.html"]
    assert sorted(one.name for one in (tmp_path / "releases").iterdir()) == [".lock", "1"]


@pytest.mark.parametrize("fault", ["altered", "missing", "link"])
def test_a_site_that_is_not_what_its_manifest_says_is_refused(tmp_path: Path, fault: str) -> None:
    place = site(tmp_path / "site", FILES)
    page = place / "index.html"
    page.unlink()
    if fault == "altered":
        page.write_bytes(FILES["index.html"] + b"!")
    elif fault == "link":
        (tmp_path / "elsewhere").write_bytes(FILES["index.html"])
        page.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SiteError, match=r"not what its manifest says: index\.html\. Build"):
        make_release(Plan(place, tmp_path / "releases", AS_OF))
    assert [one.name for one in (tmp_path / "releases").iterdir()] == [".lock"]


def test_a_manifest_that_leaves_the_site_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(manifest_bytes([entry_of("../secret", b"x")], {}))
    with pytest.raises(Exception, match="is no path inside the site"):
        make_release(Plan(tmp_path, tmp_path / "releases", AS_OF))


def test_a_number_is_never_given_twice(tmp_path: Path) -> None:
    first = release(tmp_path, FILES)
    release(tmp_path, FILES | {"a.txt": b"1"}, "two")
    three = site(tmp_path / "three", FILES | {"a.txt": b"2"})
    with pytest.raises(WriteError, match="is there already"):
        make_release(Plan(three, tmp_path / "releases", AS_OF, after=first.folder))


@pytest.mark.parametrize("said", [b"", b"[]", b'{"version":2}', b'{"version":1,"release":0,"previous":null}'])
def test_a_damaged_record_is_refused(tmp_path: Path, said: bytes) -> None:
    (tmp_path / RECORD).write_bytes(said)
    with pytest.raises(SiteError):
        read_record(tmp_path)
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the error's
        parsed(said)
