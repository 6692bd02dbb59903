# SPDX-License-Identifier: Apache-2.0
"""The sitemap (sitemaps.org 0.9): an index, a file for each thousand ids of a year, one for the rest; robots.txt.

One changed advisory changes one file of bounded size, and its line in the index.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from lxml import etree

from chetavani.config import Settings
from chetavani.model.card import Card, Year, moment
from chetavani.model.library import Library
from chetavani.outputs.addresses import advisory_url, language_root, list_url
from chetavani.outputs.base import Artifact, BuildContext, Shard, Told
from chetavani.outputs.facets import slices
from chetavani.outputs.feed_items import settled
from chetavani.outputs.keys import digest_of, library_key, tied_key, year_key

IDS_A_FILE = 1000
"""How many ids, each in all languages, go into one file; the protocol allows 50,000 addresses."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_XML = "application/xml"
_SITE = "sitemap/site.xml"


@dataclass(frozen=True, slots=True)
class Place:
    """A page in all its languages: language to address relative to the root; when it changed (instant), if known."""

    addresses: Mapping[str, str]
    changed: int | None = None


class Sitemap:
    """The sitemap's files, its index, and the robots.txt that points to it."""

    name = "sitemap"

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact | Shard]:
        """Return a shard of the index and the files that it names, and robots.txt."""
        articles = (article.url for article in context.articles)
        yield Shard("sitemap", digest_of([library_key(library), "", *articles]), partial(_indexes, library, context))
        for year in library.years:
            if year.public:
                tied = [tied_key(library, other) for other in year.foreign]
                key = digest_of([year_key(library, year), *tied])
                yield Shard(f"sitemap/{year.number}", key, partial(_artifacts, library, context, year))
        yield Artifact("robots.txt", "text/plain", partial(_robots, context), digest_of(["robots"]))

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
        """Yield that its pages have changed since it ended: so search engines come and read the banner."""
        changed = f"<lastmod>{_w3c(settled(library, card))}</lastmod>"
        for address in _place(library, context.settings, card).addresses.values():
            full = context.absolute(address)
            yield Told(_path(card.year, _number(card)), (changed,), part=partial(_place_of, full))


def _indexes(library: Library, context: BuildContext) -> Iterator[Artifact]:
    """Yield the index of the files, and the file of what is no advisory."""
    files = {path: cards for year in library.years for path, cards in _files(year)}
    index = {_SITE: None} | {path: _newest(library, cards) for path, cards in files.items()}
    index_key = digest_of(f"{path} {changed}" for path, changed in index.items())
    yield Artifact("sitemap.xml", _XML, partial(_index, context, index), index_key)
    own = (*_articles(context), *_own_pages(library, context.settings))
    yield Artifact(_SITE, _XML, partial(_sitemap, context, own), digest_of(str(dict(place.addresses)) for place in own))


_File = tuple[str, tuple[Card, ...]]


def _files(year: Year) -> Iterator[_File]:
    """Yield the path of each file of a year, and the advisories in it."""
    found: dict[int, list[Card]] = {}
    for card in year.public:
        found.setdefault(_number(card), []).append(card)
    for number in sorted(found):
        yield _path(year.number, number), tuple(found[number])


def _number(card: Card) -> int:
    """Return the number of the file that an advisory is in, within its year."""
    return int(card.id.rpartition("-")[2]) // IDS_A_FILE


def _path(year: int, number: int) -> str:
    return f"sitemap/{year}-{number * IDS_A_FILE:04d}.xml"


def _newest(library: Library, cards: Iterable[Card]) -> int:
    """Return when the last of ``cards`` changed; few of very many have anything but revisions to look at."""
    newest = 0
    for card in cards:
        changed = max(card.revisions) if card.revisions else card.issued
        if card.superseded_by is not None or card.expires is not None:
            changed = settled(library, card)
        newest = max(newest, changed)
    return newest


def _artifacts(library: Library, context: BuildContext, year: Year) -> Iterator[Artifact]:
    for path, found in _files(year):
        cards = tuple(sorted(found))  # by id
        key = digest_of(f"{card.id} {settled(library, card)}" for card in cards)
        yield Artifact(path, _XML, partial(_advisories, library, context, cards), key)


def _advisories(library: Library, context: BuildContext, cards: Iterable[Card]) -> bytes:
    return _sitemap(context, (_place(library, context.settings, card) for card in cards))


def _place(library: Library, settings: Settings, card: Card) -> Place:
    addresses = {language: advisory_url(settings, card, language) for language in settings.languages}
    return Place(addresses, settled(library, card))


def _own_pages(library: Library, settings: Settings) -> Iterator[Place]:
    """Yield what there is in each language once, and the first page of every list; archives are found from there."""
    yield Place({language: language_root(settings, language) for language in settings.languages})
    for name in ("check/", "forward/", "feeds/"):
        yield Place({language: language_root(settings, language) + name for language in settings.languages})
    for facet, value in [("", ""), *((one.facet, one.value) for one in slices(library))]:
        yield Place({language: list_url(settings, language, facet, value) for language in settings.languages})


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


def _index(context: BuildContext, newest: Mapping[str, int | None]) -> bytes:
    root = etree.Element(f"{{{_NAMESPACE}}}sitemapindex", nsmap={None: _NAMESPACE})
    for path, changed in newest.items():
        _located(root, "sitemap", context.absolute(path), changed)
    return _document(root)


def _located(root: etree._Element, name: str, address: str, changed: int | None) -> etree._Element:
    element = etree.SubElement(root, f"{{{_NAMESPACE}}}{name}")
    etree.SubElement(element, f"{{{_NAMESPACE}}}loc").text = address
    if changed is not None:
        etree.SubElement(element, f"{{{_NAMESPACE}}}lastmod").text = _w3c(changed)
    return element


def _w3c(at: int) -> str:
    """Return an instant in the W3C's date and time format."""
    return moment(at).isoformat(timespec="seconds")


def _place_of(address: str, content: bytes) -> str:
    """Return what a file says of the page at a full address. Raises ValueError if it does not name it."""
    text = content.decode()
    start = text.index(f"<loc>{address}</loc>")
    return text[start : text.index("</url>", start)]


def _document(root: etree._Element) -> bytes:
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return document


def _robots(context: BuildContext) -> bytes:
    return f"User-agent: *\nAllow: /\n\nSitemap: {context.absolute('sitemap.xml')}\n".encode()
