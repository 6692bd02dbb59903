# SPDX-License-Identifier: Apache-2.0
"""``security.txt`` (RFC 9116): where to report a flaw of the site, and where its CSAF documents are."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from chetavani.config import Settings
from chetavani.model.card import instant
from chetavani.outputs.base import BuildContext
from chetavani.outputs.csaf.links import METADATA, WELL_KNOWN
from chetavani.outputs.stamps import stamp

PATH = f"{WELL_KNOWN}security.txt"
_QUARTER, _AHEAD = 3, 9  # months; a file holds for six months at least and nine at most
_MAILBOX = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
_PHONE = re.compile(r"\+[0-9][0-9 -]*")
_YEAR = 12


def contacts(settings: Settings) -> tuple[str, ...]:
    """Return where to report: what the settings say, else the publisher's contact if that is a mailbox or a phone."""
    if settings.security.contact:
        return settings.security.contact
    contact = settings.publisher.contact
    if _MAILBOX.fullmatch(contact):
        return (f"mailto:{contact}",)
    if _PHONE.fullmatch(contact):
        return (f"tel:{contact.replace(' ', '')}",)
    return (contact,) if contact.startswith("https://") and contact.isascii() else ()


def expiry(as_of: datetime) -> str:
    """Return until when the file counts: the first day of the third quarter after that of ``as_of``, in UTC.

    So it is the same in every build of a quarter, and always less than a year ahead.
    """
    now = as_of.astimezone(UTC)
    months = now.year * _YEAR + (now.month - 1) // _QUARTER * _QUARTER + _AHEAD
    return stamp(instant(datetime(months // _YEAR, months % _YEAR + 1, 1, tzinfo=UTC)))


def security_txt(context: BuildContext, expires: str) -> bytes:
    """Return the file. Whoever has no contact has none."""
    return "".join(f"{line}\n" for line in _lines(context, expires)).encode()


def _lines(context: BuildContext, expires: str) -> Iterator[str]:
    settings = context.settings
    if settings.demonstration:
        yield f"# {context.word(settings.languages[0], 'feed_notice')}"
    for contact in contacts(settings):
        yield f"Contact: {contact}"
    yield f"Expires: {expires}"
    yield f"Preferred-Languages: {', '.join(settings.languages)}"
    yield f"Canonical: {context.absolute(PATH)}"
    if settings.security.policy:
        yield f"Policy: {settings.security.policy}"
    yield f"CSAF: {context.absolute(METADATA)}"
