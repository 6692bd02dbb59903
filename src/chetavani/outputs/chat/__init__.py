# SPDX-License-Identifier: Apache-2.0
"""Chat texts: each public advisory as a message to be forwarded, and what forwarded ones are compared with.

``chat/<ID>.<language>.txt`` is at most 1,024 code points in WhatsApp's marks, with a check code on its last line.
``chat/check/<ID>.json`` is what the page "Is this forward real?" asks for. Both are made of what the page is made of.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.base import Artifact, BuildContext, Shard, Told
from chetavani.outputs.chat.records import bytes_of, check_document, languages_of, texts_of
from chetavani.outputs.chat.text import ChatText
from chetavani.outputs.hundreds import card_key, hundreds
from chetavani.outputs.keys import digest_of

FOLDER = "chat/"
CHECK = f"{FOLDER}check/"

_JSON, _TEXT = "application/json", "text/plain"
_SAID = {
    Standing.WITHDRAWN: "chat_withdrawn", Standing.SUPERSEDED: "chat_superseded", Standing.EXPIRED: "chat_expired",
}  # fmt: skip


class ChatTexts:
    """The texts and the records. See ``chetavani.outputs.base.Output``."""

    name = "chat"
    carried = CHECK

    def plan(self, library: Library, context: BuildContext) -> Iterator[Shard]:
        """Yield texts and records by hundreds of ids."""
        besides = [context.earlier.key(CHECK), digest_of(sorted(context.official))]
        yield from hundreds(self.name, library, partial(_files, library, context), besides=besides)

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
        """Yield that every text of an advisory that no longer stands says so first, and that the page is told."""
        standing = library.standing(card)
        if standing not in _SAID:
            return
        for language in languages_of(context, card.languages):
            said, _, _ = context.wording[language][_SAID[standing]].partition("{")
            yield Told(path_of(card.id, language), (f"*{said}",), part=_first)
        yield Told(check_path(card.id), (f"standing {standing.value}",), part=_standing)


def path_of(advisory_id: str, language: str) -> str:
    """Return where the chat text of an advisory is, relative to the site's root."""
    return f"{FOLDER}{advisory_id}.{language}.txt"


def check_path(advisory_id: str) -> str:
    """Return where the records of an advisory are, relative to the site's root."""
    return f"{CHECK}{advisory_id}.json"


@dataclass(frozen=True)
class _Files:
    """The files of one advisory, which share its texts. ``before`` is what the site before had."""

    library: Library
    context: BuildContext
    card: Card
    before: bytes

    @cached_property
    def texts(self) -> dict[str, ChatText]:
        """Return the texts of today, by their languages."""
        advisory = self.library.advisory(self.card.id)
        return texts_of(self.library, self.context, advisory, self.library.standing(self.card))

    def text(self, language: str) -> bytes:
        """Return the text in a language."""
        return self.texts[language].text.encode()

    def check(self) -> bytes:
        """Return the records for the page."""
        advisory, place = self.library.advisory(self.card.id), check_path(self.card.id)
        return bytes_of(check_document(self.library, self.context, advisory, self.texts, place, self.before))


def _files(library: Library, context: BuildContext, cards: Iterable[Card]) -> Iterator[Artifact]:
    official = digest_of(sorted(context.official))
    for card in cards:
        path = check_path(card.id)
        made = _Files(library, context, card, context.earlier.read(path))
        key = card_key(library, card)
        key = digest_of([key, official]) if key else ""
        for language in languages_of(context, card.languages):
            yield Artifact(path_of(card.id, language), _TEXT, partial(made.text, language), key)
        yield Artifact(path, _JSON, made.check, digest_of([key, made.before.hex()]) if key else "")


def _first(content: bytes) -> str:
    """Return what a text says above the title: the first two paragraphs."""
    return "\n\n".join(content.decode().split("\n\n")[:2])


def _standing(content: bytes) -> str:
    return f"standing {json.loads(content)['standing']}"
