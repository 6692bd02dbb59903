# SPDX-License-Identifier: Apache-2.0
"""Warning cards: what an app shows on a whole screen to a person about to pay, call or open what an advisory names.

One for each public advisory that names indicators, or did, at an address that stays, and an index of them: whoever
fetches a card only when something matched tells the server that. Nobody reads a card before it is shown, so it
promises lengths and plain text: what does not fit is replaced by general words, and never cut off.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from chetavani.config import Settings
from chetavani.model.advisory import CARD_MESSAGE, CARD_TITLE, Advisory
from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import FRAUD_TYPES, KINDS, Kind, Standing
from chetavani.outputs.addresses import advisory_url
from chetavani.outputs.api.records import time_of
from chetavani.outputs.base import Artifact, BuildContext, Shard, Told
from chetavani.outputs.dates import day_text
from chetavani.outputs.feed_items import settled
from chetavani.outputs.hundreds import card_key, hundreds
from chetavani.outputs.keys import digest_of, library_key

FOLDER = "lookup/v1/cards/"
INDEX = f"{FOLDER}index.json"
HELPLINE = "1930"
"""The national helpline for financial cyber fraud."""
REPORT = "https://cybercrime.gov.in"
CLEARED = "cleared"
"""What an advisory stands for that holds, and all of whose indicators were cleared."""

_JSON = "application/json"
_MAILBOX = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
_ADDRESS = re.compile(r"(?:https://|mailto:|tel:)[!-~]+")
_FRAUDS: Mapping[str, Sequence[str]] = {
    "card_do_hang_up": ("digital-arrest", "courier-parcel", "official-impersonation", "vishing", "utility-bill"),
    "card_do_pin": ("qr-code", "upi-collect-merchant", "upi-collect-p2p", "refund", "online-sale"),
    "card_do_app": ("malicious-apk", "fake-loan-app"),
    "card_do_codes": (
        "screen-sharing", "otp-theft", "customer-care-search", "kyc-update", "phishing-link", "device-linking",
        "sim-swap", "aeps-cloning",
    ),
    "card_do_fees": (
        "investment", "task-group", "ponzi", "crypto", "gaming-betting", "lottery", "job-offer",
        "fake-loan-advertisement",
    ),
    "card_do_relative": ("deepfake", "social-impersonation"),
    "card_do_trusted": ("romance",),
    "card_do_shop": ("fake-store", "delivery", "travel-booking", "franchise"),
    "card_do_account": ("money-mule",),
    "card_do_blackmail": ("sextortion", "ransomware"),
    "card_do_receipt": ("forged-document",),
}  # fmt: skip
_ADVICE = {fraud: step for step, frauds in _FRAUDS.items() for fraud in frauds}
_STOPS = {"card_do_receipt": "card_do_wait"}
"""How to stop where it is not the reader who pays."""
_ALWAYS = ("card_do_call", "card_do_report")
_ANY_PAYMENT = ("card_do_judge", "card_do_doubt")
_ENDINGS: Mapping[str, tuple[str, str, Sequence[str]]] = {
    Standing.EXPIRED: ("card_expired_title", "card_expired_message", _ANY_PAYMENT),
    Standing.WITHDRAWN: ("card_withdrawn_title", "card_withdrawn_message", _ANY_PAYMENT),
    Standing.SUPERSEDED: ("card_superseded_title", "card_superseded_message", ("card_do_newer", "card_do_doubt")),
    CLEARED: ("card_cleared_title", "card_cleared_message", _ANY_PAYMENT),
}
"""What is said in the stead of a warning that no longer counts: title, message, what to do."""


class LookupCards:
    """The cards. See ``chetavani.outputs.base.Output``."""

    name = "lookup_cards"

    def plan(self, library: Library, context: BuildContext) -> Iterator[Shard]:
        """Yield the cards by hundreds of ids, then their index."""
        yield from hundreds(f"{self.name}/cards", library, partial(_cards, library, context))
        yield Shard(f"{self.name}/index", library_key(library), partial(_indexes, library))

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
        """Yield that the card of an advisory which no longer holds says so in every language, and warns of nothing."""
        standing = library.standing(card)
        if not card.is_listing or standing is Standing.CURRENT:
            return
        titles = (context.word(language, _ENDINGS[standing][0]) for language in context.settings.languages)
        yield Told(path_of(card.id), (f"standing {standing.value}\n", *titles), part=_spoken)
        yield Told(INDEX, (_line(library, card),))


def path_of(advisory_id: str) -> str:
    """Return where the card of an advisory is, relative to the site's root."""
    return f"{FOLDER}{advisory_id}.json"


def appeal_of(settings: Settings, contact: str) -> str:
    """Return where the owner of what is listed asks to be cleared; ``contact`` is that of an advisory, or the site's.

    The site's own address if nothing that can be opened is set.
    """
    if settings.listing.appeal:
        return settings.listing.appeal
    if _MAILBOX.fullmatch(contact):
        return f"mailto:{contact}"
    return contact if _ADDRESS.fullmatch(contact) else settings.base_url


def _cards(library: Library, context: BuildContext, cards: Iterable[Card]) -> Iterator[Artifact]:
    for card in cards:
        if card.is_listing:
            render = partial(_card_bytes, library, context, card)
            yield Artifact(path_of(card.id), _JSON, render, card_key(library, card))


def _indexes(library: Library) -> Iterator[Artifact]:
    cards = sorted((card for card in library.newest_first() if card.is_listing), key=partial(_order, library))
    lines = ",\n".join(_line(library, card) for card in cards)
    yield Artifact(INDEX, _JSON, partial(str.encode, f'{{"cards":[\n{lines}\n]}}\n'), digest_of([lines]))


def _order(library: Library, card: Card) -> tuple[int, str]:
    """Return what puts those that changed last first, so that whoever polls may stop at what is known."""
    return (-settled(library, card), card.id)


def _line(library: Library, card: Card) -> str:
    return f'["{card.id}","{time_of(settled(library, card))}"]'


def _card_bytes(library: Library, context: BuildContext, card: Card) -> bytes:
    return json.dumps(card_document(library, context, card), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def card_document(library: Library, context: BuildContext, card: Card) -> dict[str, Any]:
    """Return the card of a public advisory that names indicators."""
    advisory, settings = library.advisory(card.id), context.settings
    standing = _standing(library, advisory)
    return {
        "id": card.id,
        "demonstration": settings.demonstration,
        "revision": advisory.revision,
        "updated": time_of(settled(library, card)),
        "standing": standing,
        "severity": advisory.severity.value,
        "texts": {language: _text(library, context, advisory, language) for language in settings.languages},
        "helpline": HELPLINE,
        "report": REPORT,
        "appeal": appeal_of(settings, advisory.contact or settings.publisher.contact),
    }


def _standing(library: Library, advisory: Advisory) -> str:
    """Return where an advisory stands, or ``cleared``. A clearance counts from the build that first has it."""
    standing = library.standing(advisory)
    listed = advisory.sheet is not None or any(one.cleared is None for one in advisory.indicators)
    return standing.value if listed or standing is not Standing.CURRENT else CLEARED


def _text(library: Library, context: BuildContext, advisory: Advisory, language: str) -> dict[str, Any]:
    standing = _standing(library, advisory)
    if standing in _ENDINGS:
        word, _, steps = _ENDINGS[standing]
        title, message = context.word(language, word), _ending(library, context, advisory, language)
    else:
        title, message = _warning(context, advisory, language)
        steps = [*_first_steps(advisory), *_ALWAYS]
    return {
        "title": title,
        "message": message,
        "do": [context.word(language, step) for step in steps],
        "link": context.absolute(advisory_url(context.settings, advisory, language)),
    }


def _warning(context: BuildContext, advisory: Advisory, language: str) -> tuple[str, str]:
    """Return title and message of the author; general words in their stead where one does not fit or is not there."""
    text = advisory.texts.get(language)
    title, message = text.screen if text is not None else ("", "")
    if not 0 < len(title) <= CARD_TITLE:
        frauds = [FRAUD_TYPES[one] for one in advisory.fraud_types] or [KINDS[advisory.kind]]
        title = context.word(language, "card_title", topic=frauds[0].label(language))
    if not 0 < len(message) <= CARD_MESSAGE:
        message = context.word(language, "card_message")
    return title, message


def steps_of(advisory: Advisory, standing: Standing) -> tuple[str, ...]:
    """Return the words for what to do about an advisory, without the helpline, which chat texts say at their end."""
    return (*_first_steps(advisory),) if standing is Standing.CURRENT else (*_ENDINGS[standing][2],)


def _first_steps(advisory: Advisory) -> Iterator[str]:
    """Yield to stop, and the step that fits the first kind of fraud for which there is one."""
    advice = next((_ADVICE[fraud] for fraud in advisory.fraud_types if fraud in _ADVICE), "")
    yield "card_do_patch" if advisory.kind is Kind.SOFTWARE_UPGRADE else _STOPS.get(advice, "card_do_stop")
    if advice:
        yield advice


def _ending(library: Library, context: BuildContext, advisory: Advisory, language: str) -> str:
    """Return what is said of a warning that no longer counts; with the reason or the successor if there is room."""
    day = "" if advisory.expires is None else day_text(advisory.expires.astimezone(context.settings.zone), language)
    message = context.word(language, _ENDINGS[_standing(library, advisory)][1], id=advisory.id, day=day)
    longer = " ".join([message, *_details(library, context, advisory, language)])
    return longer if len(longer) <= CARD_MESSAGE else message


def _details(library: Library, context: BuildContext, advisory: Advisory, language: str) -> Iterator[str]:
    """Yield the one reason for an ending in the language that it is written in, or the successor if it is public."""
    standing = _standing(library, advisory)
    reasons = {one.reason for one in advisory.indicators} if standing == CLEARED else {advisory.reason}
    if standing in {CLEARED, Standing.WITHDRAWN} and len(reasons) == 1 and language == advisory.language:
        yield context.word(language, "card_reason", reason=reasons.pop())
    other = library.card(advisory.superseded_by or "") if standing == Standing.SUPERSEDED else None
    if other is not None and other.is_public:
        yield context.word(language, "card_successor", successor=other.id)


def _spoken(content: bytes) -> str:
    """Return what a card says: where its advisory stands, and its texts."""
    found = json.loads(content)
    texts = (f"{text['title']}\n{text['message']}\n" for text in found["texts"].values())
    return f"standing {found['standing']}\n{''.join(texts)}"
