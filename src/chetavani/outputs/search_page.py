# SPDX-License-Identifier: Apache-2.0
"""The search page: a field, facets and an order. What it finds, the browser looks up in the search index."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from chetavani.model.library import Library
from chetavani.model.page import Layout, Page
from chetavani.model.vocab import FRAUD_TYPES, KINDS, SECTORS, SEVERITIES, STANDINGS, Vocabulary
from chetavani.outputs.addresses import language_root
from chetavani.outputs.base import Artifact, BuildContext
from chetavani.outputs.entries import digest_of
from chetavani.outputs.page_scope import PageScope
from chetavani.outputs.search_results import ARTICLE

_TEMPLATE = "search.html.jinja"


@dataclass(frozen=True, slots=True)
class Choice:
    """A facet to choose from. ``name`` is its name in addresses and in the index; options are values and labels."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


class SearchPages:
    """The search page in each language."""

    name = "search_page"

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact]:
        """Return the pages, in the languages' order."""
        for language in context.settings.languages:
            here = PageScope(context, language, f"{language_root(context.settings, language)}search/")
            offered = choices(library, here)
            yield Artifact(
                path=f"{here.url}index.html",
                media_type="text/html",
                render=partial(_search_page, here, offered),
                key=digest_of(f"{one.name}/{value}" for one in offered for value, _ in one.options),
            )


def choices(library: Library, here: PageScope) -> tuple[Choice, ...]:
    """Return the facets, each with the values that some record has, in the vocabulary's order."""
    published = library.published
    context = here.context
    kinds = _terms(KINDS, {advisory.kind for advisory in published}, here.language)
    if any(article.language == here.language for article in context.articles):
        kinds = (*kinds, (ARTICLE, here.word("search_article")))
    years = sorted({advisory.year for advisory in published}, reverse=True)
    written = {code for advisory in published for code in advisory.texts}
    fraud_types = {value for advisory in published for value in advisory.fraud_types}
    sectors = {value for advisory in published for value in advisory.sectors}
    severities = {advisory.severity for advisory in published}
    standings = {library.standing(advisory) for advisory in published}
    codes = [code for code in context.settings.languages if code in written or code == here.language]
    return (
        Choice("kind", here.word("facet_kind"), kinds),
        Choice("fraud-type", here.word("facet_fraud_type"), _terms(FRAUD_TYPES, fraud_types, here.language)),
        Choice("sector", here.word("facet_sector"), _terms(SECTORS, sectors, here.language)),
        Choice("severity", here.word("facet_severity"), _terms(SEVERITIES, severities, here.language)),
        Choice("year", here.word("facet_year"), tuple((str(year), str(year)) for year in years)),
        Choice("language", here.word("search_language"), tuple((code, here.word(f"only_in_{code}")) for code in codes)),
        Choice("status", here.word("search_status"), _terms(STANDINGS, standings, here.language)),
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
