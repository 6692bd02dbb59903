# SPDX-License-Identifier: Apache-2.0
"""Upgrade notes as OSV records: what the schema has a field for, and the rest in ``database_specific``."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from chetavani.model.advisory import Advisory
from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.scores import Score
from chetavani.model.vocab import Kind, Standing
from chetavani.outputs.addresses import advisory_url
from chetavani.outputs.api.records import address_of, time_of
from chetavani.outputs.base import BuildContext
from chetavani.outputs.endings import ending
from chetavani.outputs.feed_items import settled
from chetavani.outputs.osv.details import escaped, safe_markdown
from chetavani.outputs.osv.packages import Product, product_of, unique, unsaid, vers_of, versions_of

SCHEMA_VERSION = "1.8.0"
"""The first version of the schema in which a database of nobody's list has ids of its own: ``x_`` and what it likes."""

Record = dict[str, Any]
_ENGLISH = "en"  # the language of OSV
_TYPES = {"2.0": "CVSS_V2", "3.0": "CVSS_V3", "3.1": "CVSS_V3", "4.0": "CVSS_V4"}
_ADVISORY = re.compile(
    r"https://(?:nvd\.nist\.gov/vuln/detail/CVE-|github\.com/(?:[^/]+/[^/]+/security/)?advisories/GHSA-)"
)
_URI = "%/:=&?~#+!$,;'@()*[]"  # what is right as it is in an address


def has_record(card: Card) -> bool:
    """Whether there is a record for a public advisory: OSV is about flaws in software."""
    return card.kind == Kind.SOFTWARE_UPGRADE


def id_of(advisory_id: str) -> str:
    """Return the id of a record: ``x_`` is for databases that OSV does not list."""
    return f"x_{advisory_id}"


def modified(library: Library, card: Card) -> str:
    """Return when a record last changed (RFC 3339, UTC, ``Z``)."""
    return time_of(settled(library, card))


def record_bytes(library: Library, context: BuildContext, card: Card) -> bytes:
    """Return the record of an advisory as it is in its file and in the archive."""
    made = record(library, context, card)
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def record(library: Library, context: BuildContext, card: Card) -> Record:
    """Return the record of a public upgrade note."""
    advisory, standing = library.advisory(card.id), library.standing(card)
    products = [product_of(software) for software in advisory.software]
    changed = modified(library, card)
    found: Record = {"schema_version": SCHEMA_VERSION, "id": id_of(card.id), "modified": changed}
    found["published"] = time_of(card.issued)
    found |= {"withdrawn": changed} if standing is Standing.WITHDRAWN else {}
    found |= _other_ids(library, advisory)
    found["summary"] = _summary(library, context, advisory)
    found["details"] = _details(library, context, advisory)
    common = _common_severity(products)
    found |= {"severity": common} if common else {}
    if affected := [one for product in products for one in _affected(product, scored=not common)]:
        found["affected"] = affected
    found["references"] = _references(context, advisory)
    found["database_specific"] = _rest(library, context, advisory, products)
    return found


def _other_ids(library: Library, advisory: Advisory) -> Record:
    """Return the CVEs, and the records of related advisories.

    An alias is another id of the same flaw, and is passed on: two CVEs that are aliases of one record would be one
    flaw. So only the single CVE of all that an advisory lists is one; several are upstream of it.
    """
    cves = unique(cve for software in advisory.software for cve in software.cve)
    one_flaw = len(cves) == 1 and all(software.cve for software in advisory.software)
    cards = [library.card(one) for one in dict.fromkeys(advisory.related)]
    related = [id_of(one.id) for one in cards if one is not None and one.is_public and has_record(one)]
    found: Record = {"aliases" if one_flaw else "upstream": cves} if cves else {}
    return found | ({"related": related} if related else {})


def _summary(library: Library, context: BuildContext, advisory: Advisory) -> str:
    """Return the title; why an advisory was withdrawn belongs into it too."""
    title = advisory.text(_ENGLISH).title
    withdrawn = library.standing(advisory) is Standing.WITHDRAWN
    return f"{title} ({ending(library, context, advisory)})" if withdrawn else title


def _details(library: Library, context: BuildContext, advisory: Advisory) -> str:
    text = advisory.text(_ENGLISH)
    end = end_of(library, context, advisory)
    page = context.absolute(advisory_url(context.settings, advisory, context.settings.languages[0]))
    parts = [f"**{escaped(end)}**" if end else "", escaped(text.summary), safe_markdown(text.body, page)]
    return "\n\n".join(part for part in parts if part)


def end_of(library: Library, context: BuildContext, advisory: Advisory) -> str:
    """Return what is said first of an advisory that no longer stands or holds; empty for a current one."""
    if library.standing(advisory) is Standing.EXPIRED and advisory.expires is not None:
        word = context.word(context.settings.languages[0], "feed_expired")
        return f"{word} {time_of(advisory.expires)}"
    return ending(library, context, advisory)


def _severity(given: Score) -> list[Record]:
    return [{"type": _TYPES[given.version], "score": given.vector}]


def _common_severity(products: Sequence[Product]) -> list[Record]:
    """Return the severity of the whole note: there is one if all its products, or all with its one CVE, share it."""
    scores = [product.score for product in products]
    first = next((one for one in scores if one is not None), None)
    cves = {cve for product in products for cve in product.software.cve}
    if first is None or any(one not in (None, first) for one in scores) or (None in scores and len(cves) != 1):
        return []
    return _severity(first)


def _affected(product: Product, *, scored: bool) -> Iterator[Record]:
    """Yield the package that a product is, if OSV can say which versions of it have the flaw."""
    software, versions = product.software, versions_of(product)
    if product.package is None or not versions:
        return
    yield {
        "package": product.package,
        **({"severity": _severity(product.score)} if scored and product.score is not None else {}),
        **versions,
        "database_specific": {"cve_ids": list(software.cve), "cwe_ids": list(software.cwe), "fixed": software.fixed},
    }


def _references(context: BuildContext, advisory: Advisory) -> list[Record]:
    pages = [page for _, page in _pages(context, advisory)]
    typed = dict.fromkeys(pages, "ADVISORY")
    for one in advisory.references:
        typed.setdefault(quote(one.url, safe=_URI), "ADVISORY" if _ADVISORY.match(one.url) else "WEB")
    return [{"type": kind, "url": url} for url, kind in typed.items()]


def _pages(context: BuildContext, advisory: Advisory) -> list[tuple[str, str]]:
    """Return the page of each language that the site and the advisory have; at least the first of the site."""
    first, *others = context.settings.languages
    shown = [first, *(language for language in others if language in advisory.texts)]
    return [(one, context.absolute(advisory_url(context.settings, advisory, one))) for one in shown]


def _rest(library: Library, context: BuildContext, advisory: Advisory, products: Iterable[Product]) -> Record:
    """Return what OSV has no field for."""
    settings, successor = context.settings, library.card(advisory.superseded_by or "")
    pages = dict(_pages(context, advisory))
    return {
        "advisory": advisory.id,
        "publisher": settings.name(settings.languages[0]),
        "demonstration": settings.demonstration,
        "url": pages[settings.languages[0]],
        "json": address_of(context, advisory.id),
        "standing": library.standing(advisory).value,
        "reason": advisory.reason,
        "superseded_by": successor.id if successor is not None and successor.is_public else None,
        "expires": time_of(advisory.expires) if advisory.expires else None,
        "revision": advisory.revision,
        "severity": advisory.severity.value,
        "cwe_ids": unique(cwe for software in advisory.software for cwe in software.cwe),
        "sectors": list(advisory.sectors),
        "actions": [
            {"who": list(one.who), "what": one.what, "by": time_of(one.by) if one.by else None, "text": one.text}
            for one in advisory.actions
        ],
        "software": [_product(product) for product in products],
        "aliases": list(advisory.aliases),
        "texts": {
            language: {"title": text.title, "summary": text.summary, "url": pages.get(language)}
            for language, text in advisory.texts.items()
        },
        "contact": advisory.contact or settings.publisher.contact,
    }


def _product(product: Product) -> Record:
    """Return a product as its author names it, with what OSV cannot say of its versions."""
    software = product.software
    return {
        "vendor": software.vendor,
        "product": software.product,
        "affected": software.affected,
        "vers": vers_of(product),
        "unsaid": unsaid(product),
        "fixed": software.fixed,
        "cve_ids": list(software.cve),
        "cwe_ids": list(software.cwe),
        "cvss": software.cvss,
        "purl": software.purl,
        "cpe": software.cpe,
    }
