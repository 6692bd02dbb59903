# SPDX-License-Identifier: Apache-2.0
"""Libraries whose feed is judged, and what is taken out of a feed to be looked at."""

import hashlib
import json

from tests.builders import advisory, library
from tests.outputs.feed_world import context, full_library, our_settings, render, revision
from tests.outputs.misp_judges import Record, complaints

from chetavani.model.library import Library
from chetavani.outputs.base import artifacts_of
from chetavani.outputs.misp import HASHES, MispFeed
from chetavani.outputs.misp.names import uuid_of
from chetavani.outputs.misp.templates import TEMPLATES

VALUES = {
    "upi": "Fee.Desk@example", "phone": "+447700900417", "bank-account": "00000000012@EXMP0000001",
    "url": "https://pay.evil.example/a?b='c'", "domain": "evil.example", "email": "Desk@parcel.example",
    "ip": "2001:db8::7", "android-package": "com.example.evil", "file-hash": "0123456789ABCDEF" * 4,
    "handle": "https://t.me/FeeDesk", "sms-sender": "VM-FEEDSK-S", "wallet": "eth:0x" + "ab" * 20,
}  # fmt: skip
ID = "MPC-2026-0001"
PHONE = {"type": "phone", "value": "+447700900417", "role": "caller", "last_seen": "2026-05-20"}
UPI = {"type": "upi", "value": "fee.desk@example", "role": "payee", "last_seen": "2026-05-20"}
REASONED = {"status": "withdrawn", "reason": "It was *wrong*."}
WITHDRAWN = {**REASONED, "revisions": [revision(2, "Withdrawn.")]}
SUPERSEDED = {"status": "superseded", "superseded_by": "MPC-2026-0002"}
EXPIRED = {"expires": "2026-05-28T00:00:00+05:30"}


def files(of: Library) -> dict[str, bytes]:
    """Return every file, by its path."""
    return {one.path: render(one) for one in artifacts_of(MispFeed().plan(of, context(of)))}


def path_of(number: int = 1) -> str:
    uuid = uuid_of(our_settings(), "event", f"MPC-2026-{number:04d}")
    return f"misp/{uuid}.json"


def event(of: Library, number: int = 1) -> Record:
    """Return an event that no judge has anything against."""
    document: Record = json.loads(files(of)[path_of(number)])
    assert complaints(document, TEMPLATES) == []
    told: Record = document["Event"]
    return told


def parts(told: Record) -> list[Record]:
    """Return the attributes of an event, those of its objects included."""
    return [*told["Attribute"], *(part for one in told["Object"] for part in one["Attribute"])]


def acted_on(told: Record) -> set[str]:
    return {one["value"] for one in parts(told) if one["to_ids"] and not one["deleted"]}


def hashed(of: Library) -> set[tuple[str, str]]:
    lines = files(of)[HASHES].decode().splitlines()
    assert len(lines) == len(set(lines))
    return {(line.partition(",")[0], line.partition(",")[2]) for line in lines}


def md5(value: str) -> str:
    return hashlib.md5(value.encode(), usedforsecurity=False).hexdigest()


def everything() -> Library:
    """Return the library of everything, with an advisory that has indicators of every type."""
    told = full_library()
    listed = [
        {"type": kind, "value": value, "role": "lure", "last_seen": "2026-05-20"} for kind, value in VALUES.items()
    ]
    fields = {"indicators": [*listed, {**PHONE, "value": "+447700900418", "expires": "2026-05-01T00:00:00Z"}]}
    return library(*(told.advisory(card.id) for card in told.cards.values()), advisory(100, **fields))
