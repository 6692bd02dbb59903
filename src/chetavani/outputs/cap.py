# SPDX-License-Identifier: Apache-2.0
"""CAP 1.2 (OASIS Common Alerting Protocol): warnings to the public as alert systems take them, and an index of them.

An alert for each advisory of severity high or above that concerns the public, at an address that stays: the newest of
its messages, an ``Alert`` as first published, an ``Update`` for each revision, a ``Cancel`` once it no longer stands.
Each message names all that came before it. What CAP has no element for is in parameters under our own names.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from lxml import etree

from chetavani.config import Settings
from chetavani.model.advisory import Advisory, Text
from chetavani.model.card import Card, moment
from chetavani.model.library import Library
from chetavani.model.vocab import FRAUD_TYPES, KINDS, Severity, Standing
from chetavani.outputs.addresses import advisory_url
from chetavani.outputs.advisory_view import requests
from chetavani.outputs.base import Artifact, BuildContext, Form, Shard, Told
from chetavani.outputs.endings import ENDED, ending
from chetavani.outputs.feed_content import xml_text
from chetavani.outputs.feed_ids import authority
from chetavani.outputs.feed_items import settled
from chetavani.outputs.feed_mould import escaped
from chetavani.outputs.hundreds import card_key, hundreds
from chetavani.outputs.keys import digest_of_sources
from chetavani.outputs.markup import sections_of

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"
INDEX = "cap/index.atom"
SECTOR = "public"
"""Alerts are for advisories that concern it."""

_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGES = {"en": "en-IN", "hi": "hi-IN"}
_SEVERITIES = {Severity.CRITICAL: "Extreme", Severity.HIGH: "Severe"}
_URGENCIES = {Severity.CRITICAL: "Immediate", Severity.HIGH: "Expected"}
_DAY = 86_400_000_000  # microseconds
_HEADLINE = 160  # characters, the standard's advice (3.2.2)


def is_alert(card: Card) -> bool:
    """Whether there is an alert for a public advisory."""
    return card.is_urgent and SECTOR in card.sectors


class CapAlerts:
    """The alerts, and the index of those that are current. See ``chetavani.outputs.base.Output``."""

    name = "cap"
    form = Form("CAP", MEDIA_TYPE, "cap/{id}.xml", is_alert)

    def plan(self, library: Library, context: BuildContext) -> Iterator[Shard]:
        """Yield the alerts by hundreds of ids, then the index."""
        yield from hundreds(f"{self.name}/alerts", library, partial(_alerts, library, context))
        listed = _listed(library, context.settings)
        key = _index_key(library, listed)  # when an end is no longer told is a matter of days, and of no year's phase
        yield Shard(f"{self.name}/index", key, partial(_indexes, library, context, listed, key))

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
        """Yield that its alert is cancelled or has expired, and that the index lists it as nothing else."""
        if not is_alert(card):
            return
        path, standing = CapAlerts.form.path_of(card), library.standing(card)
        entry = partial(_entry_of, context.absolute(path))
        cancel, why = "<{}msgType>Cancel</", ending(library, context, library.advisory(card.id))
        if standing in ENDED:
            yield Told(path, (cancel.format(""), escaped(xml_text(why).strip()), f"<value>{standing}</value>"))
        else:
            yield Told(path, (f"<value>{standing}</value>",))
        if not _is_listed(library, context.settings, card):
            yield Told(INDEX, never=(path,))
        elif standing in ENDED:
            yield Told(INDEX, (cancel.format("cap:"),), part=entry)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of an alert: its number, 1 for the first, when it was sent, and whether it takes the alert back."""

    number: int
    sent: datetime
    cancels: bool

    @property
    def type(self) -> str:
        """Return what CAP calls it."""
        return "Cancel" if self.cancels else "Update" if self.number > 1 else "Alert"


def messages(library: Library, context: BuildContext, card: Card) -> list[Message]:
    """Return every message of an alert, the newest last: as published, as revised, and its end."""
    zone = context.settings.zone
    sent = [card.issued, *card.revisions]
    standing = library.standing(card)
    ends = standing in ENDED
    if ends and (standing is Standing.SUPERSEDED or not card.revisions):  # a withdrawal is written down as a revision
        sent.append(settled(library, card))
    return [
        Message(number, moment(at).astimezone(zone), ends and number == len(sent))
        for number, at in enumerate(sent, start=1)
    ]


def _alerts(library: Library, context: BuildContext, cards: Iterable[Card]) -> Iterator[Artifact]:
    for card in cards:
        if is_alert(card):
            key = card_key(library, card)
            yield Artifact(CapAlerts.form.path_of(card), MEDIA_TYPE, partial(_alert, library, context, card), key)


def _alert(library: Library, context: BuildContext, card: Card) -> bytes:
    """Return the newest message of an alert. The order of the elements is the schema's."""
    advisory = library.advisory(card.id)
    *before, message = messages(library, context, card)
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _add(root, "identifier", _identifier(card, message))
    _add(root, "sender", _sender(context.settings))
    _add(root, "sent", _time(message.sent))
    _add(root, "status", "Test" if context.settings.demonstration else "Actual")
    _add(root, "msgType", message.type)
    _add(root, "scope", "Public")
    _add(root, "note", _note(library, context, advisory))
    sender = _sender(context.settings)
    _add(root, "references", " ".join(f"{sender},{_identifier(card, one)},{_time(one.sent)}" for one in before))
    for language in advisory.texts:
        if language in _LANGUAGES and language in context.settings.languages:
            _info(root, library, context, advisory, language, message)
    return _document(root)


def _identifier(card: Card, message: Message) -> str:
    return f"{card.id}.{message.number}"


def _sender(settings: Settings) -> str:
    """Return the host or mailbox that stands for the publisher for good: that of the feeds' ids."""
    return authority(settings).partition(",")[0]


def _time(at: datetime) -> str:
    """Return a time as CAP has it: whole seconds, an offset, never ``Z`` (3.3.2)."""
    return at.replace(microsecond=0).isoformat()


def _note(library: Library, context: BuildContext, advisory: Advisory) -> str:
    """Return what explains a test or an end."""
    language, end = context.settings.languages[0], ending(library, context, advisory)
    if not context.settings.demonstration:
        return end
    return f"{context.word(language, 'feed_demonstration')}: {context.word(language, 'demonstration')}. {end}".strip()


def _info(
    root: etree._Element, library: Library, context: BuildContext, advisory: Advisory, language: str, message: Message
) -> None:
    text, settings = advisory.texts[language], context.settings
    info = etree.SubElement(root, f"{{{NAMESPACE}}}info")
    advice, rest = _body(context, text)
    _add(info, "language", _LANGUAGES[language])
    _add(info, "category", "Security")
    _add(info, "event", _event(advisory, language))
    _add(info, "responseType", "AllClear" if message.cancels else "Avoid")
    _add(info, "urgency", "Past" if message.cancels else _URGENCIES[advisory.severity])
    _add(info, "severity", _SEVERITIES[advisory.severity])
    _add(info, "certainty", _certainty(advisory))
    for term in advisory.fraud_types:
        _pair(info, "eventCode", context.absolute("advisories/fraud-type/"), term)
    _add(info, "effective", _time(message.sent))
    _add(info, "expires", _time(advisory.expires.astimezone(settings.zone)) if advisory.expires else "")
    _add(info, "senderName", settings.name(language))
    _add(info, "headline", _shortened(text.title))
    _add(info, "description", "\n\n".join(part for part in (text.summary, rest) if part))
    _add(info, "instruction", advice)
    _add(info, "web", context.absolute(advisory_url(settings, advisory, language)))
    _add(info, "contact", advisory.contact or settings.publisher.contact)
    for name, value in _parameters(library, advisory):
        _pair(info, "parameter", f"chetavani:{name}", value)
    area = etree.SubElement(info, f"{{{NAMESPACE}}}area")
    _add(area, "areaDesc", settings.cap.name(language))
    for name, value in settings.cap.geocodes.items():
        _pair(area, "geocode", name, value)


def _body(context: BuildContext, text: Text) -> tuple[str, str]:
    """Return the section of a body that says what to do, and all the rest, as plain text in paragraphs."""
    wanted = context.word(text.language, "heading_advice")
    advice = [content for title, content in sections_of(text.body) if title == wanted]
    rest = [f"{title}\n{content}".strip() for title, content in sections_of(text.body) if title != wanted]
    return "\n\n".join(advice), "\n\n".join(rest)


def _event(advisory: Advisory, language: str) -> str:
    """Return what kind of event it is: the first fraud type, else the kind."""
    if advisory.fraud_types:
        return FRAUD_TYPES[advisory.fraud_types[0]].label(language)
    return KINDS[advisory.kind].label(language)


def _certainty(advisory: Advisory) -> str:
    seen = any(one.evidence != "reported" and one.cleared is None for one in advisory.indicators)
    return "Observed" if seen else "Likely"


def _shortened(title: str) -> str:
    return title if len(title) <= _HEADLINE else f"{title[: _HEADLINE - 1].rstrip()}…"


def _parameters(library: Library, advisory: Advisory) -> Iterator[tuple[str, str]]:
    """Yield what CAP has no element for."""
    yield "id", advisory.id
    yield "revision", str(advisory.revision)
    yield "standing", library.standing(advisory).value
    yield "severity", advisory.severity.value
    for request in requests(library, advisory):
        action = request.action
        by = f" by {action.by.isoformat()}" if action.by else ""
        yield "action", f"{', '.join(action.who) or 'all'}: {action.what}{by}: {action.text}"


def _listed(library: Library, settings: Settings) -> tuple[Card, ...]:
    """Return the alerts that are current, and those that have ended in the days that feeds reach back, newest first."""
    found = [card for card in library.newest_first() if is_alert(card) and _is_listed(library, settings, card)]
    return tuple(sorted(found, key=lambda card: (-settled(library, card), card.id)))


def _is_listed(library: Library, settings: Settings, card: Card) -> bool:
    """Whether the index has the alert of an advisory."""
    since = library.at - settings.feeds.days * _DAY
    return library.standing(card) is Standing.CURRENT or settled(library, card) >= since


def _index_key(library: Library, listed: Iterable[Card]) -> str:
    cards = tuple(listed)
    stands = (f"{library.standing(card).value} {settled(library, card)}" for card in cards)
    return digest_of_sources((card.digest for card in cards), stands)


def _indexes(library: Library, context: BuildContext, listed: tuple[Card, ...], key: str) -> Iterator[Artifact]:
    yield Artifact(INDEX, "application/atom+xml", partial(_index, library, context, listed), key)


def _index(library: Library, context: BuildContext, listed: tuple[Card, ...]) -> bytes:
    settings = context.settings
    language = settings.languages[0]
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM, "cap": NAMESPACE})
    newest = max((settled(library, card) for card in listed), default=0)
    _atom(root, "id", f"tag:{authority(settings)}:cap")
    _atom(root, "title", f"{settings.name(language)}: {context.word(language, 'cap_title')}")
    _atom(root, "updated", _time(moment(newest).astimezone(settings.zone)))
    etree.SubElement(_atom(root, "author"), f"{{{_ATOM}}}name").text = settings.name(language)
    _atom(root, "link", rel="self", type="application/atom+xml", href=context.absolute(INDEX))
    for card in listed:
        _entry(root, library, context, card)
    return _document(root)


def _entry(root: etree._Element, library: Library, context: BuildContext, card: Card) -> None:
    """Add an alert to the index, with what aggregators choose by: the elements of CAP beside those of Atom."""
    advisory = library.advisory(card.id)
    settings = context.settings
    language = settings.languages[0]
    text = advisory.text(language)
    message = messages(library, context, card)[-1]
    entry = _atom(root, "entry")
    _atom(entry, "id", f"tag:{authority(settings)}:cap/{_identifier(card, message)}")
    _atom(entry, "title", text.title)
    _atom(entry, "updated", _time(moment(settled(library, card)).astimezone(settings.zone)))
    _atom(entry, "published", _time(moment(card.issued).astimezone(settings.zone)))
    _atom(entry, "link", type=MEDIA_TYPE, href=context.absolute(CapAlerts.form.path_of(card)))
    _atom(entry, "summary", text.summary)
    _add(entry, "status", "Test" if settings.demonstration else "Actual")
    _add(entry, "msgType", message.type)
    _add(entry, "event", _event(advisory, language))
    _add(entry, "urgency", "Past" if message.cancels else _URGENCIES[advisory.severity])
    _add(entry, "severity", _SEVERITIES[advisory.severity])
    _add(entry, "certainty", _certainty(advisory))
    _add(entry, "expires", _time(advisory.expires.astimezone(settings.zone)) if advisory.expires else "")
    _add(entry, "areaDesc", settings.cap.name(language))


def _entry_of(address: str, content: bytes) -> str:
    """Return the entry of the alert at a full address in the index. Raises ValueError if there is none."""
    text = content.decode()
    at = text.index(f'href="{address}"')
    return text[text.rindex("<entry>", 0, at) : text.index("</entry>", at)]


def _atom(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = xml_text(text) or None
    return element


def _add(parent: etree._Element, name: str, text: str) -> None:
    """Add an element of CAP, unless there is nothing to say."""
    if cleaned := xml_text(text).strip():
        etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = cleaned


def _pair(parent: etree._Element, name: str, key: str, value: str) -> None:
    """Add a value under a name of somebody's own."""
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    _add(element, "valueName", key)
    _add(element, "value", value)


def _document(root: etree._Element) -> bytes:
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return document
