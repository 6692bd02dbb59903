# SPDX-License-Identifier: Apache-2.0
"""The vulnerabilities of a CSAF document: one for each CVE id, whichever products it is in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cvss import CVSS2, CVSS3
from cvss.exceptions import CVSSError

from chetavani.model.advisory import Advisory, Software
from chetavani.model.versions import releases_of
from chetavani.outputs.csaf.links import uri
from chetavani.outputs.csaf.products import Catalogue
from chetavani.outputs.csaf.telling import Telling
from chetavani.outputs.csaf.weaknesses import NAMES

Score = tuple[str, dict[str, Any]]
_NONE = "none"  # how an author begins to say that nothing mends it


@dataclass(slots=True)
class Flaw:
    """A flaw, and what the advisory says of each product that has it."""

    cve: str
    number: int
    items: list[tuple[Software, list[str], list[str]]] = field(default_factory=list)

    @property
    def affected(self) -> list[str]:
        """Return the products that have it."""
        return list(dict.fromkeys(one for _, affected, _ in self.items for one in affected))

    @property
    def fixed(self) -> list[str]:
        """Return the products in which it is mended; one that is also said to have it is not."""
        having = set(self.affected)
        return list(dict.fromkeys(one for _, _, fixed in self.items for one in fixed if one not in having))


def flaws(advisory: Advisory, catalogue: Catalogue) -> list[Flaw]:
    """Return the flaws of an advisory in their order; software without a CVE id has a flaw of its own."""
    found: dict[str, Flaw] = {}
    for number, item in enumerate(advisory.software, start=1):
        affected, fixed = catalogue.affected(item), catalogue.fixed(item)
        for cve in dict.fromkeys(item.cve) or (f"#{number}",):
            flaw = found.setdefault(cve, Flaw(cve if item.cve else "", number))
            flaw.items.append((item, affected, fixed))
    return list(found.values())


def vulnerability(telling: Telling, flaw: Flaw) -> dict[str, Any]:
    """Return a flaw as CSAF has it."""
    advisory = telling.advisory
    status = {"known_affected": flaw.affected, "fixed": flaw.fixed}
    sources = [one for one in advisory.references if flaw.cve and flaw.cve in f"{one.title} {one.url}"]
    links = [{"category": "external", "summary": one.title, "url": uri(one.url)} for one in sources]
    made = {
        "cwe": _weakness(flaw),
        "notes": list(_notes(telling, flaw)),
        "product_status": {name: ids for name, ids in status.items() if ids},
        "references": list({one["url"]: one for one in links}.values()),
        "remediations": list(_remediations(telling, flaw)),
        "scores": _scores(flaw),
    }
    named: dict[str, Any] = {"cve": flaw.cve} if flaw.cve else _own_name(telling, flaw)
    return named | {name: value for name, value in made.items() if value}


def _own_name(telling: Telling, flaw: Flaw) -> dict[str, Any]:
    """Return a name for a flaw without a CVE id: the advisory's, and which software of it."""
    settings = telling.context.settings
    name = {"system_name": settings.name(settings.languages[0]), "text": f"{telling.card.id}-{flaw.number}"}
    return {"ids": [name], "title": telling.advisory.title}


def _weaknesses(flaw: Flaw) -> list[str]:
    return list(dict.fromkeys(one for item, _, _ in flaw.items for one in item.cwe))


def _weakness(flaw: Flaw) -> dict[str, str]:
    """Return the first weakness that has a name here: CSAF takes only one, and by its name."""
    return next(({"id": one, "name": NAMES[one]} for one in _weaknesses(flaw) if one in NAMES), {})


def _notes(telling: Telling, flaw: Flaw) -> Iterator[dict[str, str]]:
    yield {"category": "summary", "title": telling.word("csaf_summary"), "text": telling.advisory.summary}
    weakness, all_of_them = _weakness(flaw), _weaknesses(flaw)
    if all_of_them and all_of_them != [weakness.get("id")]:
        yield {"category": "other", "title": "CWE", "text": ", ".join(all_of_them)}
    told = [f"{item.product}: {item.cvss}" for item, _, _ in flaw.items if item.cvss and _score(item.cvss) is None]
    if told:  # CVSS 4.0, which CSAF 2.0 does not know
        yield {"category": "other", "title": "CVSS", "text": "\n".join(dict.fromkeys(told))}


def _remediations(telling: Telling, flaw: Flaw) -> Iterator[dict[str, Any]]:
    fixes: dict[tuple[str, str], list[str]] = {}
    for item, affected, _ in flaw.items:
        missing = not releases_of(item.fixed) and item.fixed.casefold().startswith(_NONE)
        text = item.fixed if missing else telling.word("csaf_upgrade", product=item.product, fixed=item.fixed)
        fixes.setdefault(("none_available" if missing else "vendor_fix", text), []).extend(affected)
    for (category, text), products in fixes.items():
        yield {"category": category, "details": text, "product_ids": list(dict.fromkeys(products))}
    heading = telling.word("csaf_workaround")
    for title, text in telling.sections:
        if title == heading and text:
            yield {"category": "workaround", "details": text, "product_ids": flaw.affected}


def _scores(flaw: Flaw) -> list[dict[str, Any]]:
    """Return the scores: that of each product, and for one without any that of the flaw, if there is but one."""
    own: dict[tuple[str, str], dict[str, Any]] = {}
    for item, affected, _ in flaw.items:
        if item.cvss and (score := _score(item.cvss)):
            for product in affected:
                own.setdefault((score[0], product), score[1])
    scored = {product for _, product in own}
    distinct = {(kind, one["vectorString"]): one for (kind, _), one in own.items()}
    if len(distinct) == 1:
        ((kind, _), only), *_ = distinct.items()
        own |= {(kind, product): only for product in flaw.affected if product not in scored}
    grouped: dict[tuple[str, str], list[str]] = {}
    for (kind, product), one in own.items():
        grouped.setdefault((kind, one["vectorString"]), []).append(product)
    return [{"products": products, kind: distinct[kind, vector]} for (kind, vector), products in grouped.items()]


@lru_cache(maxsize=1024)  # few vectors occur, again and again
def _score(vector: str) -> Score | None:
    """Return a vector of CVSS 2 or 3 as CSAF has it, under its name there; None if it is of another kind or wrong."""
    try:
        if vector.startswith("CVSS:3."):
            three = CVSS3(vector)
            severity = three.severities()[0].upper()
            made = {"version": vector[5:8], "vectorString": three.clean_vector(), "baseSeverity": severity}
            return "cvss_v3", made | {"baseScore": float(three.scores()[0])}
        two = CVSS2(vector)
        return "cvss_v2", {"version": "2.0", "vectorString": two.clean_vector(), "baseScore": float(two.scores()[0])}
    except CVSSError:
        return None
