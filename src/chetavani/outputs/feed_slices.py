# SPDX-License-Identifier: Apache-2.0
"""The slices of the library that have feeds: everything, the urgent, and every kind, sector, fraud type and language.

A slice exists for every term of the vocabulary, with or without an advisory: whoever is concerned subscribes before
the first one comes, and a feed that was once there never vanishes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from chetavani.config import Settings
from chetavani.model.vocab import FRAUD_TYPES, KINDS, SECTORS, Term, Vocabulary
from chetavani.outputs.feed_links import EVERYTHING, URGENT, URGENT_SEVERITIES, slice_name

_ALL = Term(EVERYTHING, "All advisories", "सभी चेतावनियाँ", "Chetavani")
_HIGH = Term(URGENT, "Severity high and critical", "गंभीर और अति गंभीर", "Chetavani")
_LANGUAGES = {
    "en": Term("en", "Advisories in English", "अंग्रेज़ी में चेतावनियाँ", "Chetavani"),
    "hi": Term("hi", "Advisories in Hindi", "हिंदी में चेतावनियाँ", "Chetavani"),
}
_FACETS: tuple[tuple[str, Vocabulary], ...] = (("kind", KINDS), ("sector", SECTORS), ("fraud-type", FRAUD_TYPES))


@dataclass(frozen=True, slots=True)
class FeedSlice:
    """What one set of feeds carries. ``name`` stands in addresses, ``labels`` maps languages to what people read.

    ``facet`` and ``value`` say which list shows the same advisories; both are empty where no list does. The texts
    are in ``language``.
    """

    name: str
    facet: str
    value: str
    labels: Mapping[str, str]
    language: str


def feed_slices(settings: Settings) -> tuple[FeedSlice, ...]:
    """Return every slice, in a fixed order: everything, the urgent, kinds, sectors, fraud types, languages.

    All but the language slices are in the first language of the site. A language slice carries the advisories that
    have a text in that language.
    """
    first = settings.languages[0]

    def made(name: str, term: Term, facet: str = "", value: str = "", language: str = first) -> FeedSlice:
        labels = {code: term.label(code) for code in settings.languages}
        return FeedSlice(name, facet, value, labels, language)

    whole = [made(_ALL.id, _ALL), made(_HIGH.id, _HIGH)]
    terms = [
        made(slice_name(facet, term.id), term, facet, term.id) for facet, vocabulary in _FACETS for term in vocabulary
    ]
    languages = [made(f"lang-{code}", _LANGUAGES[code], language=code) for code in settings.languages]
    return (*whole, *terms, *languages)


CARRIERS: Mapping[str, str] = {
    "kind": "kind",
    "severity": "severity",
    "sector": "sectors",
    "fraud-type": "fraud_types",
    "lang": "languages",
}
"""What decides which slices carry an advisory: facets, and the fields of a card that hold its values."""


@lru_cache(maxsize=4096)
def carrier_names(facet: str, held: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the slices that carry an advisory for what it holds of a facet of ``CARRIERS``.

    The slice of everything is among those for the severity, which every advisory has once.
    """
    if isinstance(held, tuple):
        return tuple(f"lang-{value}" if facet == "lang" else slice_name(facet, value) for value in held)
    if facet == "severity":
        return (EVERYTHING, URGENT) if held in URGENT_SEVERITIES else (EVERYTHING,)
    return (slice_name(facet, held),)


def carrier_of(name: str) -> str:
    """Return the facet of ``CARRIERS`` that decides whether the slice of this name carries an advisory."""
    return next((facet for facet in CARRIERS if name.startswith(f"{facet}-")), "severity")
