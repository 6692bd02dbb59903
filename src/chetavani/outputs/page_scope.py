# SPDX-License-Identifier: Apache-2.0
"""What every content template may use: the site's words, dates and addresses, as seen from one page."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from chetavani.model.indicator import INDICATOR_TYPES
from chetavani.model.page import Layout, Link, Page
from chetavani.model.vocab import VOCABULARIES
from chetavani.outputs.addresses import Identified, advisory_url, language_root, list_url, relative
from chetavani.outputs.base import BuildContext
from chetavani.outputs.dates import day_text, machine_text, moment_text
from chetavani.outputs.facets import software_slug

_KEPT = 4_000  # pieces that are kept at most for pages of one depth in one language: a MiB
_TERMS = {vocabulary.name: vocabulary for vocabulary in (*VOCABULARIES, INDICATOR_TYPES)}


class Piece(Protocol):
    """A macro of a template."""

    @property
    def name(self) -> str:
        """Return its name."""
        ...

    def __call__(self, *given: object) -> str:
        """Return its HTML."""
        ...


class PageScope:
    """One page in one language; ``url`` is its address relative to the site's root. Templates call it ``here``.

    ``root`` is the way from the page to the site's root.
    """

    __slots__ = ("_local", "_made", "context", "language", "root", "url", "words")

    def __init__(self, context: BuildContext, language: str, url: str, root: str | None = None) -> None:
        self.context = context
        self.language = language
        self.url = url
        self.root = relative("", url) if root is None else root
        self.words = context.wording[language]
        """The site's own words in the page's language, as they are written."""
        self._local = language_root(context.settings, language)
        self._made = context.memo.setdefault((language, self.root), {})

    def __reduce__(self) -> tuple[type["PageScope"], tuple[BuildContext, str, str, str]]:
        """Return what makes it again, in another process."""
        return PageScope, (self.context, self.language, self.url, self.root)

    def once(self, piece: Piece, /, *given: object) -> str:
        """Return what the macro ``piece`` makes of this scope and ``given``; made once for all pages where it is so.

        The answer may depend on nothing else, and not on ``url``: such pieces are dates, badges and links.
        """
        key = (piece.name, *given)
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= _KEPT:
                self._made.clear()
            made = self._made[key] = piece(self, *given)
        return made

    def word(self, name: str, /, **values: object) -> str:
        """Return the site's own words called ``name``, filled with ``values``."""
        return self.context.word(self.language, name, **values)

    def label(self, vocabulary: str, term: str) -> str:
        """Return what people read for a term of a vocabulary."""
        return _TERMS[vocabulary][term].label(self.language)

    def to(self, target: str) -> str:
        """Return the address of ``target``, which is relative to the site's root, from this page."""
        return self.root + target or "./"

    def local(self, target: str) -> str:
        """Return the address of ``target``, which is relative to the root of this page's language."""
        return self.to(self._local + target)

    def absolute(self, target: str) -> str:
        """Return the full address of ``target``, which is relative to the site's root."""
        return self.context.absolute(target)

    def advisory(self, advisory: Identified, language: str = "") -> str:
        """Return the address of an advisory's page, in this page's language unless another is named."""
        return self.to(advisory_url(self.context.settings, advisory, language or self.language))

    def list(self, facet: str = "", value: str = "", year: int = 0, part: int = 0) -> str:
        """Return the address of a list, or of a page of its archive; no facet means all advisories."""
        return self.to(list_url(self.context.settings, self.language, facet, value, year, part))

    def software(self, vendor: str, product: str) -> str:
        """Return the address of the list of a product."""
        return self.list("software", software_slug(vendor, product))

    def day(self, day: date) -> str:
        """Return a day as people read it; an aware time counts in the publisher's zone."""
        if isinstance(day, datetime):
            day = day.astimezone(self.context.settings.zone)
        return day_text(day, self.language)

    def moment(self, moment: datetime) -> str:
        """Return an aware time as people read it, in the publisher's zone."""
        return moment_text(moment, self.context.settings.zone, self.language)

    def machine(self, moment: datetime) -> str:
        """Return an aware time for a ``datetime`` attribute, in the publisher's zone."""
        return machine_text(moment, self.context.settings.zone)

    def render(self, template: str, /, **variables: object) -> str:
        """Return the HTML that ``template`` makes of ``variables`` and this scope."""
        return self.context.renderer.render(template, here=self, words=self.words, **variables)

    def page(
        self,
        layout: Layout,
        *,
        title: str,
        description: str,
        content: str,
        alternates: Mapping[str, str],
        links: tuple[Link, ...] = (),
    ) -> Page:
        """Return the page without a table of contents."""
        return Page(layout, self.language, title, description, content, alternates, (), links)
