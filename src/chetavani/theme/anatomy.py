# SPDX-License-Identifier: Apache-2.0
"""The anatomy of a rendered page: its elements, their offsets in the text, and where in them a sentinel occurs."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate

from chetavani.theme.slots import Selector

_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip


@dataclass(slots=True, eq=False)
class Element:
    """An element. The offsets are those of its start tag and its end tag; a void element ends where it starts."""

    name: str
    attributes: dict[str, str]
    parent: "Element | None"
    start: int
    inner: int
    inner_end: int = -1
    end: int = -1

    def matches(self, selector: Selector) -> bool:
        """Whether this is such an element."""
        if self.name != selector.name:
            return False
        return not selector.attribute or selector.word in self.attributes.get(selector.attribute, "").split()

    def nearest(self, selector: Selector) -> "Element | None":
        """Return the nearest element that matches, itself first, then outwards."""
        element: Element | None = self
        while element is not None and not element.matches(selector):
            element = element.parent
        return element


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One sentinel found: its offset, the element it is in, and the attribute, if it is not in the text."""

    start: int
    element: Element
    attribute: str = ""


@dataclass(slots=True)
class Anatomy:
    """What ``dissect`` finds: the elements in document order, and the runs of text with their offsets."""

    html: str
    elements: list[Element] = field(default_factory=list)
    texts: list[tuple[int, str, Element]] = field(default_factory=list)

    def occurrences(self, sentinel: str) -> list[Occurrence]:
        """Return where ``sentinel`` is, in texts and attributes. Comments are not looked into."""
        found = [Occurrence(start + at, element) for start, text, element in self.texts for at in _all(sentinel, text)]
        for element in self.elements:
            for name, value in element.attributes.items():
                if sentinel in value:
                    tag = self.html[element.start : element.inner]
                    found += [Occurrence(element.start + at, element, name) for at in _all(sentinel, tag)]
                    break
        return sorted(found, key=lambda one: one.start)


def _all(word: str, text: str) -> list[int]:
    places, at = [], text.find(word)
    while at >= 0:
        places.append(at)
        at = text.find(word, at + len(word))
    return places


class _Dissector(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.anatomy = Anatomy(html)
        self._lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self._open: list[Element] = []
        self.feed(html)
        self.close()

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        start = self._offset()
        inner = start + len(self.get_starttag_text() or "")
        parent = self._open[-1] if self._open else None
        element = Element(tag, {name: value or "" for name, value in attrs}, parent, start, inner)
        self.anatomy.elements.append(element)
        return element

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._add(tag, attrs)
        if tag in _VOID:
            element.inner_end = element.end = element.inner
        else:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._add(tag, attrs)
        element.inner_end = element.end = element.inner

    def handle_endtag(self, tag: str) -> None:
        if not any(element.name == tag for element in self._open):
            return
        start = self._offset()
        while self._open:
            element = self._open.pop()
            element.inner_end = start
            element.end = start if element.name != tag else self.anatomy.html.index(">", start) + 1
            if element.name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._open:
            self.anatomy.texts.append((self._offset(), data, self._open[-1]))


def dissect(html: str) -> Anatomy:
    """Return the anatomy of ``html``, a whole page."""
    return _Dissector(html).anatomy
