# SPDX-License-Identifier: Apache-2.0
"""Where things are: the permanent addresses of design section 4, all relative to the site's root."""

from chetavani.config import Settings
from chetavani.model.advisory import Advisory


def language_root(settings: Settings, language: str) -> str:
    """Return the folder of a language: nothing for the first, ``hi/`` for Hindi."""
    return "" if language == settings.languages[0] else f"{language}/"


def advisory_url(settings: Settings, advisory: Advisory, language: str) -> str:
    """Return the address of an advisory's page, with a closing ``/``."""
    return f"{language_root(settings, language)}advisories/{advisory.id}/"


def list_url(settings: Settings, language: str, facet: str = "", value: str = "", number: int = 1) -> str:
    """Return the address of page ``number`` of a list; no facet means all advisories."""
    tail = f"{facet}/{value}/" if facet else ""
    page = f"page/{number}/" if number > 1 else ""
    return f"{language_root(settings, language)}advisories/{tail}{page}"


def feed_url(slice_name: str, extension: str, *, changes: bool = False) -> str:
    """Return the address of a feed: ``feeds/<slice>[.changes].<atom|rss|json>``."""
    return f"feeds/{slice_name}{'.changes' if changes else ''}.{extension}"


def relative(target: str, page: str) -> str:
    """Return ``target`` as seen from the page at ``page``; both relative to the site's root, the page ending in /."""
    return "../" * page.count("/") + target or "./"
