# SPDX-License-Identifier: Apache-2.0
"""What a chat text says, and what of it is left out first if there is no room: nothing is ever cut off.

It is written in WhatsApp's own marks (``*bold*``, ``- item``) and depends on nothing but the advisory, where it
stands, and its successor: so the text of a revision stays the same from build to build.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from chetavani.model.advisory import Advisory
from chetavani.model.indicator import IndicatorType, defang, recognise, refang
from chetavani.model.library import Library
from chetavani.model.vocab import FRAUD_TYPES, KINDS, SEVERITIES, Kind, Standing
from chetavani.outputs.addresses import advisory_url, language_root
from chetavani.outputs.base import BuildContext
from chetavani.outputs.chat.compared import code_of, compared
from chetavani.outputs.dates import day_text, moment_text
from chetavani.outputs.lookup_cards import steps_of

LONGEST = 1024
"""Code points of a chat text, the line of the code included."""
PUBLIC = "public"
"""The sector that everybody is in."""

_STEPS = 9  # all of them
_PERHAPS_LIVE = re.compile(
    r"(?<!CVE-)(?<![0-9])[0-9](?:[ ()./-]{0,3}[0-9]){6}|@|:/|[^\W\d]\.[^\W\d]|[0-9]+(?:\.[0-9]+){3}|:[0-9A-Fa-f]*:"
)
"""Looking closer takes long, and most lines have nothing that could be an address or a number."""
_MARKS = re.compile(r"(?:(?<=\s)|^)([(\[\"'“‘]*)[*_~`>]+|[*_~`]+([.,:;!?)\]\"'”’।]*)(?=\s|$)")
_HARMLESS = frozenset({IndicatorType.FILE_HASH, IndicatorType.SMS_SENDER, IndicatorType.HANDLE})


class Draft(NamedTuple):
    """What one text is about: the advisory in a language, as it stands or stood."""

    library: Library
    context: BuildContext
    advisory: Advisory
    language: str
    standing: Standing


class Room(NamedTuple):
    """How much is said: which title and message, how many steps, whether reasons and times."""

    title: str
    message: str
    steps: int
    more: bool


class ChatText(NamedTuple):
    """A chat text, its check code, and its compared form."""

    text: str
    code: str
    compared: str


def chat_text(draft: Draft) -> ChatText:
    """Return the chat text that says most and fits."""
    advisory, words = draft.advisory, draft.context.word
    made = ChatText("", "", "")
    for room in _rooms(draft):
        body = "\n\n".join("\n".join(block) for block in _blocks(draft, room) if block)
        form = compared(body)
        code = code_of(advisory.id, advisory.revision, draft.language, form)
        last = words(draft.language, "chat_code", code=code)
        made = ChatText(f"{body}\n{last}\n", code, f"{form} {compared(last)}")
        if len(made.text) <= LONGEST:
            break
    return made


def _rooms(draft: Draft) -> Iterator[Room]:
    """Yield what may be said, the most first."""
    advisory, language = draft.advisory, draft.language
    text = advisory.text(language)
    title = plain(draft, text.title)
    if draft.standing is Standing.CURRENT:
        yield Room(title, plain(draft, text.summary), _STEPS, more=True)
        yield Room(title, plain(draft, text.screen[1]), _STEPS, more=True)
    yield Room(title, "", _STEPS, more=True)
    short = plain(draft, text.screen[0])
    yield Room(short, "", _STEPS, more=True)
    yield Room(short, "", 1, more=False)
    frauds = [FRAUD_TYPES[one] for one in advisory.fraud_types] or [KINDS[advisory.kind]]
    yield Room(frauds[0].label(language), "", 1, more=False)


def _blocks(draft: Draft, room: Room) -> Iterator[list[str]]:
    """Yield the paragraphs of a text, each as its lines."""
    context, language, advisory = draft.context, draft.language, draft.advisory
    if context.settings.demonstration:
        yield [f"_{context.word(language, 'feed_notice')}_"]
    yield [*_ending(draft, more=room.more)]
    kind = KINDS[advisory.kind].label(language)
    severity = context.word(language, "severity_badge", severity=SEVERITIES[advisory.severity].label(language))
    yield [f"*{kind} · {severity}*", f"*{room.title}*"]
    yield [room.message] if room.message else []
    steps = [context.word(language, step) for step in steps_of(advisory, draft.standing)][: room.steps]
    yield [f"*{context.word(language, 'to_advice')}*", *(f"- {step}" for step in steps)]
    yield [*_times(draft)] if room.more else []
    yield [*_origin(draft)]
    forward = context.absolute(f"{language_root(context.settings, language)}forward/")
    yield [context.word(language, "chat_help"), context.word(language, "chat_check", address=forward)]


def _ending(draft: Draft, *, more: bool) -> Iterator[str]:
    """Yield the lines on top of a text that no longer counts; the reason in the language that it is written in."""
    context, language, advisory = draft.context, draft.language, draft.advisory
    match draft.standing:
        case Standing.WITHDRAWN:
            yield f"*{context.word(language, 'chat_withdrawn')}*"
            if more and language == advisory.language and advisory.reason:
                yield plain(draft, context.word(language, "card_reason", reason=advisory.reason))
        case Standing.SUPERSEDED:
            yield f"*{context.word(language, 'chat_superseded')}*"
            other = draft.library.card(advisory.superseded_by or "")
            if other is not None and other.is_public:
                yield context.word(language, "card_successor", successor=other.id)
        case Standing.EXPIRED if advisory.expires is not None:
            day = day_text(advisory.expires.astimezone(context.settings.zone), language)
            yield f"*{context.word(language, 'chat_expired', day=day)}*"
        case _:
            pass


def _times(draft: Draft) -> Iterator[str]:
    """Yield by when the public and companies are asked to act, and until when it holds."""
    context, language, advisory = draft.context, draft.language, draft.advisory
    if draft.standing is not Standing.CURRENT:
        return
    zone = context.settings.zone
    asked = [(action.by, PUBLIC in action.who or not action.who) for action in advisory.actions if action.by]
    for word, public in (("chat_by_public", True), ("chat_by_companies", False)):
        if times := [by for by, everybody in asked if everybody is public]:
            yield context.word(language, word, moment=moment_text(min(times), zone, language))
    if advisory.expires is not None:
        yield context.word(language, "chat_until", moment=moment_text(advisory.expires, zone, language))


def _origin(draft: Draft) -> Iterator[str]:
    """Yield which advisory and revision it is, and where."""
    context, language, advisory = draft.context, draft.language, draft.advisory
    day = day_text(advisory.updated.astimezone(context.settings.zone), language)
    yield context.word(language, "chat_id", id=advisory.id, revision=advisory.revision, day=day)
    if advisory.is_stale(language):
        translated = advisory.text(language).translates
        yield context.word(language, "feed_stale", translated=translated, newest=advisory.revision)
    yield context.absolute(advisory_url(context.settings, advisory, language))


def plain(draft: Draft, text: str) -> str:
    """Return an author's line with no marks of chat apps in it, and with nothing that an app makes a live link of."""
    bare = _MARKS.sub(r"\1\2", text)
    if not _PERHAPS_LIVE.search(bare):
        return bare
    for one in sorted(recognise(bare), key=lambda item: item.start, reverse=True):
        version = one.type is IndicatorType.IP and draft.advisory.kind is Kind.SOFTWARE_UPGRADE
        if one.type not in _HARMLESS and not version and not _official(draft.context.official, one.value):
            shown = defang(one.type, refang(bare[one.start : one.end]))
            bare = bare[: one.start] + shown + bare[one.end :]
    return bare


def _official(official: frozenset[str], value: str) -> bool:
    """Whether a phone number, a host or an address on a host is one of the official places."""
    host = value.partition("://")[2].partition("/")[0] or value
    labels = host.split(".")
    return (
        host in official
        or f"={host}" in official
        or any(".".join(labels[start:]) in official for start in range(1, len(labels)))
    )
