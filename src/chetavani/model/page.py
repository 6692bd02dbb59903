# SPDX-License-Identifier: Apache-2.0
"""A page as outputs describe it and as the theme pours it: the words both sides agree on."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Layout(StrEnum):
    """The layouts for which the theme makes a shell, one in each language."""

    HOME = "home"
    ADVISORY = "advisory"
    LIST = "list"
    FEEDS = "feeds"
    CHECK = "check"
    FORWARD = "forward"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a page's table of contents. ``language`` is the title's, empty where it is the page's."""

    anchor: str
    title: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A ``<link>`` of a page's head. ``href`` is relative to the site's root unless it has a scheme."""

    rel: str
    href: str
    type: str = ""
    title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What is poured into a shell. ``content`` is finished, safe HTML with addresses relative to the page itself.

    ``title`` and ``description`` are plain text. ``alternates`` maps every language of the page, its own included,
    to its address relative to the site's root.
    """

    layout: Layout
    language: str
    title: str
    description: str
    content: str
    alternates: Mapping[str, str]
    toc: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A page of the knowledge base that the theme engine built; ``url`` is relative to the site's root.

    ``description`` and ``text`` are plain text: what it is about in a sentence, and all that it says.
    """

    url: str
    language: str
    title: str
    description: str = ""
    text: str = ""
