# SPDX-License-Identifier: Apache-2.0
"""The sitemap (sitemaps.org 0.9): an index, a file for each year of advisories, one for everything else; robots.txt.

Split by year, so that one changed advisory changes one file of bounded size.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from lxml import etree

from chetavani.config import Settings
from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.outputs.addresses import advisory_url, language_root, list_url
from chetavani.outputs.base import Artifact, BuildContext
from chetavani.outputs.entries import digest_of
from chetavani.outputs.facets import slices
from chetavani.outputs.feed_items import settled

PLACES_A_FILE = 10_000
"""How many places, each in all languages, go into one file; the protocol allows 50,000 addresses."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_XML = "application/xml"


@dataclass(frozen=True, slots=True)
class Place:
    """A page in all its languages: language to address relative to the root; when it changed (aware), if known."""

    addresses: Mapping[str, str]
    changed: datetime | None = None

    @property
    def key(self) -> str:
        """Return all that a sitemap says of it."""
        return f"{dict(self.addresses)} {self.changed}"


class Sitemap:
    """The sitemap's files, its index, and the robots.txt that points to it."""

    name = "sitemap"

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact]:
        """Return the index, the files it names, and robots.txt."""
        files = dict(_files(library, context))
        newest = {path: max((one.changed for one in places if one.changed), default=None)
                  for path, places in files.items()}  # fmt: skip
        index_key = digest_of(f"{path} {moment}" for path, moment in newest.items())
        yield Artifact("sitemap.xml", _XML, partial(_index, context, newest), index_key)
        for path, places in files.items():
            yield Artifact(path, _XML, partial(_sitemap, context, places), digest_of(one.key for one in places))
        yield Artifact("robots.txt", "text/plain", partial(_robots, context), digest_of(["robots"]))


def _files(library: Library, context: BuildContext) -> Iterator[tuple[str, Sequence[Place]]]:
    yield from _split("site", [*_articles(context), *_own_pages(library, context.settings)])
    years: dict[int, list[Advisory]] = {}
    for advisory in library.published:
        years.setdefault(advisory.year, []).append(advisory)
    for year in sorted(years):
        oldest_first = sorted(years[year], key=lambda advisory: advisory.id)
        yield from _split(str(year), [_place(library, context.settings, advisory) for advisory in oldest_first])


def _split(name: str, places: Sequence[Place]) -> Iterator[tuple[str, Sequence[Place]]]:
    for number, start in enumerate(range(0, len(places), PLACES_A_FILE), start=1):
        suffix = f"-{number}" if number > 1 else ""
        yield f"sitemap/{name}{suffix}.xml", places[start : start + PLACES_A_FILE]


def _place(library: Library, settings: Settings, advisory: Advisory) -> Place:
    addresses = {language: advisory_url(settings, advisory, language) for language in settings.languages}
    return Place(addresses, settled(library, advisory))


def _own_pages(library: Library, settings: Settings) -> Iterator[Place]:
    """Yield the front page, the feeds page and the first page of every list."""
    newest = _newest(library, library.published)
    yield Place({language: language_root(settings, language) for language in settings.languages}, newest)
    yield Place({language: f"{language_root(settings, language)}feeds/" for language in settings.languages})
    lists = [("", "", library.published), *((one.facet, one.value, one.advisories) for one in slices(library))]
    for facet, value, advisories in lists:
        addresses = {language: list_url(settings, language, facet, value) for language in settings.languages}
        yield Place(addresses, _newest(library, advisories))


def _newest(library: Library, advisories: Iterable[Advisory]) -> datetime | None:
    return max((settled(library, advisory) for advisory in advisories), default=None)


def _articles(context: BuildContext) -> Iterator[Place]:
    """Yield the knowledge base, an article and its translations as one place: they differ only in the root."""
    settings = context.settings
    found: dict[str, dict[str, str]] = {}
    for article in sorted(context.articles, key=lambda one: one.url):
        name = article.url.removeprefix(language_root(settings, article.language))
        found.setdefault(name, {})[article.language] = article.url
    for name in sorted(found):
        yield Place({code: found[name][code] for code in settings.languages if code in found[name]})


def _sitemap(context: BuildContext, places: Iterable[Place]) -> bytes:
    root = etree.Element(f"{{{_NAMESPACE}}}urlset", nsmap={None: _NAMESPACE, "xhtml": _XHTML})
    for place in places:
        full = {language: context.absolute(address) for language, address in place.addresses.items()}
        for address in full.values():
            url = _located(root, "url", address, place.changed)
            if len(full) > 1:
                _alternates(url, full)
    return _document(root)


def _alternates(url: etree._Element, full: Mapping[str, str]) -> None:
    default = next(iter(full.values()))
    for language, address in (*full.items(), ("x-default", default)):
        etree.SubElement(url, f"{{{_XHTML}}}link", rel="alternate", hreflang=language, href=address)


def _index(context: BuildContext, newest: Mapping[str, datetime | None]) -> bytes:
    root = etree.Element(f"{{{_NAMESPACE}}}sitemapindex", nsmap={None: _NAMESPACE})
    for path, changed in newest.items():
        _located(root, "sitemap", context.absolute(path), changed)
    return _document(root)


def _located(root: etree._Element, name: str, address: str, changed: datetime | None) -> etree._Element:
    element = etree.SubElement(root, f"{{{_NAMESPACE}}}{name}")
    etree.SubElement(element, f"{{{_NAMESPACE}}}loc").text = address
    if changed is not None:
        moment = changed.astimezone(UTC).isoformat(timespec="seconds")  # W3C date and time format
        etree.SubElement(element, f"{{{_NAMESPACE}}}lastmod").text = moment
    return element


def _document(root: etree._Element) -> bytes:
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return document


def _robots(context: BuildContext) -> bytes:
    return f"User-agent: *\nAllow: /\n\nSitemap: {context.absolute('sitemap.xml')}\n".encode()
