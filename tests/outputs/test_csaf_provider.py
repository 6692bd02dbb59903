# SPDX-License-Identifier: Apache-2.0
"""What downloaders find CSAF documents by: by the schemas, complete, in order, and cheap to keep up to date."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import csaf
import pytest
import sectxt
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from tests.builders import AS_OF, ROOT, advisory, library
from tests.outputs.csaf_world import Document, documents, files, full_world
from tests.outputs.edit_world import World, edited, edits, worlds
from tests.outputs.feed_world import context, our_settings, repository_library, revision, sourced

from chetavani.config import Csaf, Publisher, Security, Settings
from chetavani.model.library import Library
from chetavani.outputs import OUTPUTS
from chetavani.outputs.base import Shard, artifacts_of
from chetavani.outputs.csaf import CHANGES, INDEX, CsafProvider
from chetavani.outputs.csaf.links import CATEGORIES, FEED, FOLDER, METADATA, SERVICE
from chetavani.outputs.csaf.security import PATH as SECURITY_TXT
from chetavani.outputs.csaf.security import expiry

pytestmark = pytest.mark.xdist_group("csaf provider")

_OWN = Path(csaf.__file__).parent / "csaf/v20/schema/csaf.json"
_REGISTRY = Resource.from_contents(json.loads(_OWN.read_bytes())) @ Registry()
HOST = "https://chetavani.example/"


def errors(name: str, document: Document) -> list[str]:
    """Return what the schema in ``tests/schemas`` says against a document."""
    schema = json.loads((ROOT / f"tests/schemas/{name}.json").read_bytes())
    judge = Draft202012Validator(schema, registry=_REGISTRY, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in judge.iter_errors(document)]


def assert_consistent(made: dict[str, bytes]) -> None:
    """Check every index against the documents that there are."""
    there = documents(made)
    feed = json.loads(made[FEED])
    assert errors("csaf-rolie-feed", feed) == []
    entries = {entry["link"][0]["href"].removeprefix(HOST): entry for entry in feed["feed"]["entry"]}
    assert list(entries) == [f"{FOLDER}{line}" for line in made[INDEX].decode().splitlines()]
    rows = [(f"{FOLDER}{path}", at) for path, at in csv.reader(io.StringIO(made[CHANGES].decode()), strict=True)]
    assert [path for path, _ in rows] == list(entries)
    assert rows == sorted(rows, key=lambda row: datetime.fromisoformat(row[1]), reverse=True)
    assert set(entries) == set(there)
    for path, at in rows:
        tracking, entry = there[path]["document"]["tracking"], entries[path]
        assert (
            (tracking["current_release_date"], tracking["id"]) == (at, entry["id"]) == (entry["updated"], entry["id"])
        )
        assert tracking["initial_release_date"] == entry["published"]
        assert there[path]["document"]["title"] == entry["title"]
        assert path == f"{FOLDER}{entry['published'][:4]}/{tracking['id'].lower()}.json"
        assert {link["href"].removeprefix(HOST) for link in entry["link"][1:]} <= set(made)
        assert there[path]["document"]["references"][0]["url"] == f"{HOST}{path}"
    assert feed["feed"]["updated"] == (rows[0][1] if rows else "1970-01-01T00:00:00Z")


def test_the_indexes_name_every_document_and_no_other() -> None:
    assert_consistent(files(full_world()))
    assert_consistent(files(repository_library()))
    assert_consistent(files(library()))


def test_every_address_of_the_site_leads_somewhere() -> None:
    of = full_world()
    there = {one.path for output in OUTPUTS for one in artifacts_of(output.plan(of, context(of)))}
    text = b" ".join(files(of).values()).decode()
    named = {address.partition("#")[0] for address in re.findall(rf'{HOST}([^"\\\s)]*)', text)} - {""}
    assert len(named) > 50
    missing = {one for one in named if (f"{one}index.html" if one.endswith("/") else one) not in there}
    assert missing == {FOLDER}  # the folder of the indexes, which the server lists


@how(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds, edits)
def test_whatever_the_library_is(world: World, edits: list[tuple[str, int, int]]) -> None:
    for edit in edits:
        world = edited(world, edit)
    assert_consistent(files(world.library()))


@pytest.mark.parametrize("fault", ["http", "entry", "hash", "time"])
def test_a_fault_in_the_feed_is_noticed(fault: str) -> None:
    text = files(full_world())[FEED].decode()
    wrong = {
        "http": text.replace("https://chetavani", "http://chetavani", 1), "entry": text.replace("updated", "changed"),
        "hash": text.replace(".sha256", ".md5", 1), "time": text.replace("T05:30:00Z", "", 1),
    }[fault]  # fmt: skip
    assert wrong != text
    assert errors("csaf-rolie-feed", json.loads(wrong))


def test_the_metadata_is_valid_and_leads_to_the_rest() -> None:
    made = files(full_world())
    metadata = json.loads(made[METADATA])
    assert errors("csaf-provider-metadata", metadata) == []
    assert metadata["canonical_url"] == f"{HOST}.well-known/csaf/provider-metadata.json"
    rolie, directory = metadata["distributions"]
    assert directory == {"directory_url": f"{HOST}{FOLDER}"}
    assert rolie["rolie"]["feeds"][0]["url"] == f"{HOST}{FEED}"
    assert rolie["rolie"]["services"] == [f"{HOST}{SERVICE}"]
    assert rolie["rolie"]["categories"] == [f"{HOST}{CATEGORIES}"]
    assert metadata["publisher"] == next(iter(documents(made).values()))["document"]["publisher"]
    (workspace,) = json.loads(made[SERVICE])["service"]["workspace"]
    assert [one["href"] for one in workspace["collection"]] == [f"{HOST}{FEED}"]
    listed = json.loads(made[CATEGORIES])["categories"]["category"]
    used = [category for entry in json.loads(made[FEED])["feed"]["entry"] for category in entry["category"]]
    assert all(one in listed for one in used)


@pytest.mark.parametrize(("path", "value"), [
    (("role",), "csaf_hero"), (("publisher", "category"), "police"), (("publisher", "namespace"), None),
    (("metadata_version",), "2.1"), (("last_updated",), "yesterday"), (("canonical_url",), f"{HOST}metadata.json"),
])  # fmt: skip
def test_a_fault_in_the_metadata_is_noticed(path: tuple[str, ...], value: Any) -> None:  # noqa: ANN401
    metadata = json.loads(files(full_world())[METADATA])
    held = metadata
    for step in path[:-1]:
        held = held[step]
    held[path[-1]] = value
    assert errors("csaf-provider-metadata", metadata)


def test_a_demonstration_says_so_wherever_there_is_room() -> None:
    notice = b"this is not an official publication"
    silent = {INDEX, CHANGES, CATEGORIES}  # lists without a word in them
    told = {path: content for path, content in files(full_world()).items() if not path.endswith((".sha256", ".sha512"))}
    assert {path for path, content in told.items() if notice not in content} == silent
    official = files(full_world(), our_settings().model_copy(update={"demonstration": False}))
    assert not any(notice in content for content in official.values())


def test_settings_say_who_publishes() -> None:
    own = Csaf(category="other", namespace="https://police.example", mirrored=False, issuing_authority="By law.")
    made = files(full_world(), our_settings().model_copy(update={"csaf": own}))
    metadata = json.loads(made[METADATA])
    assert errors("csaf-provider-metadata", metadata) == []
    assert metadata["mirror_on_CSAF_aggregators"] is False
    assert metadata["publisher"]["namespace"] == "https://police.example"
    assert metadata["publisher"]["issuing_authority"] == "By law."


# --- other people's programs over the files ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the documents of this repository and of the world."""
    top = tmp_path_factory.mktemp("site")
    told = repository_library(), full_world()
    held = {of.advisory(card.id).id: of.advisory(card.id) for of in told for card in of.public}
    for path, content in files(sourced(*held.values(), as_of=AS_OF.replace(year=2027))).items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(content)
    return top / FOLDER


def run(*arguments: str | Path, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run a program."""
    return subprocess.run(arguments, cwd=cwd, capture_output=True, text=True, check=False)


def validated(*paths: Path) -> "subprocess.CompletedProcess[str]":
    return run(sys.executable, "-m", "csaf", "validate", "--spec-version", "v20", "--no-network", "-q", *paths)


def audited(top: Path) -> "subprocess.CompletedProcess[str]":
    return run(sys.executable, "-m", "csaf", "distribute", "audit", top)


def test_the_csaf_tool_takes_every_file(folder: Path) -> None:
    done = validated(*sorted(folder.glob("*/*.json")))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(list(folder.glob('*/*.json')))} files valid" in done.stdout


def test_the_csaf_tool_notices_a_fault(folder: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(next(folder.glob("*/*.json")), tmp_path))
    assert validated(path).returncode == 0
    path.write_text(path.read_text(encoding="utf-8").replace('"final"', '"done"'), encoding="utf-8")
    assert validated(path).returncode == 1


def turned(top: Path, target: Path) -> Path:
    """Return a copy of the tree with the columns of ``changes.csv`` as the audit wants them: against the standard."""
    shutil.copytree(top, target)
    with (top / "changes.csv").open(encoding="utf-8", newline="") as told:
        rows = [f'"{at}","{path}"\n' for path, at in csv.reader(told)]
    (target / "changes.csv").write_text("".join(rows), encoding="utf-8")
    return target


def test_an_audit_of_the_tree_finds_nothing(folder: Path, tmp_path: Path) -> None:
    done = audited(turned(folder, tmp_path / "white"))
    assert (done.returncode, done.stdout.count("PASS")) == (0, 3)
    as_it_is = audited(folder).stdout  # nothing but the order of the columns
    assert [line.strip() for line in as_it_is.splitlines() if "FAIL" in line] == ["changes-csv: FAIL"]


@pytest.mark.parametrize("name", ["index.txt", "changes.csv"])
def test_an_audit_notices_a_fault(folder: Path, tmp_path: Path, name: str) -> None:
    top = turned(folder, tmp_path / "white")
    lines = (top / name).read_text(encoding="utf-8").splitlines(keepends=True)
    (top / name).write_text("".join([*lines[1:], lines[0]] if name == "changes.csv" else lines[1:]), encoding="utf-8")
    assert audited(top).returncode == 1


@pytest.mark.parametrize("program", ["sha256sum", "sha512sum"])
def test_the_hashes_are_those_of_the_documents(folder: Path, tmp_path: Path, program: str) -> None:
    for year in sorted(one for one in folder.iterdir() if one.is_dir()):
        names = [path.name for path in sorted(year.glob(f"*.{program.removesuffix('sum')}"))]
        assert len(names) == len(list(year.glob("*.json")))
        assert run(program, "--strict", "--check", *names, cwd=year).returncode == 0
        shutil.copytree(year, tmp_path / year.name)
        with (tmp_path / year.name / names[0]).with_suffix("").open("ab") as document:
            document.write(b" ")
        assert run(program, "--strict", "--check", names[0], cwd=tmp_path / year.name).returncode == 1


# --- security.txt --------------------------------------------------------------------------------------------------


def security_txt(settings: Settings | None = None, as_of: datetime | None = None) -> bytes:
    return files(library(advisory(1), as_of=as_of or datetime.now(UTC)), settings)[SECURITY_TXT]


def with_contact(contact: str, *addresses: str) -> Settings:
    own = Publisher.model_validate({**our_settings().publisher.model_dump(), "contact": contact})
    told = Security(contact=addresses, policy="https://chetavani.example/policy/")
    return our_settings().model_copy(update={"publisher": own, "security": told})


def test_security_txt_is_valid() -> None:
    parsed = sectxt.Parser(security_txt())
    assert parsed.errors == []
    # not ours to give: a key to encrypt mail with; signatures are apart
    assert {one["code"] for one in parsed.recommendations} == {"no_encryption", "not_signed"}
    assert f"CSAF: {HOST}{METADATA}" in security_txt().decode().splitlines()
    told = sectxt.Parser(security_txt(with_contact("", "https://chetavani.example/report/", "tel:+91-755-0000000")))
    assert (told.errors, [one["code"] for one in told.recommendations]) == ([], ["not_signed"])


@pytest.mark.parametrize("line", ["Contact", "Expires", "CSAF"])
def test_a_fault_in_security_txt_is_noticed(line: str) -> None:
    lines = security_txt().decode().splitlines(keepends=True)
    wrong = {"Contact": "", "Expires": "", "CSAF": "CSAF: http://chetavani.example/metadata.json\n"}[line]
    broken = "".join(wrong if one.startswith(f"{line}:") else one for one in lines)
    assert sectxt.Parser(broken.encode()).errors


@pytest.mark.parametrize("day", ["2026-01-01", "2026-03-31", "2026-04-01", "2026-12-31", "2027-02-28", "2028-02-29"])
def test_security_txt_holds_for_half_a_year_and_less_than_one(day: str) -> None:
    at = datetime.fromisoformat(f"{day}T00:00:00+00:00")
    ahead = datetime.fromisoformat(expiry(at)) - at
    assert timedelta(days=180) < ahead < timedelta(days=276)


def test_security_txt_is_the_same_for_a_quarter() -> None:
    def key(day: str) -> str:
        of = sourced(advisory(1), as_of=datetime.fromisoformat(f"{day}T00:00:00+05:30"))
        *_, made = CsafProvider().plan(of, context(of))
        assert not isinstance(made, Shard)
        assert made.path == SECURITY_TXT
        return made.key

    assert key("2026-01-02") == key("2026-03-31") != key("2026-04-02")


@pytest.mark.parametrize(("contact", "line"), [
    ("desk@a.example", "mailto:desk@a.example"), ("+91 755 0000000", "tel:+917550000000"),
    ("https://a.example/report", "https://a.example/report"),
])  # fmt: skip
def test_the_publishers_contact_is_the_first_address(contact: str, line: str) -> None:
    assert f"Contact: {line}\n" in security_txt(with_contact(contact)).decode()


def test_whoever_cannot_be_reached_has_no_security_txt() -> None:
    assert SECURITY_TXT not in files(library(advisory(1)), with_contact("Room 7, second floor"))


# --- what an edit costs --------------------------------------------------------------------------------------------


def indexes(of: Library) -> dict[str, bytes]:
    """Return every file that is made of all advisories."""
    made = files(of)
    return {path: made[path] for path in (INDEX, CHANGES, FEED, METADATA)}


def test_an_edit_without_a_revision_changes_no_index() -> None:
    before = indexes(sourced(advisory(1), advisory(2)))
    assert indexes(sourced(advisory(1, body="Another body."), advisory(2))) == before
    later = indexes(sourced(advisory(1, revisions=[revision(2, "More.")]), advisory(2)))
    assert [path for path, made in later.items() if made != before[path]] == [INDEX, CHANGES, FEED, METADATA]


def test_a_successor_that_comes_later_is_a_new_version() -> None:
    old = advisory(1, status="superseded", superseded_by="MPC-2026-0002", revisions=[revision(2, "Replaced.")])
    new = advisory(2, published="2026-05-20T11:00:00+05:30")
    assert indexes(sourced(old)) != indexes(sourced(old, new))
    made = files(sourced(old, new))
    tracking = documents(made)[f"{FOLDER}2026/mpc-2026-0001.json"]["document"]["tracking"]
    assert (tracking["version"], tracking["current_release_date"]) == ("3", "2026-05-20T05:30:00Z")
    assert '"2026/mpc-2026-0001.json","2026-05-20T05:30:00Z"' in made[CHANGES].decode()


def test_documents_want_a_signature_and_nothing_else_does() -> None:
    of = full_world()
    made = artifacts_of(CsafProvider().plan(of, context(of)))
    assert {one.path for one in made if one.signed} == set(documents(files(of)))
