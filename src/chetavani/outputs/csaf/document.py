# SPDX-License-Identifier: Apache-2.0
"""A CSAF 2.0 document of an advisory.

Software with flaws makes a security advisory, everything else an informational one. What was withdrawn or replaced is
informational too, and has no products: a scanner that takes it stops matching them, as CSAF 2.1 asks of such documents.
"""

from collections.abc import Iterator
from typing import Any

from chetavani.config import Settings
from chetavani.model.vocab import STANDINGS, Standing
from chetavani.outputs.addresses import advisory_url, list_url
from chetavani.outputs.csaf.flaws import flaws, vulnerability
from chetavani.outputs.csaf.history import releases
from chetavani.outputs.csaf.links import FORM, VOCABULARY, uri
from chetavani.outputs.csaf.notes import notes, reason
from chetavani.outputs.csaf.products import Catalogue
from chetavani.outputs.csaf.telling import Telling
from chetavani.outputs.endings import ENDED
from chetavani.outputs.stamps import stamp

SECURITY, INFORMATIONAL = "csaf_security_advisory", "csaf_informational_advisory"
_TLP = {"label": "WHITE", "url": "https://www.first.org/tlp/"}
Link = dict[str, str]


def document(telling: Telling) -> dict[str, Any]:
    """Return the document of an advisory."""
    advisory, settings = telling.advisory, telling.context.settings
    told = () if telling.ended else advisory.software
    made: dict[str, Any] = {
        "document": {
            "aggregate_severity": {
                "namespace": telling.context.absolute(VOCABULARY),
                "text": advisory.severity.value,
            },
            "category": SECURITY if told else INFORMATIONAL,
            "csaf_version": "2.0",
            "distribution": {"tlp": _TLP},
            "lang": telling.language,
            "notes": notes(telling),
            "publisher": publisher(settings),
            "references": references(telling),
            "title": title(telling),
            "tracking": _tracking(telling),
        }
    }
    if told:
        catalogue = Catalogue(telling.context)
        made["vulnerabilities"] = [vulnerability(telling, flaw) for flaw in flaws(advisory, catalogue)]
        made["product_tree"] = catalogue.tree()
    return made


def title(telling: Telling) -> str:
    """Return the title of a document."""
    return title_of(telling.advisory.title, telling.standing, telling.language)


def title_of(title: str, standing: Standing, language: str) -> str:
    """Return an advisory's title in lists of documents; one that no longer stands says so."""
    return f"{STANDINGS[standing].label(language)}: {title}" if standing in ENDED else title


def publisher(settings: Settings) -> dict[str, str]:
    """Return the publisher, the same in every document and in the provider's metadata."""
    made = {
        "category": settings.csaf.category,
        "contact_details": settings.publisher.contact,
        "issuing_authority": settings.csaf.issuing_authority,
        "name": settings.name(settings.languages[0]),
        "namespace": settings.csaf.namespace or settings.base_url,
    }
    return {name: value for name, value in made.items() if value}


def _tracking(telling: Telling) -> dict[str, Any]:
    history = list(_history(telling))
    aliases = list(dict.fromkeys(telling.advisory.aliases))
    made: dict[str, Any] = {"aliases": aliases} if aliases else {}
    return made | {
        "current_release_date": history[-1]["date"],
        "generator": {"engine": {"name": "Chetavani"}},
        "id": telling.card.id,
        "initial_release_date": history[0]["date"],
        "revision_history": history,
        "status": "final",
        "version": history[-1]["number"],
    }


def _history(telling: Telling) -> Iterator[dict[str, str]]:
    """Yield the versions. The newest of what no longer stands says why, whatever its author wrote."""
    instants = releases(telling.library, telling.card)
    summaries = [telling.word("feed_first"), *(one.summary for one in telling.advisory.revisions)]
    for number, at in enumerate(instants, start=1):
        own = summaries[number - 1] if number <= len(summaries) else ""
        end = reason(telling) if number == len(instants) else ""
        yield {"date": stamp(at), "number": str(number), "summary": f"{end} {own}".strip()}


def references(telling: Telling) -> list[Link]:
    """Return the document itself, its pages, then what is outside: the successor, sources, related advisories."""
    context, card = telling.context, telling.card
    made = [_link("self", telling.word("csaf_document", id=card.id), context.absolute(FORM.path_of(card)))]
    for language in context.settings.languages:
        page = context.absolute(advisory_url(context.settings, card, language))
        made.append(_link("self", context.word(language, "csaf_page", id=card.id), page))
    outside = list(_outside(telling))
    if not outside:  # the profile asks for one; without a source of its own an advisory leads to all the others
        listed = context.absolute(list_url(context.settings, telling.language))
        outside.append(_link("external", telling.word("all_advisories"), listed))
    return [*made, *outside]


def _outside(telling: Telling) -> Iterator[Link]:
    context, successor = telling.context, telling.successor
    if successor is not None:
        document = context.absolute(FORM.path_of(successor))
        yield _link("external", telling.word("csaf_superseding", id=successor.id), document)
    for one in telling.advisory.references:
        yield _link("external", one.title, uri(one.url))
    cards = (telling.library.card(one) for one in dict.fromkeys(telling.advisory.related))
    for other in cards:
        if other is not None and other.is_public:
            page = context.absolute(advisory_url(context.settings, other, telling.language))
            yield _link("external", f"{telling.word('feed_related')}: {other.id}", page)


def _link(category: str, summary: str, url: str) -> Link:
    return {"category": category, "summary": summary, "url": url}
