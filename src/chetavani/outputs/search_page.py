# SPDX-License-Identifier: Apache-2.0
"""The search page: a field, facets and an order. What it finds, the browser looks up in the search index."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from chetavani.model.library import Library
from chetavani.model.page import Layout, Page
from chetavani.model.vocab import FRAUD_TYPES, KINDS, SECTORS, SEVERITIES, STANDINGS, Standing, Vocabulary
from chetavani.outputs.addresses import language_root
from chetavani.outputs.base import Artifact, BuildContext, Shard, Silence
from chetavani.outputs.facets import slices
from chetavani.outputs.keys import digest_of, library_key
from chetavani.outputs.page_scope import PageScope
from chetavani.outputs.search_results import ARTICLE

_TEMPLATE = "search.html.jinja"
_STANDINGS = len(Standing) - 1  # a draft is not public


@dataclass(frozen=True, slots=True)
class Choice:
    """A facet to choose from. ``name`` is its name in addresses and in the index; options are values and labels."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


class SearchPages:
    """The search page in each language."""

    name = "search_page"
    told = Silence("It is a form: search_results tells of what it finds.")

    def plan(self, library: Library, context: BuildContext) -> Iterable[Shard]:
        """Return the pages of all languages as one shard."""
        articles = (f"{article.language} {article.url}" for article in context.articles)
        yield Shard(self.name, digest_of((library_key(library), *articles)), partial(_search_pages, library, context))


def _search_pages(library: Library, context: BuildContext) -> Iterator[Artifact]:
    """Yield the page in each language, in the languages' order."""
    used = _used(library)
    for language in context.settings.languages:
        here = PageScope(context, language, f"{language_root(context.settings, language)}search/")
        offered = choices(used, here)
        yield Artifact(
            path=f"{here.url}index.html",
            media_type="text/html",
            render=partial(_search_page, here, offered),
            key=digest_of(f"{one.name}/{value}" for one in offered for value, _ in one.options),
        )


def _used(library: Library) -> Mapping[str, frozenset[str]]:
    """Return, by the name of a facet, the values that some public advisory has."""
    found: dict[str, set[str]] = {}
    for one in slices(library):
        found.setdefault(one.facet, set()).add(one.value)
    found["language"] = {code for year in library.years for card in year.public for code in card.languages}
    found["status"] = _standings(library)
    return {name: frozenset(values) for name, values in found.items()}


def _standings(library: Library) -> set[str]:
    """Return where public advisories stand. There are few standings, and nearly all come up soon."""
    found: set[str] = set()
    for card in library.newest_first():
        found.add(library.standing(card))
        if len(found) == _STANDINGS:
            break
    return found


def choices(used: Mapping[str, Collection[str]], here: PageScope) -> tuple[Choice, ...]:
    """Return the facets, each with the values that some record has, in the vocabulary's order."""
    context = here.context

    def terms(facet: str, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
        return _terms(vocabulary, used.get(facet, ()), here.language)

    kinds = terms("kind", KINDS)
    if any(article.language == here.language for article in context.articles):
        kinds = (*kinds, (ARTICLE, here.word("search_article")))
    years = sorted(used.get("year", ()), key=int, reverse=True)
    written = used.get("language", ())
    codes = [code for code in context.settings.languages if code in written or code == here.language]
    return (
        Choice("kind", here.word("facet_kind"), kinds),
        Choice("fraud-type", here.word("facet_fraud_type"), terms("fraud-type", FRAUD_TYPES)),
        Choice("sector", here.word("facet_sector"), terms("sector", SECTORS)),
        Choice("severity", here.word("facet_severity"), terms("severity", SEVERITIES)),
        Choice("year", here.word("facet_year"), tuple((year, year) for year in years)),
        Choice("language", here.word("search_language"), tuple((code, here.word(f"only_in_{code}")) for code in codes)),
        Choice("status", here.word("search_status"), terms("status", STANDINGS)),
    )


def _terms(vocabulary: Vocabulary, used: Iterable[str], language: str) -> tuple[tuple[str, str], ...]:
    return tuple((value, vocabulary[value].label(language)) for value in sorted(used, key=vocabulary.rank))


def _search_page(here: PageScope, offered: tuple[Choice, ...]) -> Page:
    settings = here.context.settings
    return here.page(
        Layout.PLAIN,
        title=here.word("search_title"),
        description=here.word("search_description"),
        content=here.render(_TEMPLATE, choices=offered),
        alternates={code: f"{language_root(settings, code)}search/" for code in settings.languages},
    )
