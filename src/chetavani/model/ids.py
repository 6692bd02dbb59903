# SPDX-License-Identifier: Apache-2.0
"""Advisory ids: ``PREFIX-YYYY-NNNN`` once published, ``PREFIX-0000-0000-slug`` while a draft."""

import re
from dataclasses import dataclass
from functools import lru_cache

_ID = re.compile(r"(?P<prefix>[A-Z][A-Z0-9]{1,9})-(?P<year>\d{4})-(?P<number>\d{4,6})")
_DRAFT = re.compile(r"(?P<prefix>[A-Z][A-Z0-9]{1,9})-0000-0000-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)")
MAX_SLUG = 60


@dataclass(frozen=True, slots=True, order=True)
class AdvisoryId:
    """The parts of an id. A draft has year 0, number 0 and a slug; an assigned id has no slug."""

    prefix: str
    year: int
    number: int
    slug: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether the id is a draft's placeholder."""
        return bool(self.slug)

    def __str__(self) -> str:
        """Return the id as it is written."""
        base = f"{self.prefix}-{self.year:04d}-{self.number:04d}"
        return f"{base}-{self.slug}" if self.slug else base


@lru_cache(1024)  # the same few ids are asked for again and again while one advisory is worked on
def parse_id(text: str) -> AdvisoryId | None:
    """Return the parts of ``text``, or None if it is no id. Only ASCII digits and letters count."""
    if not text.isascii():
        return None
    if draft := _DRAFT.fullmatch(text):
        slug = draft["slug"]
        return AdvisoryId(draft["prefix"], 0, 0, slug) if len(slug) <= MAX_SLUG else None
    match = _ID.fullmatch(text)
    if match is None or match["year"] == "0000" or int(match["number"]) == 0:
        return None
    if len(match["number"]) > len("0000") and match["number"].startswith("0"):
        return None  # one id, one spelling: 00012 and 0012 would be the same number
    return AdvisoryId(match["prefix"], int(match["year"]), int(match["number"]))
