# SPDX-License-Identifier: Apache-2.0
"""A body as lint sees it: visible text, code, headings, links, images and raw HTML, each with its place.

The Markdown is parsed once, by the parser that also renders it, so lint judges what readers will get.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

import pyromark

_PARSER = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_GFM
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
)
CODE_MARK = "\ufffc"  # stands in visible text where code stood, so that the words around it do not join
SECTION_LEVEL = 2  # of the headings that divide a body
_LINE_END = re.compile(rb"\n")
_BREAKS = frozenset({"SoftBreak", "HardBreak", "Rule"})
_INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Link", "Image"})


class Heading(NamedTuple):
    """A heading: its level, its text, where it stands in the body (bytes), where its own text starts and ends."""

    level: int
    title: str
    origin: int
    start: int
    end: int


class Link(NamedTuple):
    """A link's target as resolved, and where the link stands in the body (bytes)."""

    target: str
    origin: int


class Stretch(NamedTuple):
    """A run of text joined from pieces of the body; ``origins`` holds the byte offset in the body of each piece."""

    text: str
    starts: Sequence[int] = (0,)
    origins: Sequence[int] = (0,)

    def place(self, offset: int) -> tuple[int, int]:
        """Return the byte offset of the piece around ``offset``, and how many line ends lie between them."""
        piece = max(0, bisect_right(self.starts, offset) - 1)
        return self.origins[piece], self.text.count("\n", self.starts[piece], offset)


class _Pieces:
    """A stretch in the making."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.origins: list[int] = []

    def add(self, text: str, origin: int) -> None:
        self.parts.append(text)
        self.origins.append(origin)

    def stretch(self) -> Stretch:
        starts = [0, *accumulate(map(len, self.parts))]
        return Stretch("".join(self.parts), starts[:-1] or (0,), self.origins or (0,))


@dataclass(frozen=True)
class Reading:
    """What a body consists of. Offsets are bytes of its UTF-8 form; ``line`` turns one into a line of the body."""

    body: str
    prose: Stretch
    code: Stretch
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    images: tuple[int, ...]
    html: tuple[int, ...]

    def line(self, origin: int) -> int:
        """Return the 0-based line of the body in which the byte ``origin`` stands."""
        return bisect_left(self._line_ends, origin)

    @cached_property
    def _line_ends(self) -> list[int]:
        return [end.start() for end in _LINE_END.finditer(self.body.encode())]

    def own_text(self, number: int) -> str:
        """Return the visible text between heading ``number`` and the next heading."""
        following = self.headings[number + 1].start if number + 1 < len(self.headings) else None
        return self.prose.text[self.headings[number].end : following]


class _Reader:
    """Walks the events of a body once. ``headings`` holds for each its level, place, and first and last piece."""

    def __init__(self) -> None:
        self.prose, self.code = _Pieces(), _Pieces()
        self.text = self.prose
        self.headings: list[tuple[int, int, int, int]] = []
        self.links: list[Link] = []
        self.images: list[int] = []
        self.html: list[int] = []
        self.heading_piece = 0

    def read(self, events: Iterable[tuple[str | dict[str, Any], dict[str, int]]]) -> None:
        for event, span in events:
            origin = span["start"]
            if isinstance(event, str):
                if event in _BREAKS:
                    self.prose.add("\n", origin)
                continue
            ((name, value),) = event.items()
            if name == "Text":
                self.text.add(value, origin)
            elif name == "Start":
                self.opened(value, origin)
            elif name == "End":
                self.closed(value, origin)
            elif name == "Code":
                self.code.add(value + "\n", origin)
                self.prose.add(CODE_MARK, origin)
            elif name == "InlineHtml":
                self.html.append(origin)

    def opened(self, tag: str | dict[str, Any], origin: int) -> None:
        if isinstance(tag, str):
            if tag == "HtmlBlock":
                self.html.append(origin)
            return
        if (link := tag.get("Link")) is not None:
            self.links.append(Link(link["dest_url"], origin))
        elif "Image" in tag:
            self.images.append(origin)
        elif "Heading" in tag:
            self.heading_piece = len(self.prose.parts)
        elif "CodeBlock" in tag:
            self.text = self.code
            self.prose.add(CODE_MARK, origin)

    def closed(self, tag: str | dict[str, Any], origin: int) -> None:
        if isinstance(tag, str):
            if tag in _INLINE:
                return
            if tag == "CodeBlock":
                self.text = self.prose
                self.code.add("\n", origin)
        elif "Heading" in tag:
            self.headings.append((int(tag["Heading"][1:]), origin, self.heading_piece, len(self.prose.parts)))
        self.prose.add("\n", origin)

    def reading(self, body: str) -> Reading:
        prose = self.prose.stretch()
        starts = (*prose.starts, len(prose.text))
        headings = (
            Heading(level, prose.text[starts[first] : starts[after]].strip(), origin, starts[first], starts[after])
            for level, origin, first, after in self.headings
        )
        return Reading(
            body, prose, self.code.stretch(), tuple(headings), tuple(self.links), tuple(self.images), tuple(self.html)
        )


@lru_cache(1024)  # most headings are those that every advisory has
def folded(title: str) -> str:
    """Return a title as titles are compared: without regard to case and spacing."""
    return " ".join(title.casefold().split())


def read_body(body: str) -> Reading:
    """Return the reading of a Markdown ``body``."""
    reader = _Reader()
    events: Any = _PARSER.events_with_range(body)
    reader.read(events)
    return reader.reading(body)
