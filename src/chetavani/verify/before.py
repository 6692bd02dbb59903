# SPDX-License-Identifier: Apache-2.0
"""What was published before: no id and no address goes, no date moves, every revision stays.

Advisories are compared by their documents of the JSON API, of which a release has one for each.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.vocab import Standing
from chetavani.outputs.api import JsonApi
from chetavani.verify.base import Release, Site, finding
from chetavani.verify.endings import UNREADABLE

ID_GONE = Rule("CH421", "id-gone", Level.ERROR, "Bring the advisory back; withdraw it if it was wrong.")
ADDRESS_GONE = Rule("CH422", "address-gone", Level.ERROR, "Bring back what made it: others link to it.")
PUBLISHED_MOVED = Rule("CH423", "published-changed", Level.ERROR, "Restore the time of publication.")
UPDATED_BACK = Rule("CH424", "updated-went-back", Level.ERROR, "Give the newest revision the later date.")
REVISION_LOST = Rule("CH425", "revision-lost", Level.ERROR, "Restore the revision, and add another for a correction.")
END_UNDONE = Rule("CH426", "ending-undone", Level.ERROR, "Publish a new advisory: others have taken this one back.")
SILENT_CHANGE = Rule("CH427", "changed-without-revision", Level.WARNING, "Add a revision that says what has changed.")

_FOLDER, _, _SUFFIX = JsonApi.form.path.partition("{id}")
_PASSING = ("assets/", "pagefind/")  # named after their content, and referred to by nobody else
_LISTS = "advisories/"
_CONTENT = ("kind", "severity", "fraud_types", "sectors", "actions", "software", "references")
_COMPARED = {"published", "updated", "revisions", "standing", "texts", "language", "indicators", "past_indicators"}
_ENDED = (Standing.WITHDRAWN.value, Standing.SUPERSEDED.value)


def check(release: Release) -> Iterator[Finding]:
    """Find what the release before has and this one has not, or has otherwise."""
    if release.previous is None:
        return
    previous, site = release.previous, release.site
    gone: list[str] = []
    for path in previous.entries:
        advisory_id = path.removeprefix(_FOLDER).removesuffix(_SUFFIX) if path.startswith(_FOLDER) else ""
        if advisory_id and path not in site.entries:
            gone.append(advisory_id)
            yield finding(ID_GONE, path, f"is gone: {advisory_id} was published and can no longer be found.")
        elif advisory_id and previous.entries[path] != site.entries[path]:
            yield from _compared(previous, site, path)
    yield from _addresses(previous, site, tuple(one.lower() for one in gone))


def _addresses(previous: Site, site: Site, gone: tuple[str, ...]) -> Iterator[Finding]:
    """Find addresses that are gone, but those of advisories that are ``gone`` themselves."""
    for path in sorted(previous.entries.keys() - site.entries.keys()):
        if not path.startswith(_PASSING) and not any(one in path.lower() for one in gone):
            yield finding(ADDRESS_GONE, path, "is gone: it was published before.")


def _compared(previous: Site, site: Site, path: str) -> Iterator[Finding]:
    """Find what must not have changed between two documents of an advisory."""
    old, new = _document(previous, path), _document(site, path)
    if new is None:
        yield finding(UNREADABLE, path, "is no document of an advisory: it cannot be compared with the one before.")
    if old is None or new is None:
        return
    if old["published"] != new["published"]:
        message = f"was {old['published']}, and is {new['published']}."
        yield finding(PUBLISHED_MOVED, path, message, field="published")
    if datetime.fromisoformat(new["updated"]) < datetime.fromisoformat(old["updated"]):
        yield finding(UPDATED_BACK, path, f"was {old['updated']}, and is {new['updated']}.", field="updated")
    before, now = _revisions(old), _revisions(new)
    if now[: len(before)] != before:
        number = next((place for place, one in enumerate(before) if now[place : place + 1] != [one]), 0) + 1
        message = f"revision {number} is no longer what it was when it was published."
        yield finding(REVISION_LOST, path, message, field="revisions")
    if old["standing"] in _ENDED and new["standing"] not in _ENDED:
        yield finding(END_UNDONE, path, f"was {old['standing']}, and is {new['standing']}.", field="standing")
    if before == now and old["standing"] == new["standing"] and _content(old) != _content(new):
        changed = ", ".join(name for name, value in _content(old).items() if _content(new)[name] != value)
        yield finding(SILENT_CHANGE, path, f"has changed since it was published: {changed}.")


def _document(site: Site, path: str) -> dict[str, Any] | None:
    content = site.read(path)
    try:
        found = None if content is None else json.loads(content)
    except ValueError:
        return None
    return (
        found if isinstance(found, dict) and {"published", "updated", "revisions", "standing"} <= found.keys() else None
    )


def _revisions(document: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    return [(one["date"], one["summary"]) for one in document["revisions"]]


def _content(document: Mapping[str, Any]) -> dict[str, object]:
    """Return what only a revision may change: not how it is written down, which a newer version may do otherwise."""
    text = document["texts"].get(document["language"], {})
    words = [text.get("title"), text.get("summary"), text.get("body", {}).get("markdown")]
    held = [*document["indicators"], *document["past_indicators"]]
    indicators = [(one["type"], one["value"], one["role"], one["expires"]) for one in held]
    return {"text": words, "indicators": indicators} | {name: document.get(name) for name in _CONTENT}
