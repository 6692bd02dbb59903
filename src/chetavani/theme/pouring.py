# SPDX-License-Identifier: Apache-2.0
"""The shell: a page of the engine, compiled to literal segments and slots, into which any number of pages is poured.

Compiling is where a change of the theme shows: each sentinel must be exactly where ``slots.SEATS`` puts it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from chetavani.errors import ShellError
from chetavani.model.page import Heading, Layout, Link, Page
from chetavani.theme.anatomy import Anatomy, Element, Occurrence, dissect
from chetavani.theme.slots import ALTERNATE_SEAT, SEATS, Seat, Selector, Slot

# Stand-ins, in literal segments, for addresses that depend on how deep the poured page lies. Control characters
# cannot occur in a page (compiling refuses them), so nothing else can be taken for one of these.
_UP = "\x01"  # ../../ before a path
_ROOT = "\x02"  # ../../ alone: the front page
_BASE = "\x03"  # ../.. alone: the root without its slash
_DEPTH = 2
_ADDRESSES = ("href", "src", "action", "poster", "data")
_REMEDY = "Pin mkdocs-material to the version of the lock, or mend the override in templates/theme/."


@dataclass(frozen=True, slots=True)
class Mould:
    """For which shell a page was rendered: layout, language, its address in the build, and the site."""

    layout: Layout
    language: str
    url: str
    base_url: str
    languages: tuple[str, ...]

    def error(self, cause: str) -> ShellError:
        """Return the error that says what is wrong with the shell rendered for this mould."""
        return ShellError(f"the shell page {self.layout}-{self.language}", cause, _REMEDY)


Part = str | Slot


@dataclass(frozen=True)
class Shell:
    """A compiled shell. ``contents`` is the table of contents around its entries, ``entry`` one entry of it."""

    mould: Mould
    parts: tuple[Part, ...]
    contents: tuple[str, str]
    entry: tuple[Part, ...]
    _frames: dict[int, tuple[bytes | Slot, ...]] = field(default_factory=dict, repr=False, compare=False)

    def pour(self, page: Page, path: str) -> bytes:
        """Return the whole HTML of ``page`` as the file at ``path`` (relative to the site's root), in UTF-8."""
        depth = path.count("/")
        url = path.removesuffix("index.html")
        other = self._other_language(page)
        values = {
            Slot.TITLE: escape(page.title),
            Slot.DESCRIPTION: escape(page.description),
            Slot.CANONICAL: escape(self.mould.base_url + url),
            Slot.LINKS: self._links(page, "../" * depth),
            Slot.ALTERNATE: escape("../" * depth + other or "./"),
            Slot.CONTENT: page.content,
            Slot.TOC: self._contents(page.toc),
        }
        encoded = {slot: value.encode() for slot, value in values.items()}
        return b"".join(part if isinstance(part, bytes) else encoded[part] for part in self._frame(depth))

    def _frame(self, depth: int) -> tuple[bytes | Slot, ...]:
        frame = self._frames.get(depth)
        if frame is None:
            frame = tuple(part if isinstance(part, Slot) else at_depth(part, depth).encode() for part in self.parts)
            self._frames[depth] = frame
        return frame

    def _other_language(self, page: Page) -> str:
        for number, language in enumerate(self.mould.languages):
            if language != self.mould.language:
                return page.alternates.get(language, f"{language}/" if number else "")
        return ""

    def _links(self, page: Page, up: str) -> str:
        return "\n".join((*_alternates(page.alternates, self.mould), *(_link(link, up) for link in page.links)))

    def _contents(self, headings: Iterable[Heading]) -> str:
        entries = [
            "".join(
                part if not isinstance(part, Slot) else escape(one.anchor) if part is Slot.ANCHOR else self._title(one)
                for part in self.entry
            )
            for one in headings
        ]
        return self.contents[0] + "\n".join(entries) + self.contents[1] if entries else ""

    def _title(self, of: Heading) -> str:
        foreign = of.language not in {"", self.mould.language}
        return f'<span lang="{escape(of.language)}">{escape(of.title)}</span>' if foreign else escape(of.title)


def _alternates(alternates: Mapping[str, str], mould: Mould) -> Iterable[str]:
    for language in mould.languages:
        if language in alternates:
            address = escape(mould.base_url + alternates[language])
            yield f'<link rel="alternate" hreflang="{language}" href="{address}">'
    first = mould.languages[0]
    if len(mould.languages) > 1 and first in alternates:
        yield f'<link rel="alternate" hreflang="x-default" href="{escape(mould.base_url + alternates[first])}">'


def _link(link: Link, up: str) -> str:
    href = link.href if ":" in link.href.partition("/")[0] else up + link.href or "./"
    optional = (("type", link.type), ("hreflang", link.language), ("title", link.title))
    rest = "".join(f' {name}="{escape(value)}"' for name, value in optional if value)
    return f'<link rel="{escape(link.rel)}" href="{escape(href)}"{rest}>'


def at_depth(literal: str, depth: int) -> str:
    """Return a literal segment with its addresses made relative to a page ``depth`` folders down."""
    up = "../" * depth
    return literal.replace(_UP, up).replace(_ROOT, up or "./").replace(_BASE, up.removesuffix("/") or ".")


def compile_shell(html: str, mould: Mould) -> Shell:
    """Return the shell that the engine's page ``html`` is. Raises ShellError if a sentinel is not in its seat."""
    if any(mark in html for mark in (_UP, _ROOT, _BASE)):
        raise mould.error("it has control characters.")
    anatomy = dissect(html)
    seats = _seats(mould)
    found = {seat.slot: _seated(anatomy, seat, mould) for seat in seats}
    entry = _around(found[Slot.ANCHOR], Selector("li"), mould)
    contents = _around(found[Slot.ANCHOR], Selector("div", "class", "md-sidebar--secondary"), mould)
    edits = [*_slot_edits(anatomy, found, mould), *_address_edits(anatomy, mould)]
    inside = [edit for edit in edits if contents.start <= edit.start < contents.end]
    if any(not isinstance(edit.slot, Slot) for edit in inside):
        raise mould.error("the table of contents has links to other pages.")
    outside = [edit for edit in edits if edit not in inside]
    return Shell(
        mould,
        tuple(_cut(html, 0, len(html), [*outside, _Edit(contents.start, contents.end, Slot.TOC)])),
        (html[contents.start : entry.start], html[entry.end : contents.end]),
        tuple(_cut(html, entry.start, entry.end, inside)),
    )


def _seats(mould: Mould) -> tuple[Seat, ...]:
    return (*SEATS, ALTERNATE_SEAT) if len(mould.languages) > 1 else SEATS


def _sentinel(slot: Slot, mould: Mould) -> str:
    return mould.base_url + mould.url if slot is Slot.CANONICAL else slot.value


def _seated(anatomy: Anatomy, seat: Seat, mould: Mould) -> Occurrence:
    """Return the one occurrence of a seat's sentinel. Raises ShellError unless it is alone and in its seat."""
    sentinel = _sentinel(seat.slot, mould)
    count = anatomy.html.count(sentinel)
    name = seat.slot.name.lower()
    if count != 1:
        how = "is missing from the page" if not count else f"occurs {count} times, not once"
        raise mould.error(f"the sentinel {name} {how}; it belongs in {seat}.")
    occurrences = anatomy.occurrences(sentinel)
    if not occurrences:
        raise mould.error(f"the sentinel {name} is in a comment; it belongs in {seat}.")
    one = occurrences[0]
    if not _sits(one, seat):
        where = f"the {one.attribute} of <{one.element.name}>" if one.attribute else f"<{one.element.name}>"
        raise mould.error(f"the sentinel {name} is misplaced in {where}; it belongs in {seat}.")
    return one


def _sits(one: Occurrence, seat: Seat) -> bool:
    if one.attribute != seat.attribute or not one.element.matches(seat.element):
        return False
    return seat.within is None or one.element.nearest(seat.within) is not None


def _around(one: Occurrence, selector: Selector, mould: Mould) -> Element:
    element = one.element.nearest(selector)
    if element is None:
        raise mould.error(f"the table of contents is not inside <{selector}>.")
    return element


@dataclass(frozen=True, slots=True)
class _Edit:
    """A stretch of the page and what it becomes: a slot, or a stand-in for an address."""

    start: int
    end: int
    slot: Part


def _slot_edits(anatomy: Anatomy, found: Mapping[Slot, Occurrence], mould: Mould) -> Iterable[_Edit]:
    for slot, one in found.items():
        if slot is Slot.LINKS:
            yield _Edit(one.element.start, one.element.inner, slot)
        elif slot is Slot.ALTERNATE:
            start, end = _value(anatomy, one.element, one.attribute)
            yield _Edit(start, end, slot)
        else:
            yield _Edit(one.start, one.start + len(_sentinel(slot, mould)), slot)


def _value(anatomy: Anatomy, element: Element, attribute: str) -> tuple[int, int]:
    """Return the offsets of an attribute's value in the text of the page."""
    quoted = f'{attribute}="'
    start = anatomy.html.index(quoted, element.start, element.inner) + len(quoted)
    return start, anatomy.html.index('"', start)


def _address_edits(anatomy: Anatomy, mould: Mould) -> Iterable[_Edit]:
    up = "../" * _DEPTH
    for element in anatomy.elements:
        for name, value in element.attributes.items():
            address = value.startswith("../")
            if not address and (name not in _ADDRESSES or _fixed(value)):
                continue
            start, end = _value(anatomy, element, name)
            if value in {up, up.removesuffix("/")}:
                yield _Edit(start, end, _ROOT if value == up else _BASE)
            elif value.startswith(up) and not value.startswith(up + "../"):
                if Slot.ALTERNATE not in value:
                    yield _Edit(start, start + len(up), _UP)
            else:
                raise mould.error(f"the {name} of <{element.name}>, {value!r}, is not relative to the site's root.")


def _fixed(value: str) -> bool:
    """Whether an address reads the same from every page: it has a scheme, is a fragment, or is a sentinel itself."""
    return value.startswith(("#", *Slot)) or ":" in value.partition("/")[0]


def _cut(html: str, start: int, end: int, edits: Iterable[_Edit]) -> Iterable[Part]:
    """Yield the literal segments and slots of ``html[start:end]``; stand-ins for addresses melt into the literals."""
    literal, at = "", start
    for edit in sorted(edits, key=lambda one: one.start):
        literal += html[at : edit.start]
        at = edit.end
        if isinstance(edit.slot, Slot):
            yield from (literal, edit.slot)
            literal = ""
        else:
            literal += edit.slot
    yield literal + html[at:end]
