# SPDX-License-Identifier: Apache-2.0
"""Facets: the ways in which the library is sliced for lists and feeds, each once, for both."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.model.vocab import FRAUD_TYPES, KINDS, SECTORS, SEVERITIES, Severity


@dataclass(frozen=True, slots=True)
class Slice:
    """The advisories of one value of a facet, newest first. ``labels`` maps languages to what people read."""

    facet: str
    value: str
    labels: dict[str, str]
    advisories: tuple[Advisory, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """One way of slicing: its name in addresses, and the values that an advisory has."""

    name: str
    values: Callable[[Advisory], Iterable[str]]
    label: Callable[[str, str], str]
    order: Callable[[str], int]


def software_slug(vendor: str, product: str) -> str:
    """Return the value of the software facet for a product: lower-case ASCII words joined by hyphens."""
    words = re.findall(r"[a-z0-9]+", f"{vendor} {product}".lower())
    return "-".join(words) or "software"


FACETS: tuple[Facet, ...] = (
    Facet("kind", lambda a: (a.kind.value,), lambda v, lang: KINDS[v].label(lang), KINDS.rank),
    Facet("fraud-type", lambda a: a.fraud_types, lambda v, lang: FRAUD_TYPES[v].label(lang), FRAUD_TYPES.rank),
    Facet("sector", lambda a: a.sectors, lambda v, lang: SECTORS[v].label(lang), SECTORS.rank),
    Facet("severity", lambda a: (a.severity.value,), lambda v, lang: SEVERITIES[v].label(lang), SEVERITIES.rank),
    Facet("year", lambda a: (str(a.year),), lambda v, _: v, lambda v: -int(v)),
)


def _software(library: Library) -> list[Slice]:
    found: dict[str, tuple[str, list[Advisory]]] = {}
    for advisory in library.published:
        slugs = {
            software_slug(item.vendor, item.product): f"{item.vendor} {item.product}" for item in advisory.software
        }
        for slug, name in slugs.items():
            found.setdefault(slug, (name, []))[1].append(advisory)
    return [
        Slice("software", slug, {"en": name, "hi": name}, tuple(advisories))
        for slug, (name, advisories) in sorted(found.items())
    ]


def slices(library: Library) -> tuple[Slice, ...]:
    """Return every slice that has an advisory, facet by facet, in the vocabulary's order."""
    result = []
    for facet in FACETS:
        found: dict[str, list[Advisory]] = {}
        for advisory in library.published:
            for value in dict.fromkeys(facet.values(advisory)):
                found.setdefault(value, []).append(advisory)
        for value in sorted(found, key=facet.order):
            labels = {language: facet.label(value, language) for language in ("en", "hi")}
            result.append(Slice(facet.name, value, labels, tuple(found[value])))
    return (*result, *_software(library))


def urgent(advisory: Advisory) -> bool:
    """Whether an advisory is of severity high or above."""
    return advisory.severity.rank >= Severity.HIGH.rank
