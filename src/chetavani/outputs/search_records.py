# SPDX-License-Identifier: Apache-2.0
"""Search records: what the search indexer reads instead of the site, one small page each.

There is a set of records for the readers of each language, and an advisory is in each set exactly once: in the
reader's language if there is a text in it, else in the original. So nothing is found twice, words are stemmed as their
readers' language asks, and a reader downloads one index. A record is words alone: what a result shows and what it can
be filtered by is in ``search_results``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain

from chetavani.model.advisory import Advisory
from chetavani.model.card import Card
from chetavani.model.indicator import INDICATOR_TYPES
from chetavani.model.library import Library
from chetavani.model.page import Article
from chetavani.model.vocab import FRAUD_TYPES
from chetavani.outputs.addresses import advisory_url
from chetavani.outputs.base import Artifact, BuildContext, Place, Shard, Silence
from chetavani.outputs.keys import digest_of
from chetavani.outputs.markup import text_of
from chetavani.outputs.search_bundles import ENGINE, Bundle, bundles, source_key
from chetavani.outputs.search_keys import COMMON, folded, indicator_keys, indicator_words, key, names

_TEMPLATE = "search_record.html.jinja"
_AROUND = "([{\"'“‘«.,;:!?…।)]}”’»"
_LANGUAGES = ("en", "hi")  # in which the vocabulary has labels


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """One record: its words, each once, in the first of these places in which it stands, but for ``COMMON`` ones.

    ``names`` are the keys that name it exactly, ``terms`` words that it should be found by besides its own texts.
    They are folded (``search_keys.folded``), because they are only looked through. The order of results asks where a
    word stands and not how often, so saying it again would only cost: a third of the index, a quarter of the time.
    """

    language: str
    names: str
    title: str
    summary: str
    terms: str
    body: str


def _record(language: str, *places: Iterable[str]) -> SearchRecord:
    """Return the record of the words in ``places``, without those that were in an earlier place.

    The first place is names, which are looked for as a whole; common words are left out of all others.
    """
    seen: set[str] = set()
    said: list[str] = []
    for words in places:
        new = [word for word in dict.fromkeys(words) if word and word not in seen]
        seen.update(new, COMMON)
        said.append(" ".join(new))
    return SearchRecord(language, *said)


class SearchRecords:
    """The records of every public advisory and every article, for the readers of each language."""

    name = "search_records"
    told = Silence("They are words to be found by: search_results tells where what is found stands.")

    def plan(self, library: Library, context: BuildContext) -> Iterable[Shard]:
        """Return a shard of records for each bundle and language, and one for the engine of each language."""
        for language in context.settings.languages:
            yield Shard(f"{self.name}/{language}/{ENGINE}", ENGINE, partial(_engine, context, language))
        for bundle in bundles(library):
            for language in context.settings.languages:
                found = source_key(bundle, context.articles, language)
                made = partial(_records, library, context, bundle, language)
                yield Shard(f"{self.name}/{language}/{bundle.name}", found, made)


def _engine(context: BuildContext, language: str) -> Iterator[Artifact]:
    """Yield a record that says nothing: what the indexer makes of it is its engine alone."""
    made = partial(_page, context, _record(language, (), (ENGINE,), (), (), ()))
    yield Artifact(f"{language}/{ENGINE}/index.html", "text/html", made, ENGINE, Place.SEARCH)


def _records(library: Library, context: BuildContext, bundle: Bundle, language: str) -> Iterator[Artifact]:
    """Yield the records of a bundle; the first folders of their paths are the readers' language and the bundle."""
    for card in bundle.cards:
        url = advisory_url(context.settings, card, language)
        made = partial(_advisory_page, library, context, card, language)
        yield Artifact(f"{language}/{bundle.name}/{url}index.html", "text/html", made, card.digest, Place.SEARCH)
    for article in bundle.articles(context.articles, language):
        digest = digest_of((article.title, article.description, article.text))
        path = f"{language}/{bundle.name}/{article.url}index.html"
        yield Artifact(path, "text/html", partial(_page, context, article_record(article)), digest, Place.SEARCH)


def _advisory_page(library: Library, context: BuildContext, card: Card, language: str) -> bytes:
    return _page(context, advisory_record(library.advisory(card.id), language))


def _page(context: BuildContext, record: SearchRecord) -> bytes:
    return context.renderer.render(_TEMPLATE, record=record).encode()


def advisory_record(advisory: Advisory, language: str) -> SearchRecord:
    """Return the record of ``advisory`` for readers of ``language``."""
    text = advisory.text(language)
    called = map(key, names(advisory))
    terms = chain.from_iterable(map(_words, _terms(advisory, text.language)))
    body = chain(_body(text.body), _indicators(advisory, language))
    return _record(language, called, _words(text.title), _words(text.summary), terms, body)


def _body(markdown: str) -> tuple[str, ...]:
    """Return the words of a body, each once."""
    return tuple(dict.fromkeys(_words(text_of(markdown))))


def _words(text: str) -> list[str]:
    """Return the words of ``text`` as they are looked for, without the punctuation around them; some of them twice."""
    return [word.strip(_AROUND) for word in dict.fromkeys(folded(text.lower()).split())]


def _terms(advisory: Advisory, written: str) -> tuple[str, ...]:
    """Return what else it should be found by: its title and summary in other languages, products, frauds.

    People type `digital arrest` on a Hindi page, and डिजिटल अरेस्ट about an advisory that is only in English.
    Kinds and sectors are not among them: they would be found everywhere, and are facets.
    """
    labels = [FRAUD_TYPES[term].label(language) for term in advisory.fraud_types for language in _LANGUAGES]
    others = [line for code, text in advisory.texts.items() if code != written for line in (text.title, text.summary)]
    products = [f"{item.vendor} {item.product}" for item in advisory.software]
    return (*others, *products, *labels)


def _indicators(advisory: Advisory, language: str) -> Iterator[str]:
    """Yield the types of the indicators, then the keys and the words of each; a live value is in no record."""
    listed = [one for one in advisory.indicators if one.cleared is None]
    for kind in dict.fromkeys(one.type for one in listed):
        yield from _words(INDICATOR_TYPES[kind].label(language))
    for one in listed:
        yield from indicator_keys(one)
        yield from indicator_words(one)


def article_record(article: Article) -> SearchRecord:
    """Return the record of an article of the knowledge base."""
    called = (key(article.url),)  # so that no record is without a word
    return _record(
        article.language, called, _words(article.title), _words(article.description), (), _words(article.text)
    )
