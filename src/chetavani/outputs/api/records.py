# SPDX-License-Identifier: Apache-2.0
"""Advisories as the documents of the JSON API have them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from chetavani.model.advisory import Advisory, Indicator
from chetavani.model.card import Card, moment
from chetavani.model.holding import held_until
from chetavani.model.indicator import defang
from chetavani.model.library import Library
from chetavani.model.listing import asked
from chetavani.model.vocab import Standing
from chetavani.outputs.addresses import advisory_url
from chetavani.outputs.advisory_view import predecessors
from chetavani.outputs.api import documents
from chetavani.outputs.base import BuildContext
from chetavani.outputs.feed_items import settled
from chetavani.outputs.markup import absolute_links, plain_text, sanitise


def time_of(at: datetime | int) -> str:
    """Return an aware time, or an instant, as RFC 3339 in UTC."""
    aware = moment(at) if isinstance(at, int) else at
    return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")


def address_of(context: BuildContext, advisory_id: str) -> str:
    """Return the full address of an advisory's document."""
    return context.absolute(f"{documents.FOLDER}advisories/{advisory_id}.json")


def schema_address(context: BuildContext, name: str) -> str:
    """Return the full address of the JSON Schema called ``name``."""
    return context.absolute(f"{documents.FOLDER}schema/{name}.json")


def advisory_document(library: Library, context: BuildContext, card: Card) -> documents.Advisory:
    """Return the document of a public advisory."""
    advisory, standing = library.advisory(card.id), library.standing(card)
    current = standing is Standing.CURRENT
    told = [(one.cleared is None and current, _indicator(advisory, one)) for one in advisory.indicators]
    return {
        "schema": schema_address(context, "advisory"),
        "demonstration": context.settings.demonstration,
        "id": advisory.id,
        "url": _page(context, card, context.settings.languages[0]),
        "kind": advisory.kind,
        "severity": advisory.severity,
        "tlp": advisory.tlp,
        "status": advisory.status.value,
        "standing": standing.value,
        "reason": advisory.reason,
        "superseded_by": next(iter(_public(library, [advisory.superseded_by or ""])), None),
        "supersedes": [one.id for one in predecessors(library, card.id)],
        "published": time_of(card.issued),
        "updated": time_of(settled(library, card)),
        "expires": time_of(advisory.expires) if advisory.expires else None,
        "revision": advisory.revision,
        "revisions": _revisions(advisory),
        "fraud_types": list(advisory.fraud_types),
        "sectors": list(advisory.sectors),
        "actions": [
            {"who": list(one.who), "what": one.what, "by": time_of(one.by) if one.by else None, "text": one.text}
            for one in advisory.actions
        ],
        "indicators": [one for holds, one in told if holds],
        "past_indicators": [one for holds, one in told if not holds],
        "software": [
            {"vendor": one.vendor, "product": one.product, "affected": one.affected, "fixed": one.fixed,
             "cve": list(one.cve), "cvss": one.cvss, "cwe": list(one.cwe), "purl": one.purl, "cpe": one.cpe}
            for one in advisory.software
        ],
        "references": [{"title": one.title, "url": one.url} for one in advisory.references],
        "aliases": list(advisory.aliases),
        "related": _public(library, advisory.related),
        "contact": advisory.contact or context.settings.publisher.contact,
        "language": advisory.language,
        "texts": {language: _text(context, card, advisory, language) for language in advisory.texts},
    }  # fmt: skip


def _public(library: Library, ids: Iterable[str]) -> list[str]:
    """Return those of ``ids`` that may be named: of public advisories, each once."""
    cards = ((one, library.card(one)) for one in dict.fromkeys(ids))
    return [one for one, card in cards if card is not None and card.is_public]


def _page(context: BuildContext, card: Card, language: str) -> str:
    return context.absolute(advisory_url(context.settings, card, language))


def _revisions(advisory: Advisory) -> list[documents.Revision]:
    told: list[tuple[datetime, str | None]] = [(one.date, one.summary) for one in advisory.revisions]
    return [
        {"number": number, "date": time_of(at), "summary": summary}
        for number, (at, summary) in enumerate([(advisory.issued, None), *told], start=1)
    ]


def _indicator(advisory: Advisory, one: Indicator) -> documents.Indicator:
    return {
        "type": one.type,
        "value": one.value,
        "shown": defang(one.type, one.value),
        "role": one.role,
        "evidence": one.evidence,
        "first_seen": _day(one.first_seen),
        "last_seen": _day(one.last_seen),
        "expires": time_of(one.expires) if one.expires else None,
        "action": None if one.cleared else asked(one),
        "until": time_of(held_until(advisory, one)),
        "review_by": _day(one.review_by),
        "cleared": time_of(one.cleared) if one.cleared else None,
        "reason": one.reason,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _text(context: BuildContext, card: Card, advisory: Advisory, language: str) -> documents.Text:
    text = advisory.texts[language]
    page = _page(context, card, language if language in context.settings.languages else context.settings.languages[0])
    html = absolute_links(sanitise(text.body), page)
    return {
        "title": text.title,
        "summary": text.summary,
        "body": {"html": html, "text": plain_text(html), "markdown": text.body},
        "translates": text.translates,
        "stale": advisory.is_stale(language),
        "url": page,
    }


def row(library: Library, context: BuildContext, card: Card) -> documents.Row:
    """Return an advisory as lists have it."""
    advisory = library.advisory(card.id)
    return {
        "id": card.id,
        "url": _page(context, card, context.settings.languages[0]),
        "document": address_of(context, card.id),
        "kind": advisory.kind,
        "severity": advisory.severity,
        "standing": library.standing(card).value,
        "published": time_of(card.issued),
        "updated": time_of(settled(library, card)),
        "expires": None if card.expires is None else time_of(card.expires),
        "revision": card.revision,
        "fraud_types": list(card.fraud_types),
        "sectors": list(card.sectors),
        "titles": {code: text.title for code, text in advisory.texts.items()},
        "summaries": {code: text.summary for code, text in advisory.texts.items()},
    }
