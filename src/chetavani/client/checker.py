# SPDX-License-Identifier: Apache-2.0
"""The look-up itself: what a site, or a downloaded list, says of a value."""

import re
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from chetavani.client.answer import Answer, State, asked_for, sternness
from chetavani.client.bulk import Bulk
from chetavani.client.files import Folder, Web
from chetavani.client.shards import CLEARED, Found, Shards
from chetavani.model.indicator import IndicatorType, canonical, lookup_hash, recognise

_WRONG = (OSError, ValueError, OverflowError, sqlite3.Error)  # a time beyond the calendar overflows
_LOOKUP = "lookup/v1/"


class _Source(Protocol):
    def find(self, digest: str, until: float) -> Found | None: ...


class Checker:
    """Asks the site at ``base``, an address or the folder of a built site; or the downloaded list ``offline``.

    ``folder`` keeps what was fetched for the next process. A look-up takes at most ``timeout`` seconds, and however
    long the system needs to find the address of a host. ``now`` gives the time in seconds since 1970. Whatever goes
    wrong, no look-up raises: the answer is ``State.UNAVAILABLE``.
    """

    def __init__(
        self,
        base: str | Path = "",
        folder: Path | None = None,
        offline: Path | None = None,
        *,
        timeout: float = 2.0,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._timeout, self._now = timeout, now
        self._root = re.sub(r"/?(lookup/v1/?)?$", f"/{_LOOKUP}", str(base), count=1) if base else ""
        is_web = self._root.startswith(("https://", "http://"))
        self._shards = Shards(Web(self._root, folder, now) if is_web else Folder(Path(self._root or _LOOKUP)))
        self._source: _Source = Bulk(offline, folder) if offline else self._shards

    def check(self, kind: IndicatorType | str, value: str) -> Answer:
        """Return what is known of one value, spelt in any way; of a link or an address also by the domains above it.

        The sternest holds. What is no value of this type is unknown.
        """
        try:
            wanted = asked_for(IndicatorType(kind), canonical(IndicatorType(kind), value))
        except ValueError as error:
            return Answer(State.UNKNOWN, str(kind), "", why=str(error))
        best, until = None, time.monotonic() + self._timeout
        for one in wanted:
            answer = self._one(*one, until)
            if best is None or sternness(answer) > sternness(best):
                best = answer
            if best.action == "block":  # nothing is sterner: no need to ask further
                break
        return best or Answer(State.UNKNOWN, str(kind), value)

    def check_text(self, text: str) -> list[Answer]:
        """Return what is known of everything that a text holds, in its order."""
        return [self.check(one.type, one.value) for one in recognise(text)]

    def card(self, advisory: str) -> dict[str, Any] | None:
        """Return the warning card of an advisory, to be shown as it is; None if it cannot be had."""
        try:
            card = self._shards.card(advisory, time.monotonic() + self._timeout)
        except _WRONG:
            return None
        texts = card.get("texts")
        if card.get("id") != advisory or not isinstance(texts, dict):
            return None
        return card if all(isinstance(text, dict) for text in texts.values()) else None

    def _one(self, kind: IndicatorType, value: str, deadline: float) -> Answer:
        try:
            found = self._source.find(lookup_hash(kind, value), deadline)
            if found is None:
                return Answer(State.UNKNOWN, kind, value)
            action, advisory, until = found
            moment = datetime.fromisoformat(until).astimezone(UTC)
            if action == CLEARED:
                return Answer(State.CLEARED, kind, value, "", advisory, until)
            if moment <= datetime.fromtimestamp(self._now(), UTC):
                return Answer(State.EXPIRED, kind, value, "", advisory, until)
            return Answer(State.LISTED, kind, value, action, advisory, until, self._card_address(advisory, deadline))
        except _WRONG as error:
            return Answer(State.UNAVAILABLE, kind, value, why=str(error))

    def _card_address(self, advisory: str, deadline: float) -> str:
        if self._source is not self._shards:
            return ""  # who works offline is not made to ask
        return self._root + self._shards.card_path(advisory, deadline)
