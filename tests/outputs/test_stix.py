# SPDX-License-Identifier: Apache-2.0
"""STIX bundles: valid by OASIS' own validator, the same ids in every build, taken back as a whole when withdrawn."""

import json
import re
from typing import Any
from uuid import uuid5

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from stix2validator import ValidationOptions, validate_instance
from tests.builders import ROOT, advisory, library
from tests.outputs.edit_world import World, edited, edits, worlds
from tests.outputs.feed_world import context, full_library, hindi, our_settings, render, revision

from chetavani.model.indicator import IndicatorType
from chetavani.model.library import Library
from chetavani.outputs.base import artifacts_of
from chetavani.outputs.stix import StixBundles, objects
from chetavani.outputs.stix.objects import TLP_CLEAR

# Ids should be random, but then they would be others in each build; a page that changes can have no hash.
_OPTIONS = ValidationOptions(version="2.1", strict=True, disabled="uuid-check,extref-hashes")


def rendered(of: Library) -> dict[str, bytes]:
    """Return every file, by its path."""
    made = {one.path: render(one) for one in artifacts_of(StixBundles().plan(of, context(of)))}
    for one in StixBundles().gather(context(of)):
        below = sorted(path for path in made if path.startswith(one.excerpt.prefix))
        made[one.path] = one.join((path, one.excerpt.make(made[path])) for path in below)
    return made


def files(of: Library) -> dict[str, Any]:
    """Return what is in every file, by its path below ``stix/``."""
    made = rendered(of)
    return {path.removeprefix("stix/").removesuffix(".json"): json.loads(content) for path, content in made.items()}


def bundles(of: Library) -> dict[str, dict[str, Any]]:
    """Return every advisory's bundle by its id."""
    return {name: made for name, made in files(of).items() if name in of.cards}


def complaints(bundle: dict[str, Any]) -> list[str]:
    """Return what the validator says against a bundle, warnings too."""
    judged = validate_instance(bundle, _OPTIONS)
    return [str(one) for one in (*judged.errors, *judged.warnings)]


def of_type(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one for one in bundle["objects"] if one["type"] == kind]


def test_every_bundle_is_valid() -> None:
    made = bundles(full_library())
    assert len(made) == 56
    for name, bundle in made.items():
        assert complaints(bundle) == [], name


@how(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds, edits)
def test_whatever_the_library_is(world: World, edits: list[tuple[str, int, int]]) -> None:
    for edit in edits:
        world = edited(world, edit)
    for name, bundle in bundles(world.library()).items():
        assert complaints(bundle) == [], name


@pytest.mark.parametrize("fault", ["pattern", "published", "object_refs"])
def test_a_fault_is_noticed(fault: str) -> None:
    bundle = bundles(full_library())["MPC-2026-0001"]
    next(one for one in bundle["objects"] if fault in one)[fault] = "wrong"
    assert complaints(bundle)


_VALUES = {
    "upi": "fee.desk@example", "phone": "+447700900417", "bank-account": "000123456789 EXMP0000001",
    "url": "https://pay.evil.example/a?b='c'", "domain": "evil.example", "email": "desk@parcel.example",
    "ip": "2001:db8::7", "android-package": "com.example.evil", "file-hash": "a" * 64,
    "handle": "telegram:feedesk", "sms-sender": "FEEDSK", "wallet": "eth:0x" + "ab" * 20,
}  # fmt: skip


@pytest.mark.parametrize("kind", IndicatorType)
def test_an_indicator_of_every_type_has_a_pattern(kind: IndicatorType) -> None:
    one = {"type": kind.value, "value": _VALUES[kind], "role": "lure", "first_seen": "2026-02-01"}
    end = {"expires": "2026-02-20T00:00:00Z"}  # before the lifetime of any type ends
    bundle = bundles(library(advisory(1, indicators=[one], **end)))["MPC-2026-0001"]
    assert complaints(bundle) == []
    (made,) = of_type(bundle, "indicator")
    assert (made["valid_from"], made["valid_until"]) == ("2026-02-01T00:00:00.000Z", "2026-02-20T00:00:00.000Z")
    assert _VALUES[kind].replace("'", "\\'") in made["pattern"]
    (link,) = of_type(bundle, "relationship")
    assert (link["source_ref"], link["relationship_type"]) == (made["id"], "indicates")


def test_an_indicator_says_what_is_asked_and_holds_for_the_lifetime_of_its_type() -> None:
    one = {"type": "phone", "value": "+447700900417", "role": "caller", "last_seen": "2026-05-01"}
    bundle = bundles(library(advisory(1, indicators=[{**one, "evidence": "confirmed"}])))["MPC-2026-0001"]
    (made,) = of_type(bundle, "indicator")
    assert made["valid_until"] == "2026-07-30T00:00:00.000Z"  # 90 days
    assert made["labels"][:3] == ["caller", "confirmed", "action-block"]
    assert made["description"] == "Role: caller. Evidence: confirmed. Action: block."


def test_a_cleared_indicator_is_revoked_with_what_it_indicated() -> None:
    one = {"type": "phone", "value": "+447700900417", "role": "caller", "last_seen": "2026-05-01"}
    other = {"type": "upi", "value": "fee.desk@example", "role": "payee", "last_seen": "2026-05-01"}
    clearance = {"cleared": "2026-05-25T10:00:00Z", "reason": "The number was given to another person."}
    bundle = bundles(library(advisory(1, indicators=[{**one, **clearance}, other])))["MPC-2026-0001"]
    assert complaints(bundle) == []
    gone, held = of_type(bundle, "indicator")
    assert (gone["revoked"], gone["valid_until"], gone["modified"]) == (True, *["2026-05-25T10:00:00.000Z"] * 2)
    assert gone["description"].endswith("Cleared: The number was given to another person.")
    assert not any(label.startswith("action-") for label in gone["labels"])
    assert "revoked" not in held
    links = {link["source_ref"]: link.get("revoked", False) for link in of_type(bundle, "relationship")}
    assert links == {gone["id"]: True, held["id"]: False}


def test_a_report_holds_all_and_says_it_in_both_languages() -> None:
    action = {"who": ["courier"], "what": "block", "by": "2026-05-10T18:00:00+05:30", "text": "Block & report."}
    bundle = bundles(library(advisory(1, actions=[action], translations=[hindi(1)])))["MPC-2026-0001"]
    (report,) = of_type(bundle, "report")
    told = {one["id"] for one in bundle["objects"]}
    assert set(report["object_refs"]) <= told
    (course,) = of_type(bundle, "course-of-action")
    assert course["description"] == "Block & report. By 2026-05-10T12:30:00.000Z."
    (content,) = of_type(bundle, "language-content")
    assert (content["object_ref"], content["object_modified"]) == (report["id"], report["modified"])
    assert content["contents"]["hi"]["name"] == hindi(1)["title"]
    assert all(one.get("object_marking_refs") == [TLP_CLEAR] for one in bundle["objects"] if one["id"] != TLP_CLEAR)


@pytest.mark.parametrize("changes", [
    {"status": "withdrawn", "reason": "It was wrong.", "revisions": [revision(2, "Withdrawn.")]},
    {"status": "superseded", "superseded_by": "MPC-2026-0002"},
])  # fmt: skip
def test_what_no_longer_stands_is_revoked_as_a_whole(changes: dict[str, object]) -> None:
    phone = {"type": "phone", "value": "+447700900417", "role": "caller"}
    made = bundles(library(advisory(1, indicators=[phone], **changes), advisory(2, indicators=[phone])))
    own = {"report", "indicator", "relationship"}
    assert all(one["revoked"] is True for one in made["MPC-2026-0001"]["objects"] if one["type"] in own)
    assert not any("revoked" in one for one in made["MPC-2026-0002"]["objects"])
    assert not any("revoked" in one for one in made["MPC-2026-0001"]["objects"] if one["type"] not in own)


def test_the_reference_names_every_object_and_every_field_of_its_own() -> None:
    text = (ROOT / "docs/reference/stix.md").read_text(encoding="utf-8")
    every = {"type", "spec_version", "id", "created_by_ref", "object_marking_refs", "name"}
    for one in (one for bundle in bundles(full_library()).values() for one in bundle["objects"]):
        assert f"`{one['type']}`" in text
        if one["type"] in {"report", "indicator"}:
            assert {name for name in one.keys() - every if not re.search(f"`{name}[`:]", text)} == set()


def test_ids_stay_and_what_is_shared_is_one() -> None:
    first = bundles(library(advisory(1), advisory(2)))
    later = bundles(library(advisory(1, title="Another title of it", revisions=[revision(2, "More.")]), advisory(2)))
    assert [one["id"] for one in first["MPC-2026-0001"]["objects"]] == [
        one["id"] for one in later["MPC-2026-0001"]["objects"]
    ]
    shared = {"identity", "attack-pattern", "marking-definition"}
    assert [one for one in first["MPC-2026-0001"]["objects"] if one["type"] in shared] == [
        one for one in first["MPC-2026-0002"]["objects"] if one["type"] in shared
    ]
    assert first["MPC-2026-0002"] == later["MPC-2026-0002"]


@given(st.text())
def test_ids_are_those_of_the_standard_s_own_maker(name: str) -> None:
    made = objects.bundle_id(our_settings(), name)
    assert made == f"bundle--{uuid5(objects.namespace(our_settings()), f'bundle {name}')}"


def test_what_is_not_public_is_not_named() -> None:
    of = library(advisory(1, status="superseded", superseded_by="MPC-2026-0007"), advisory(7, tlp="AMBER"))
    assert "MPC-2026-0007" not in json.dumps(bundles(of))


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40))
def test_any_text_survives(text: str) -> None:
    given_ = advisory(
        1, title=f"x {text} ी 🙂", indicators=[{"type": "upi", "value": f"a{text}@example", "role": "payee"}]
    )
    bundle = bundles(library(given_))["MPC-2026-0001"]
    assert of_type(bundle, "report")[0]["name"] == given_.title
    assert complaints(bundle) == []
