# SPDX-License-Identifier: Apache-2.0
"""Moulds: XML that feedgen made once with marks where the texts go, and the pouring of texts in their place.

A library has thousands of items that differ in nothing but their texts, and feedgen builds each of them node by node.
So it is asked for one item of every shape; the others are poured, escaped as libxml2 escapes.
"""

import re
from collections.abc import Mapping

_MARK = re.compile(r"\{\{([a-z]+[0-9]*)\}\}")


def mark(name: str) -> str:
    """Return what stands in a mould for the text called ``name``."""
    return f"{{{{{name}}}}}"


class Mould:
    """A piece of XML with marks in it."""

    def __init__(self, made: str) -> None:
        pieces = _MARK.split(made)
        self._pieces = pieces
        self._places = tuple(enumerate(pieces))[1::2]

    def pour(self, texts: Mapping[str, str]) -> bytes:
        """Return the piece in UTF-8 with ``texts``, which are escaped, in the place of the marks of their names."""
        poured = list(self._pieces)
        for place, name in self._places:
            poured[place] = texts[name]
        return "".join(poured).encode()


def escaped(text: str) -> str:
    """Return ``text``, which XML can hold, as the content of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def quoted(text: str) -> str:
    """Return ``text``, which XML can hold, as the value of an attribute in double quotes."""
    found = escaped(text).replace('"', "&quot;")
    return found.replace("\n", "&#10;").replace("\t", "&#9;")
