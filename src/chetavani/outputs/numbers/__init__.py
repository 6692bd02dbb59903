# SPDX-License-Identifier: Apache-2.0
"""The page of numbers: which indicators are reported, which frauds, how severe, over time; as charts and as tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from chetavani.model.library import Library
from chetavani.model.page import Heading, Layout, Page
from chetavani.outputs.addresses import language_root
from chetavani.outputs.base import Artifact, BuildContext, Shard, Silence
from chetavani.outputs.dates import month_text, short_month_text
from chetavani.outputs.keys import digest_of, year_key
from chetavani.outputs.numbers.chart import WIDTH, Chart, draw
from chetavani.outputs.numbers.counts import Counts, Numbers, count, counted, months_of, years_shown
from chetavani.outputs.page_scope import PageScope

_TEMPLATE = "numbers.html.jinja"
_URL = "numbers/"
_CHARTS = (
    ("indicators", "indicator-types", "month"),
    ("frauds", "fraud-types", "quarter"),
    ("severities", "severities", "quarter"),
)
"""Each chart's name in ``Numbers`` and in the wording, the vocabulary of its rows, and what its periods are."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart as the template has it: ``rows`` are names with their counts and sums, ``periods`` the columns' names."""

    name: str
    chart: Chart
    about: str
    periods: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...], int], ...]


class NumbersPages:
    """The page of numbers in each language."""

    name = "numbers_page"
    told = Silence("It counts and names no advisory; what was withdrawn is not counted.")

    def plan(self, library: Library, context: BuildContext) -> Iterable[Shard]:
        """Return the pages of all languages as one shard, whose key knows of no year that is not shown but its size."""
        shown = years_shown(library, context.settings)
        older = counted(year for year in library.years if year not in shown)
        parts = (*(year_key(library, year) for year in shown), str(older), str(library.listings.count))
        months = map(str, months_of(library, context.settings)[0])
        yield Shard(self.name, digest_of((*parts, *months)), partial(_pages, library, context))


def _pages(library: Library, context: BuildContext) -> Iterator[Artifact]:
    """Yield the page in each language, in the languages' order."""
    numbers = count(library, context.settings)
    for language in context.settings.languages:
        here = PageScope(context, language, f"{language_root(context.settings, language)}{_URL}")
        yield Artifact(
            path=f"{here.url}index.html",
            media_type="text/html",
            render=partial(_page, here, numbers),
            key=digest_of((repr(numbers),)),
        )


def _page(here: PageScope, numbers: Numbers) -> Page:
    settings = here.context.settings
    charts = tuple(_shown(here, getattr(numbers, name), name, terms, unit) for name, terms, unit in _CHARTS)
    return Page(
        layout=Layout.PLAIN,
        language=here.language,
        title=here.word("numbers_title"),
        description=here.word("numbers_description"),
        content=here.render(_TEMPLATE, numbers=numbers, charts=charts, width=WIDTH),
        alternates={code: f"{language_root(settings, code)}{_URL}" for code in settings.languages},
        toc=tuple(Heading(one.name, here.word(f"numbers_{one.name}")) for one in charts),
    )


def _shown(here: PageScope, counts: Counts, name: str, terms: str, unit: str) -> Shown:
    def month(number: int) -> str:
        return short_month_text(*_month(number), here.language)

    rows = tuple((here.label(terms, row.term), row.counts, row.total) for row in counts.rows)
    about = here.word(
        f"numbers_{unit}s",
        first=month_text(*_month(counts.starts[0]), here.language),
        rows=", ".join(f"{label} {total}" for label, _, total in rows) or here.word("numbers_nothing"),
    )
    chart = draw(counts, lambda term: here.label(terms, term), month)
    return Shown(name, chart, about, tuple(month(start) for start in counts.starts), rows)


def _month(number: int) -> tuple[int, int]:
    return number // 12, number % 12 + 1
