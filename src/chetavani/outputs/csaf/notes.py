# SPDX-License-Identifier: Apache-2.0
"""The notes of a CSAF document: its texts, and what CSAF has no field for."""

from collections.abc import Iterator

from chetavani.model.advisory import Action, Indicator, Text
from chetavani.model.indicator import INDICATOR_TYPES, defang
from chetavani.model.listing import asked
from chetavani.model.vocab import ACTIONS, EVIDENCE, MEASURES, ROLES, SECTORS, Standing
from chetavani.outputs.advisory_view import requests
from chetavani.outputs.csaf.telling import Telling
from chetavani.outputs.dates import moment_text
from chetavani.outputs.endings import ending

Note = dict[str, str]
_NAMES = {"en": "English", "hi": "हिन्दी"}


def notes(telling: Telling) -> list[Note]:
    """Return the notes, first the one that says why the advisory no longer stands. None is without text."""
    return [one for one in _notes(telling) if one["text"]]


def reason(telling: Telling) -> str:
    """Return why the advisory no longer stands; empty if it stands or has expired."""
    return ending(telling.library, telling.context, telling.advisory)


def _notes(telling: Telling) -> Iterator[Note]:
    advisory = telling.advisory
    if telling.ended:
        withdrawn = telling.standing is Standing.WITHDRAWN
        yield _note("description", telling.word("csaf_withdrawn" if withdrawn else "csaf_superseded"), reason(telling))
    if telling.context.settings.demonstration:
        yield _note("legal_disclaimer", telling.word("feed_demonstration"), telling.word("feed_notice"))
    yield _note("summary", telling.word("csaf_summary"), advisory.summary)
    for title, text in telling.sections:
        yield _note("details", title or telling.word("csaf_details"), text)
    if not telling.ended:  # nobody is to act on what no longer stands
        yield _note("general", telling.word("section_actions"), _asked(telling))
        yield _note("other", telling.word("section_indicators"), _indicators(telling))
        yield _note("other", telling.word("section_cleared"), _cleared(telling))
        if advisory.expires is not None:
            yield _note("general", telling.word("valid_until"), expiry(telling))
    for translation in advisory.translations:
        yield _translated(telling, translation)


def _note(category: str, title: str, text: str) -> Note:
    return {"category": category, "title": title, "text": text}


def expiry(telling: Telling) -> str:
    """Return until when the advisory holds, as people and as programs read it; empty if for good."""
    end = telling.advisory.expires
    zone = telling.context.settings.zone
    return f"{moment_text(end, zone, telling.language)} ({end.astimezone(zone).isoformat()})" if end else ""


def _asked(telling: Telling) -> str:
    return "\n".join(_action(telling, one.action) for one in requests(telling.library, telling.advisory))


def _action(telling: Telling, action: Action) -> str:
    language = telling.language
    who = ", ".join(SECTORS[one].label(language) for one in action.who)
    what = ACTIONS[action.what].label(language)
    by = (
        f" {telling.word('act_by')} {moment_text(action.by, telling.context.settings.zone, language)}."
        if action.by
        else ""
    )
    asked = f"{who}: {what}." if who else f"{what}."
    return f"{asked}{by} {action.text}"


def _indicators(telling: Telling) -> str:
    """Return the indicators disarmed, because notes are for people; other formats have them live."""
    language, told = telling.language, telling.advisory.indicators
    lines = [
        f"{_disarmed(one, language)} ({ROLES[one.role].label(language)}; {EVIDENCE[one.evidence].label(language)};"
        f" {MEASURES[asked(one)].label(language)})"
        for one in told
        if one.cleared is None
    ]
    return "\n".join([telling.word("indicators_about"), *lines]) if lines else ""


def _disarmed(one: Indicator, language: str) -> str:
    return f"{INDICATOR_TYPES[one.type].label(language)}: {defang(one.type, one.value)}"


def _cleared(telling: Telling) -> str:
    """Return what is no indicator any more, since when and why, so that who blocked it undoes that."""
    zone, language, since = telling.context.settings.zone, telling.language, telling.word("cleared_on")
    lines = [
        f"{_disarmed(one, language)} ({since} {moment_text(one.cleared, zone, language)}: {one.reason})"
        for one in telling.advisory.indicators
        if one.cleared is not None
    ]
    return "\n".join([telling.word("cleared_about"), *lines]) if lines else ""


def _translated(telling: Telling, text: Text) -> Note:
    """Return a translation. A document of its own, as CSAF has them, would need an id that no advisory has."""
    advisory = telling.advisory
    stale = ""
    if advisory.is_stale(text.language) and text.language in telling.context.wording:
        numbers = {"translated": text.translates, "newest": advisory.revision}
        stale = telling.context.word(text.language, "feed_stale", **numbers)
    parts = [
        f"## {title}\n\n{content}" if title else content
        for title, content in telling.sections_in(text.language, text.body)
    ]
    told = "\n\n".join(part for part in (stale, text.summary, *parts) if part)
    name = _NAMES.get(text.language, text.language)
    return _note("other", f"{name}: {text.title}", told)
