# SPDX-License-Identifier: Apache-2.0
"""The gate: a sound release passes; each way of breaking one is named, with the file and the remedy."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.builders import ROOT, advisory, library
from tests.outputs.feed_world import context

from chetavani.errors import SiteError
from chetavani.manifest import MANIFEST, manifest_bytes
from chetavani.model.card import Card
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.base import Artifact, BuildContext, Form, Silence, Told
from chetavani.release.refusals import REFUSALS
from chetavani.verify import CHECKS, RULES, verify
from chetavani.verify.base import Release, Site
from chetavani.verify.endings import stands
from chetavani.writer import FolderWriter

DOCUMENT = (ROOT / "docs/reference/gate.md").read_text(encoding="utf-8")
WITHDRAWN = {"status": "withdrawn", "reason": "It was genuine.", "revisions": [{
    "date": "2026-05-11T10:00:00+05:30", "summary": "Taken back.",
}]}  # fmt: skip
API = "api/v1/advisories/MPC-2026-0001.json"


EVERY_RULE = (*RULES, *REFUSALS)


class Notes:
    """An output of a note for each advisory, that says where it stands."""

    name = "notes"
    form = Form("Note", "text/plain", "notes/{id}.txt")

    def plan(self, library: Library, context: BuildContext) -> Iterator[Artifact]:
        """Yield the notes."""
        for card in library.public:
            text = f"{card.id} {library.standing(card).value} {context.settings.base_url}notes/{card.id}.txt"
            yield Artifact(self.form.path_of(card), "text/plain", partial(str.encode, text))

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
        """Yield the note."""
        del context
        yield Told(self.form.path_of(card), (library.standing(card).value,), (Standing.CURRENT.value,), bytes.decode)


class Quiet:
    """An output that names nobody."""

    name = "quiet"
    told = Silence("it names no advisory")

    def plan(self, library: Library, context: BuildContext) -> Iterator[Artifact]:
        """Yield a page with a link to a note, and what other sites have."""
        del library, context
        page = '<a href="../notes/MPC-2026-0001.txt#a"> <a href=https://elsewhere.example/x> <img src="/quiet/">'
        yield Artifact("quiet/index.html", "text/html", page.encode)


def document(**changes: Any) -> bytes:  # noqa: ANN401
    """Return as much of an advisory's document as is compared between releases."""
    texts = {"en": {"title": "A title", "summary": "A summary", "body": {"markdown": "Text."}}}
    given: dict[str, Any] = {
        "published": "2026-03-02T05:30:00Z", "updated": "2026-05-11T04:30:00Z", "standing": "withdrawn",
        "language": "en", "texts": texts, "indicators": [], "past_indicators": [], "severity": "high",
        "revisions": [{"date": "2026-03-02T05:30:00Z", "summary": None}, {"date": "2026-05-11T04:30:00Z",
                                                                          "summary": "Taken back."}],
    }  # fmt: skip
    return json.dumps(given | changes).encode()


@dataclass
class World:
    """A release of two notes, one of them withdrawn, that follows the same release."""

    home: Path

    def __post_init__(self) -> None:
        told = library(advisory(1, **WITHDRAWN), advisory(2))
        self.files = {
            artifact.path: bytes(artifact.render())  # type: ignore[arg-type]
            for output in (Notes(), Quiet())
            for artifact in output.plan(told, context(told))
        } | {API: document()}
        self.library = told
        self.before = dict(self.files)

    def release(self) -> Release:
        """Write both sites and return the release."""
        sites = [self._site("site", self.files), self._site("before", self.before)]
        return Release(sites[0], self.library, context(self.library), (Notes(), Quiet()), sites[1])

    def _site(self, name: str, files: dict[str, bytes]) -> Site:
        writer = FolderWriter(self.home / name)
        (self.home / name).mkdir()
        entries = [writer.write(path, content).entry for path, content in files.items()]
        writer.write(MANIFEST, manifest_bytes(entries, {}))
        return Site(self.home / name)


def _other(path: str, content: bytes) -> Callable[[World], Release]:
    """Return what lets the site have other content than it should, listed as such."""

    def do(world: World) -> Release:
        world.files[path] = content
        return world.release()

    return do


def _on_disk(path: str, content: bytes | None) -> Callable[[World], Release]:
    """Return what changes a file after the site was made; None deletes it."""

    def do(world: World) -> Release:
        release = world.release()
        place = release.site.folder / path
        if content is None:
            place.unlink()
        else:
            place.write_bytes(content)
        return release

    return do


def _without(path: str) -> Callable[[World], Release]:
    def do(world: World) -> Release:
        del world.files[path]
        return world.release()

    return do


def _unreadable(world: World) -> Release:
    world.files["notes/MPC-2026-0001.txt"] = b"\xff withdrawn"
    return world.release()


_LATER = [{"date": "2026-03-02T05:30:00Z", "summary": None}]
CASES: dict[str, tuple[Callable[[World], Release], str]] = {
    "CH401": (_on_disk("notes/MPC-2026-0002.txt", None), "notes/MPC-2026-0002.txt"),
    "CH402": (_on_disk("notes/MPC-2026-0002.txt", b"forged"), "notes/MPC-2026-0002.txt"),
    "CH403": (_on_disk("notes/extra.txt", b"slipped in"), "notes/extra.txt"),
    "CH404": (_other("quiet/index.html", b'<p><a href="../gone/">'), "quiet/index.html"),
    "CH411": (_without("notes/MPC-2026-0002.txt"), "notes/MPC-2026-0002.txt"),
    "CH412": (_other("notes/MPC-2026-0001.txt", b"nothing"), "notes/MPC-2026-0001.txt"),
    "CH413": (_other("notes/MPC-2026-0001.txt", b"withdrawn and current"), "notes/MPC-2026-0001.txt"),
    "CH414": (_unreadable, "notes/MPC-2026-0001.txt"),
    "CH421": (_without(API), API),
    "CH422": (_without("quiet/index.html"), "quiet/index.html"),
    "CH423": (_other(API, document(published="2026-03-03T05:30:00Z")), API),
    "CH424": (_other(API, document(updated="2026-05-11T04:29:59.5Z")), API),
    "CH425": (_other(API, document(revisions=_LATER)), API),
    "CH426": (_other(API, document(standing="current")), API),
    "CH427": (_other(API, document(severity="low")), API),
}
"""By code: what breaks the release, and the file that a finding then names."""


def test_a_sound_release_passes(tmp_path: Path) -> None:
    assert verify(World(tmp_path).release()) == ()


@pytest.mark.parametrize("code", CASES)
def test_each_break_is_named(code: str, tmp_path: Path) -> None:
    break_it, path = CASES[code]
    found = [finding for finding in verify(break_it(World(tmp_path))) if finding.code == code]
    assert [finding.path for finding in found] == [path]
    assert found[0].message.endswith(".")
    assert found[0].remedy.endswith(".")


def test_what_a_release_adds_is_no_stranger(tmp_path: Path) -> None:
    release = World(tmp_path).release()
    added = (
        "release.json",
        "release.json.minisig",
        "minisign.pub",
        "tuf/1.root.json",
        "tuf/targets/0.csv",
        f"{API}.asc",
    )
    for path in (*added, "stranger.json.asc", "tuf/page.html"):
        (release.site.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (release.site.folder / path).write_bytes(b"{}")
    assert [finding.path for finding in verify(release)] == ["stranger.json.asc", "tuf/page.html"]


def test_every_rule_has_its_case_its_heading_and_a_code_of_its_own() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes)) == list(CASES)
    assert re.findall(r"^### (.+)$", DOCUMENT, re.MULTILINE) == [f"{rule.code} {rule.name}" for rule in EVERY_RULE]


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.code)
def test_heading_says_level_and_remedy(rule: Rule) -> None:
    section = DOCUMENT.partition(f"\n### {rule.code} {rule.name}\n")[2].partition("\n##")[0]
    assert section.strip().startswith("Error." if rule.level is Level.ERROR else "Warning.")
    assert "Remedy:" in section


def test_the_finding_names_the_output_at_fault(tmp_path: Path) -> None:
    findings = verify(_other("notes/MPC-2026-0001.txt", b"nothing")(World(tmp_path)))
    found: Finding = next(finding for finding in findings if finding.code == "CH412")
    assert found.field == "notes"
    assert "MPC-2026-0001 is withdrawn" in found.message
    assert "'withdrawn'" in found.message


def test_a_stand_says_how_many_files_tell_or_why_none_does(tmp_path: Path) -> None:
    notes, quiet = stands(World(tmp_path).release())
    assert (notes.told[Standing.WITHDRAWN], notes.told[Standing.EXPIRED], notes.silence) == (1, 0, "")
    assert (sum(quiet.told.values()), quiet.silence) == (0, "it names no advisory")


@pytest.mark.parametrize("content", [b"no JSON", b"[]", b"{}"])
def test_a_document_that_cannot_be_compared_is_not_passed_over(content: bytes, tmp_path: Path) -> None:
    found = verify(_other(API, content)(World(tmp_path)))
    assert [(finding.code, finding.path) for finding in found] == [("CH414", API)]


def test_the_first_release_has_nothing_to_lose(tmp_path: Path) -> None:
    release = World(tmp_path).release()
    assert verify(replace(release, previous=None)) == ()


def test_compressed_variants_are_no_strangers(tmp_path: Path) -> None:
    release = World(tmp_path).release()
    for name in ("notes/MPC-2026-0001.txt.br", "notes/MPC-2026-0001.txt.gz", "manifest.json.br"):
        (release.site.folder / name).write_bytes(b"")
    assert verify(release) == ()


def test_an_id_that_is_gone_is_one_finding(tmp_path: Path) -> None:
    world = World(tmp_path)
    del world.files[API], world.files["notes/MPC-2026-0001.txt"]
    found = [finding.code for finding in verify(world.release()) if finding.code in {"CH421", "CH422"}]
    assert found == ["CH421"]


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("see {base}notes/MPC-2026-0001.txt.", False), ("{base}notes/", False), ("{base}notes", False),
        ("{base}quiet/?a=b#c", False), ("{base}no/", True), ("{base}notes/MPC-2026-0009.txt", True),
        ('<category scheme="{base}no/such/"/>', False), ('"{base}feeds/&lt;slice>.json"', False),
        ("{base}notes/MPC%2D2026-0001.txt", False),
    ],
)  # fmt: skip
def test_addresses_in_a_file_for_programs(text: str, tmp_path: Path, *, dead: bool) -> None:
    world = World(tmp_path)
    world.files["list.json"] = text.replace("{base}", context(world.library).settings.base_url).encode()
    assert [finding.code for finding in verify(world.release())] == (["CH404"] if dead else [])


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"files": [{"path": 1}]}'])
def test_what_is_no_site_is_refused(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / MANIFEST).write_bytes(content)
    told = library(advisory(1))
    with pytest.raises(SiteError, match=r"manifest\.json"):
        verify(Release(Site(tmp_path), told, context(told), ()))


def test_every_check_names_its_rules() -> None:
    assert all(check.rules for check in CHECKS)
