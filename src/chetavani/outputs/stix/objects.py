# SPDX-License-Identifier: Apache-2.0
"""STIX 2.1 objects of an advisory. Ids are UUIDs of version 5, so the same thing has the same id in every build.

An object that several bundles hold (the publisher, a kind of fraud) is the same in all of them.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from chetavani.config import Settings
from chetavani.model.advisory import Action, Advisory, Indicator
from chetavani.model.card import Card, moment
from chetavani.model.holding import held_until
from chetavani.model.indicator import INDICATOR_TYPES, defang
from chetavani.model.library import Library
from chetavani.model.listing import asked
from chetavani.model.vocab import ACTIONS, FRAUD_TYPES
from chetavani.outputs.addresses import advisory_url
from chetavani.outputs.base import BuildContext
from chetavani.outputs.endings import ENDED, ending
from chetavani.outputs.feed_ids import authority
from chetavani.outputs.feed_items import settled
from chetavani.outputs.markup import text_of
from chetavani.outputs.stix.patterns import pattern

Object = dict[str, Any]
VERSION = "2.1"
_TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
TLP_CLEAR = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
_TLP_SINCE = "2022-10-01T00:00:00.000Z"
_CONFIDENCE = {"reported": 30, "several-reports": 60, "confirmed": 85, "ordered": 95}  # STIX 2.1, appendix A


def namespace(settings: Settings) -> UUID:
    """Return the namespace of the publisher's ids: that of the feeds' ids, which never changes."""
    return _namespace(authority(settings))


@lru_cache(maxsize=8)
def _namespace(of: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"tag:{of}:stix")


def bundle(settings: Settings, name: str, objects: Iterator[Object]) -> Object:
    """Return a bundle of ``objects``, each once; ``name`` makes its id."""
    found = {one["id"]: one for one in objects}
    return {"type": "bundle", "id": bundle_id(settings, name), "objects": list(found.values())}


def bundle_id(settings: Settings, name: str) -> str:
    """Return the id of the bundle called ``name``."""
    return _id(settings, "bundle", name)


def advisory_objects(library: Library, context: BuildContext, card: Card) -> Iterator[Object]:
    """Yield the objects of an advisory, the report last of those that it refers to, then its other languages."""
    settings, advisory = context.settings, library.advisory(card.id)
    shared = shared_objects(settings)
    common = _common(library, settings, card)
    frauds = [attack_pattern(settings, term) for term in advisory.fraud_types]
    indicators = [_indicator(context, advisory, one, common) for one in dict.fromkeys(advisory.indicators)]
    flaws = [_vulnerability(settings, advisory, cve, common) for cve in dict.fromkeys(_cves(advisory))]
    courses = [_course(settings, advisory, number, one, common) for number, one in enumerate(advisory.actions)]
    links = [
        *(_relationship(settings, one, "indicates", other, common) for one in indicators for other in frauds),
        *(_relationship(settings, one, "mitigates", other, common) for one in courses for other in (*frauds, *flaws)),
    ]
    told = [*frauds, *flaws, *indicators, *courses, *links]
    report = _report(library, context, card, advisory, common, [one["id"] for one in told] or [shared[1]["id"]])
    yield from shared
    yield from told
    yield report
    yield from _languages(settings, advisory, report, common)


def current_indicators(library: Library, context: BuildContext, card: Card) -> Iterator[Object]:
    """Yield the indicators of a current advisory that hold now, each once, as they are in its own bundle."""
    advisory, common = library.advisory(card.id), _common(library, context.settings, card)
    for one, end in dict(zip(advisory.indicators, card.lapses, strict=True)).items():
        if end is None or end > library.at:
            yield _indicator(context, advisory, one, common)


def shared_objects(settings: Settings) -> list[Object]:
    """Return what every bundle begins with: the marking and the publisher."""
    return [tlp_clear(), identity(settings)]


def _cves(advisory: Advisory) -> Iterator[str]:
    return (cve for item in advisory.software for cve in item.cve)


def tlp_clear() -> Object:
    """Return the marking TLP:CLEAR (TLP 2.0), as FIRST and OASIS define it."""
    return {
        "type": "marking-definition",
        "spec_version": VERSION,
        "id": TLP_CLEAR,
        "created": _TLP_SINCE,
        "name": "TLP:CLEAR",
        "extensions": {_TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": "clear"}},
    }


def identity(settings: Settings) -> Object:
    """Return the publisher."""
    since = _since(settings)
    contact = {"contact_information": settings.publisher.contact} if settings.publisher.contact else {}
    return {
        "type": "identity",
        "spec_version": VERSION,
        "id": _id(settings, "identity", "publisher"),
        "created": since,
        "modified": since,
        "name": settings.name(settings.languages[0]),
        "identity_class": "organization",
        "object_marking_refs": [TLP_CLEAR],
        **contact,
    }


def attack_pattern(settings: Settings, term: str) -> Object:
    """Return a kind of fraud."""
    since, fraud = _since(settings), FRAUD_TYPES[term]
    return {
        "type": "attack-pattern",
        "spec_version": VERSION,
        "id": _id(settings, "attack-pattern", term),
        "created_by_ref": _id(settings, "identity", "publisher"),
        "created": since,
        "modified": since,
        "name": fraud.en,
        "aliases": [fraud.hi],
        "external_references": [{"source_name": "chetavani", "external_id": term, "description": fraud.source}],
        "object_marking_refs": [TLP_CLEAR],
    }


def _since(settings: Settings) -> str:
    """Return the fixed time of what has no time of its own: the date in the publisher's permanent authority."""
    parts = [int(part) for part in authority(settings).partition(",")[2].split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return stamp(datetime(year, month, day, tzinfo=UTC))


def _common(library: Library, settings: Settings, card: Card) -> Object:
    """Return what all objects of an advisory have: who and when, and whether they are taken back."""
    revoked = {"revoked": True} if library.standing(card) in ENDED else {}
    return {
        "spec_version": VERSION,
        "created_by_ref": _id(settings, "identity", "publisher"),
        "created": stamp(moment(card.issued)),
        "modified": stamp(moment(max(card.issued, settled(library, card)))),
        "object_marking_refs": [TLP_CLEAR],
        **revoked,
    }


def _indicator(context: BuildContext, advisory: Advisory, one: Indicator, common: Mapping[str, Any]) -> Object:
    settings = context.settings
    start = _day(one.first_seen) if one.first_seen else advisory.issued
    until = held_until(advisory, one)
    taken_back = _taken_back(one, common)
    if one.cleared is not None:
        until = min(until, one.cleared)
    valid = {"valid_until": stamp(until)} if until > start else {}
    request = [] if one.cleared else [f"action-{asked(one)}"]
    kind = INDICATOR_TYPES[one.type].en
    return {
        "type": "indicator",
        "id": _id(settings, "indicator", f"{advisory.id} {one.type} {one.value} {one.role}"),
        **common,
        **taken_back,
        "name": f"{kind}: {defang(one.type, one.value)}",
        "description": _about(one),
        "indicator_types": ["malicious-activity"],
        "pattern": pattern(one.type, one.value),
        "pattern_type": "stix",
        "pattern_version": VERSION,
        "valid_from": stamp(start),
        **valid,
        "confidence": _CONFIDENCE[one.evidence],
        "labels": [one.role, one.evidence, *request, *advisory.fraud_types],
        "external_references": [_page(context, advisory)],
    }


def _about(one: Indicator) -> str:
    told = f"Role: {one.role}. Evidence: {one.evidence}."
    return f"{told} Action: {asked(one)}." if one.cleared is None else f"{told} Cleared: {one.reason}"


def _taken_back(one: Indicator, common: Mapping[str, Any]) -> Object:
    """Return what of ``common`` is otherwise for an indicator that was cleared: it is revoked, and newer by that."""
    if one.cleared is None:
        return {}
    return {"modified": max(common["modified"], stamp(one.cleared)), "revoked": True}


def _page(context: BuildContext, advisory: Advisory) -> Object:
    """Return the reference to an advisory's page."""
    page = context.absolute(advisory_url(context.settings, advisory, context.settings.languages[0]))
    return {"source_name": "chetavani", "external_id": advisory.id, "url": page}


def _day(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _vulnerability(settings: Settings, advisory: Advisory, cve: str, common: Mapping[str, Any]) -> Object:
    return {
        "type": "vulnerability",
        "id": _id(settings, "vulnerability", f"{advisory.id} {cve}"),
        **common,
        "name": cve,
        "external_references": [{"source_name": "cve", "external_id": cve}],
    }


def _course(settings: Settings, advisory: Advisory, number: int, action: Action, common: Mapping[str, Any]) -> Object:
    by = f" By {stamp(action.by)}." if action.by else ""
    return {
        "type": "course-of-action",
        "id": _id(settings, "course-of-action", f"{advisory.id} {number}"),
        **common,
        "name": f"{ACTIONS[action.what].en}: {', '.join(action.who) or 'all sectors'}",
        "description": f"{action.text}{by}",
        "labels": [action.what, *(f"sector-{who}" for who in action.who)],
    }


def _relationship(settings: Settings, one: Object, kind: str, other: Object, common: Mapping[str, Any]) -> Object:
    taken_back: Object = {name: one[name] for name in ("modified", "revoked") if name in one}
    return {
        "type": "relationship",
        "id": _id(settings, "relationship", f"{one['id']} {kind} {other['id']}"),
        **common,
        **taken_back,
        "relationship_type": kind,
        "source_ref": one["id"],
        "target_ref": other["id"],
    }


def _report(
    library: Library, context: BuildContext, card: Card, advisory: Advisory, common: Mapping[str, Any], refs: list[str]
) -> Object:
    settings = context.settings
    told = [ending(library, context, advisory), advisory.summary, text_of(advisory.body)]
    return {
        "type": "report",
        "id": _id(settings, "report", advisory.id),
        **common,
        "lang": advisory.language,
        "name": advisory.title,
        "description": "\n\n".join(part for part in told if part),
        "report_types": ["vulnerability" if advisory.software else "threat-report"],
        "published": stamp(moment(card.issued)),
        "object_refs": refs,
        "external_references": [
            _page(context, advisory),
            *({"source_name": one.title, "url": one.url} for one in advisory.references),
        ],
        "labels": [advisory.kind.value, f"severity-{advisory.severity}", f"standing-{library.standing(card)}"],
    }


def _languages(settings: Settings, advisory: Advisory, report: Object, common: Mapping[str, Any]) -> Iterator[Object]:
    """Yield the report in its other languages."""
    for text in advisory.translations:
        yield {
            "type": "language-content",
            "id": _id(settings, "language-content", f"{advisory.id} {text.language}"),
            **common,
            "object_ref": report["id"],
            "object_modified": report["modified"],
            "contents": {text.language: {"name": text.title, "description": f"{text.summary}\n\n{text_of(text.body)}"}},
        }


def stamp(at: datetime) -> str:
    """Return an aware time as STIX has it: UTC, milliseconds, ``Z``."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _id(settings: Settings, kind: str, name: str) -> str:
    """Return the id of an object: what ``uuid5`` makes in the publisher's namespace, many times as fast."""
    digest = _begun(authority(settings)).copy()
    digest.update(f"{kind} {name}".encode())
    made = digest.hexdigest()
    variant = "89ab"[int(made[16], 16) & 3]
    return f"{kind}--{made[:8]}-{made[8:12]}-5{made[13:16]}-{variant}{made[17:20]}-{made[20:32]}"


@lru_cache(maxsize=8)
def _begun(of: str) -> "hashlib._Hash":
    return hashlib.sha1(_namespace(of).bytes, usedforsecurity=False)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def text(one: Object) -> bytes:
    """Return an object as it stands in every bundle."""
    return _encode(one).encode()
