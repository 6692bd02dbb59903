# SPDX-License-Identifier: Apache-2.0
"""Texts as CommonMark without HTML: what OSV's ``details`` may hold.

An author's Markdown stays as it is, its links made whole, unless it has anything that some reader's parser could take
for HTML, an image or a link to elsewhere than the web: then its words alone are told, under their headings.
"""

import re
from urllib.parse import urljoin

from chetavani.outputs.markup import sections_of

_DOUBTFUL = re.compile(r"<[A-Za-z/!?]|!\[|\]:|\]\((?!https?://)")  # no parser makes HTML of what has none of these
_RELATIVE = re.compile(r"(?<=\]\()(?:\.\./|#)[^\s()<>\\]*(?=\))")
_MARKS = re.compile(r"[\\`*_\[\]<>&~|!#$]")
_BLOCK = re.compile(r"^(\s*(?:\d{1,9})?)([-+=.)])", re.MULTILINE)  # what makes a list, a heading or a rule of a line


def escaped(text: str) -> str:
    """Return ``text`` as Markdown that shows it and does nothing else."""
    return _BLOCK.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", text))


def safe_markdown(body: str, page: str) -> str:
    """Return the Markdown of a body without HTML, images and links that are not to the web.

    ``page`` is the full address of the advisory: what its links are relative to.
    """
    whole = _RELATIVE.sub(lambda match: urljoin(page, match[0]), body) if "](" in body else body
    if not _DOUBTFUL.search(whole):
        return whole.strip()
    parts = []
    for title, text in sections_of(body):
        parts += [f"## {escaped(title)}"] if title else []
        parts += [escaped(line) for line in text.split("\n") if line]
    return "\n\n".join(parts)
