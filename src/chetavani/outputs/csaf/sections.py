# SPDX-License-Identifier: Apache-2.0
"""The sections of a body for notes, in Markdown: readable as it is, and what viewers of CSAF may render.

CSAF asks producers for Markdown without HTML in it. A body in which anything may be HTML, or a link that is no web
link, becomes plain text.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from chetavani.outputs.markup import sections_of

_SCHEMES = "(?:https?|mailto|tel):"
_UNSAFE = (  # each with what has to be there for it, which is found in no time
    ("<", re.compile("<[A-Za-z!/?]")),
    ("&", re.compile("&(?:#|[A-Za-z]+;)")),
    ("](", re.compile(rf"\]\(\s*(?:<|(?!{_SCHEMES})[A-Za-z][A-Za-z0-9+.-]*:)")),
    ("]:", re.compile(r"^ *\[[^\]]*\]:", re.MULTILINE)),
)
_LINK = re.compile(rf"\]\((?!{_SCHEMES})([^\s()]+)")
_MARK = re.compile(r"^(?: {0,3}(?P<fence>`{3,}|~{3,})|##(?: +(?P<title>.*?))?(?: +#+)? *$)", re.MULTILINE)


def sections(markdown: str, page: str) -> tuple[tuple[str, str], ...]:
    """Return the title and the text of each ``##`` section; what comes before the first has no title.

    Relative links are resolved against the full address ``page``.
    """
    if any(hint in markdown and pattern.search(markdown) for hint, pattern in _UNSAFE):
        return sections_of(markdown)
    told = ((title, _resolved(text.strip("\n"), page)) for title, text in _split(markdown))
    return tuple((title, text) for title, text in told if title or text)


def _split(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield title and text of each section. What is fenced as code has no headings."""
    title, start, fence = "", 0, ""
    for match in _MARK.finditer(markdown):
        if mark := match["fence"]:
            fence = mark if not fence else "" if mark.startswith(fence) else fence
        elif not fence:
            yield title, markdown[start : match.start()]
            title, start = match["title"] or "", match.end()
    yield title, markdown[start:]


def _resolved(text: str, page: str) -> str:
    return _LINK.sub(lambda match: f"]({urljoin(page, match[1])}", text) if "](" in text else text
