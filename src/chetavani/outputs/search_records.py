# SPDX-License-Identifier: Apache-2.0
"""Search records: what the search indexer reads instead of the site, one small page each.

There is a set of records for the readers of each language, and an advisory is in each set exactly once: in the
reader's language if there is a text in it, else in the original. So nothing is found twice, the counts of every
facet are those of the library, words are stemmed as their readers' language asks, and a reader downloads one index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from functools import partial

from chetavani.model.advisory import Advisory
from chetavani.model.indicator import INDICATOR_TYPES, defang
from chetavani.model.library import Library
from chetavani.model.page import Article
from chetavani.model.vocab import FRAUD_TYPES, KINDS, SEVERITIES, STANDINGS, Standing
from chetavani.outputs.addresses import advisory_url
from chetavani.outputs.base import Artifact, BuildContext, Place
from chetavani.outputs.dates import day_text
from chetavani.outputs.entries import digest_of
from chetavani.outputs.markup import plain_text, sanitise
from chetavani.outputs.search_keys import folded, indicator_keys, key, names

ARTICLE = "article"
"""The kind of a knowledge base article, beside the kinds of advisory."""

_TEMPLATE = "search_record.html.jinja"
_UNDATED = "0"  # sorts after every advisory when the newest come first
_UPSIDE_DOWN = str.maketrans("0123456789", "9876543210")
_LANGUAGES = ("en", "hi")  # in which the vocabulary has labels


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """One record. ``meta`` is what a result shows, ``facets`` what it can be filtered by, ``sort`` its date.

    The texts are folded (``search_keys.folded``), because they are only looked through; those of ``meta`` are not.

    ``names`` are the words that name it exactly, ``terms`` words that it should be found by besides its own texts.
    """

    language: str
    title: str
    summary: str
    body: str
    names: tuple[str, ...]
    terms: tuple[str, ...]
    indicators: tuple[str, ...]
    meta: tuple[tuple[str, str], ...]
    facets: tuple[tuple[str, str], ...]
    sort: str


class SearchRecords:
    """The records of every public advisory and every article, for the readers of each language."""

    name = "search_records"

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact]:
        """Return the records: language by language, advisories newest first, then the articles of that language."""
        for language in context.settings.languages:
            for advisory in library.published:
                standing = library.standing(advisory)
                source = context.digests.get(advisory.id, "")
                url = advisory_url(context.settings, advisory, language)
                made = partial(advisory_record, context, advisory, standing, language)
                yield _artifact(context, language, url, made, digest_of((source, standing)) if source else "")
            for article in context.articles:
                if article.language == language:
                    made = partial(article_record, context, article)
                    digest = digest_of((article.title, article.description, article.text))
                    yield _artifact(context, language, article.url, made, digest)


def _artifact(context: BuildContext, language: str, url: str, made: "partial[SearchRecord]", digest: str) -> Artifact:
    """Return the artifact of a record; the first folder of its path is the language of its readers."""

    def render() -> bytes:
        return context.renderer.render(_TEMPLATE, record=made()).encode()

    return Artifact(f"{language}/{url}index.html", "text/html", render, digest, Place.SEARCH)


def advisory_record(context: BuildContext, advisory: Advisory, standing: Standing, language: str) -> SearchRecord:
    """Return the record of ``advisory`` for readers of ``language``."""
    text = advisory.text(language)
    called = names(advisory)
    return SearchRecord(
        language=language,
        title=folded(text.title),
        summary=folded(text.summary),
        body=folded(plain_text(sanitise(text.body))),
        names=tuple(dict.fromkeys(word for name in called for word in (name, key(name)))),
        terms=_terms(advisory, text.language),
        indicators=_indicators(advisory, language),
        meta=(
            ("id", advisory.id),
            ("names", " ".join(key(name) for name in called)),
            *_if_folded(text.title),
            ("summary", text.summary),
            ("day", day_text(advisory.issued.astimezone(context.settings.zone), language)),
            ("kind", KINDS[advisory.kind].label(language)),
            ("severity", advisory.severity),
            ("severity_label", _severity(context, advisory, language)),
            *_if_not_current(standing, language),
            *_if_foreign(context, text.language, language),
        ),
        facets=tuple(_facets(context, advisory, standing)),
        sort=_sort(advisory),
    )


def _sort(advisory: Advisory) -> str:
    """Return what sorts as lists do when reversed: by publication, then by id upside down."""
    return f"{advisory.issued.astimezone(UTC):%Y%m%dT%H%M%S}-{advisory.id.translate(_UPSIDE_DOWN)}"


def _severity(context: BuildContext, advisory: Advisory, language: str) -> str:
    return context.word(language, "severity_badge", severity=SEVERITIES[advisory.severity].label(language))


def _if_folded(title: str) -> tuple[tuple[str, str], ...]:
    """Return the title as it is to be shown, if the one that is looked through differs."""
    return (("shown", title),) if folded(title) != title else ()


def _if_not_current(standing: Standing, language: str) -> tuple[tuple[str, str], ...]:
    if standing is Standing.CURRENT:
        return ()
    return (("standing", standing), ("standing_label", STANDINGS[standing].label(language)))


def _if_foreign(context: BuildContext, written: str, language: str) -> tuple[tuple[str, str], ...]:
    if written == language:
        return ()
    return (("language", written), ("language_label", context.word(language, f"only_in_{written}")))


def _facets(context: BuildContext, advisory: Advisory, standing: Standing) -> Iterable[tuple[str, str]]:
    yield "kind", advisory.kind
    yield from (("fraud-type", value) for value in dict.fromkeys(advisory.fraud_types))
    yield from (("sector", value) for value in dict.fromkeys(advisory.sectors))
    yield "severity", advisory.severity
    yield "year", str(advisory.year)
    yield from (("language", code) for code in context.settings.languages if code in advisory.texts)
    yield "status", standing


def _terms(advisory: Advisory, written: str) -> tuple[str, ...]:
    """Return what else it should be found by: its title and summary in other languages, products, frauds.

    People type `digital arrest` on a Hindi page, and डिजिटल अरेस्ट about an advisory that is only in English.
    Kinds and sectors are not among them: they would be found everywhere, and are facets.
    """
    labels = [FRAUD_TYPES[term].label(language) for term in advisory.fraud_types for language in _LANGUAGES]
    others = [line for code, text in advisory.texts.items() if code != written for line in (text.title, text.summary)]
    products = [f"{item.vendor} {item.product}" for item in advisory.software]
    return tuple(dict.fromkeys(folded(term) for term in (*others, *products, *labels)))


def _indicators(advisory: Advisory, language: str) -> tuple[str, ...]:
    """Return the types of the indicators, then each disarmed and as its keys; a live value is in no record."""
    types = dict.fromkeys(INDICATOR_TYPES[one.type].label(language) for one in advisory.indicators)
    values = (word for one in advisory.indicators for word in (defang(one.type, one.value), *indicator_keys(one)))
    return (*types, *dict.fromkeys(values))


def article_record(context: BuildContext, article: Article) -> SearchRecord:
    """Return the record of an article of the knowledge base."""
    return SearchRecord(
        language=article.language,
        title=folded(article.title),
        summary=folded(article.description),
        body=folded(article.text),
        names=(),
        terms=(),
        indicators=(),
        meta=(
            *_if_folded(article.title),
            ("summary", article.description),
            ("kind", context.word(article.language, "search_article")),
        ),
        facets=(("kind", ARTICLE), ("language", article.language)),
        sort=_UNDATED,
    )
