# SPDX-License-Identifier: Apache-2.0
"""The slots of a shell page: the sentinel that stands for each, and the one place where it must turn up.

The engine is handed the sentinels as if they were a page's title, description, table of contents and content. What
it renders must carry each of them exactly as often, and exactly where, as ``SEATS`` says.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict

from chetavani.model.page import Layout

SHELL_FOLDER = "_shell_"
"""Where shell pages are built; it never reaches a published site."""

RECORD = f"{SHELL_FOLDER}/record.json"
"""What the engine tells ``shell.collect_base`` about its pages; removed with the shells."""


class Record(TypedDict):
    """What the file ``RECORD`` holds: the articles as ``model.page.Article`` has them, and the paths of the stubs."""

    articles: list[dict[str, str]]
    stubs: list[str]


def shell_url(layout: Layout, language: str) -> str:
    """Return the address at which the engine builds a shell page."""
    return f"{SHELL_FOLDER}/{layout}-{language}/"


class Slot(StrEnum):
    """What is poured; the value is the sentinel that the engine renders in its place."""

    TITLE = "cvslottitle"
    DESCRIPTION = "cvslotdescription"
    CANONICAL = "cvslotcanonical"
    LINKS = "cvslotlinks"
    ALTERNATE = "cvslotalternate"
    CONTENT = "cvslotcontent"
    ANCHOR = "cvslotanchor"
    HEADING = "cvslotheading"
    TOC = "cvslottoc"  # the whole table of contents, found around ANCHOR and HEADING; no sentinel of its own


@dataclass(frozen=True, slots=True)
class Selector:
    """An element by its name and, if given, by one word of one of its attributes."""

    name: str
    attribute: str = ""
    word: str = ""

    def __str__(self) -> str:
        """Return the selector as style sheets write it."""
        return f"{self.name}[{self.attribute}~={self.word}]" if self.attribute else self.name


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a sentinel must be, exactly once: in ``element`` (its text, or its ``attribute``) inside ``within``."""

    slot: Slot
    element: Selector
    attribute: str = ""
    within: Selector | None = None

    def __str__(self) -> str:
        """Return the place in words, for a message."""
        part = f"the {self.attribute} of <{self.element}>" if self.attribute else f"the text of <{self.element}>"
        return f"{part} inside <{self.within}>" if self.within else part


_HEAD = Selector("head")
_HEADER = Selector("header")
_CONTENTS = Selector("nav", "class", "md-nav--secondary")

SEATS: tuple[Seat, ...] = (
    Seat(Slot.TITLE, Selector("title"), within=_HEAD),
    Seat(Slot.DESCRIPTION, Selector("meta", "name", "description"), "content", _HEAD),
    Seat(Slot.CANONICAL, Selector("link", "rel", "canonical"), "href", _HEAD),
    Seat(Slot.LINKS, Selector("link", "rel", "alternate"), "href", _HEAD),
    Seat(Slot.CONTENT, Selector("article")),
    Seat(Slot.ANCHOR, Selector("a"), "href", _CONTENTS),
    Seat(Slot.HEADING, Selector("span"), within=_CONTENTS),
)

ALTERNATE_SEAT = Seat(Slot.ALTERNATE, Selector("a", "rel", "alternate"), "href", _HEADER)
"""The language switch; a site in one language has none."""
