# SPDX-License-Identifier: Apache-2.0
"""Dates as people read them, in English and Hindi, in the publisher's time zone; never by the process's locale."""

from datetime import date, datetime, tzinfo
from functools import lru_cache

_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "hi": (
        "जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून",
        "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर",
    ),
}  # fmt: skip
_SHORT = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "hi": ("जन", "फ़र", "मार्च", "अप्रै", "मई", "जून", "जुल", "अग", "सितं", "अक्टू", "नवं", "दिसं"),
}
_MOMENT = {"en": "{day}, {time} {zone}", "hi": "{day}, {time} बजे ({zone})"}
_FIRST = "en"  # how dates are written in a language that has no entry of its own


def day_text(day: date, language: str) -> str:
    """Return a day as text: ``2 March 2026``, ``2 मार्च 2026``. A ``datetime`` counts in its own zone."""
    months = _MONTHS.get(language, _MONTHS[_FIRST])
    return f"{day.day} {months[day.month - 1]} {day.year}"


def month_text(year: int, month: int, language: str) -> str:
    """Return a month as text: ``March 2026``, ``मार्च 2026``."""
    return f"{_MONTHS.get(language, _MONTHS[_FIRST])[month - 1]} {year}"


def short_month_text(year: int, month: int, language: str) -> str:
    """Return a month as text where there is little room: ``Mar 2026``, ``मार्च 2026``."""
    months = _SHORT.get(language, _SHORT[_FIRST])
    return f"{months[month - 1]} {year}"


@lru_cache(maxsize=1024)
def moment_text(moment: datetime, zone: tzinfo, language: str) -> str:
    """Return an aware time as text in ``zone``: ``2 March 2026, 11:00 IST``; Hindi likewise."""
    local = moment.astimezone(zone)
    pattern = _MOMENT.get(language, _MOMENT[_FIRST])
    return pattern.format(
        day=day_text(local, language), time=f"{local.hour:02d}:{local.minute:02d}", zone=_zone_name(local)
    )


def machine_text(moment: datetime, zone: tzinfo) -> str:
    """Return an aware time in ``zone`` for a ``datetime`` attribute (RFC 3339, seconds, with offset)."""
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _zone_name(local: datetime) -> str:
    """Return the zone's abbreviation, or ``UTC+05:45`` where the zone has none but its offset."""
    name = local.tzname() or ""
    if name.isalpha():
        return name
    offset = local.isoformat()[-len("+00:00") :]
    return f"UTC{offset}"
