# SPDX-License-Identifier: Apache-2.0
"""What the feeds of all advisories tell of one that no longer holds, for as long as a feed is sure to have its item."""

import html
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import STANDINGS
from chetavani.outputs.addresses import feed_url
from chetavani.outputs.base import BuildContext, Told
from chetavani.outputs.endings import ENDED, ending
from chetavani.outputs.feed_content import xml_text
from chetavani.outputs.feed_ids import item_id
from chetavani.outputs.feed_items import settled
from chetavani.outputs.feed_links import EVERYTHING
from chetavani.outputs.feed_mould import escaped

_DAY = 86_400_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class _Writing:
    """How a format writes: what begins an item, what is around its id, and plain text."""

    opening: str
    before: str
    after: str
    written: Callable[[str], str]


_WRITINGS: Mapping[str, _Writing] = {
    "atom": _Writing("<entry>", "<id>", "</id>", escaped),
    "rss": _Writing("<item>", ">", "</guid>", lambda text: escaped(html.escape(text, quote=False))),
    "json": _Writing('{"id": ', '{"id": "', '", ', lambda text: json.dumps(text, ensure_ascii=False)[1:-1]),
}


def ends_told(library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
    """Yield that its item in *new* is marked, and that *changes* has an item that tells of its end, and why.

    Once its time is past the days that feeds reach back, an item may be pushed out; then nothing is asked.
    """
    settings, standing = context.settings, library.standing(card)
    since = library.at - settings.feeds.days * _DAY
    language = settings.languages[0]
    advisory, mark = library.advisory(card.id), f"[{STANDINGS[standing].label(language)}] "
    why = xml_text(ending(library, context, advisory))
    for extension, writing in _WRITINGS.items():
        if card.issued >= since:
            part = partial(_item_of, item_id(settings, advisory, language), writing)
            yield Told(feed_url(EVERYTHING, extension), (mark,), part=part)
        if standing in ENDED and settled(library, card) >= since:
            part = partial(_item_of, item_id(settings, advisory, language, standing.value), writing)
            yield Told(feed_url(EVERYTHING, extension, changes=True), (mark, writing.written(why)), part=part)


def _item_of(identity: str, writing: _Writing, content: bytes) -> str:
    """Return the item of an id in a feed. Raises ValueError if there is none."""
    text = content.decode()
    at = text.index(f"{writing.before}{identity}{writing.after}") + len(writing.before)
    start, end = text.rindex(writing.opening, 0, at), text.find(writing.opening, at)
    return text[start : end if end > 0 else len(text)]
