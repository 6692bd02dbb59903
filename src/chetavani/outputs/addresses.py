# SPDX-License-Identifier: Apache-2.0
"""Where things are: the permanent addresses of design section 4, all relative to the site's root."""

from typing import Protocol

from chetavani.config import Settings


class Identified(Protocol):
    """What has an advisory's id: the advisory, its card, its entry in a list."""

    @property
    def id(self) -> str:
        """Return the id."""
        ...


def language_root(settings: Settings, language: str) -> str:
    """Return the folder of a language: nothing for the first, ``hi/`` for Hindi."""
    return "" if language == settings.languages[0] else f"{language}/"


def advisory_url(settings: Settings, advisory: Identified, language: str) -> str:
    """Return the address of an advisory's page, with a closing ``/``."""
    return f"{language_root(settings, language)}advisories/{advisory.id}/"


def list_url(settings: Settings, language: str, facet: str = "", value: str = "", year: int = 0, part: int = 0) -> str:
    """Return the address of a list, no facet meaning all advisories, or of a year or a part of one in its archive.

    The archive of all advisories is the lists of the facet ``year``, so there the year is the value.
    """
    tail = "".join(f"{step}/" for step in (facet, value, year, part) if step)
    return f"{language_root(settings, language)}advisories/{tail}"


def feed_url(slice_name: str, extension: str, *, changes: bool = False) -> str:
    """Return the address of a feed: ``feeds/<slice>[.changes].<atom|rss|json>``."""
    return f"feeds/{slice_name}{'.changes' if changes else ''}.{extension}"


def archive_url(slice_name: str, month: str) -> str:
    """Return the address of a feed's archive of a month: ``feeds/archive/<slice>/<YYYY>-<MM>.atom``."""
    return f"feeds/archive/{slice_name}/{month}.atom"


def relative(target: str, page: str) -> str:
    """Return ``target`` as seen from the page at ``page``; both relative to the site's root, the page ending in /."""
    return "../" * page.count("/") + target or "./"
