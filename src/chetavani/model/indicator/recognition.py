# SPDX-License-Identifier: Apache-2.0
"""Finds every indicator in a pasted message: recall comes first, for who pastes one wants to know.

The text is read as if it were live, with its hidden characters gone and its digits in ASCII. Then each stage, the most
specific first, takes what it knows, so that a link is no domain and an account is no phone number.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from chetavani.model.indicator.folding import Folded, folded
from chetavani.model.indicator.kinds import KINDS
from chetavani.model.indicator.spelling import LONGEST
from chetavani.model.indicator.tokens import one_of
from chetavani.model.indicator.types import IndicatorType

_QR = re.compile(r"000201[0-9]{6}[^\n]{20,500}")
_PAYMENT = re.compile(
    r"(?ai)(?:^|[^a-z0-9+.-])((?:(?!https?:)[a-z][a-z0-9+.-]{1,20}://|upi:|intent:)[^?#\n<>\" ]{0,60}"
    r"\?(?:[^#\n<>\"]{0,1000}?[&;])??pa=([^&#; \t\n<>\"'`|]+)[^ \t\n<>\"'`|]*)"
)
_LINK = re.compile(r"(?ai)[a-z][a-z0-9+.-]{1,20}:[/\\]{1,4}[^ \t\n\r\x0b\x0c<>\"`|\u0964\u0965]+")
_AFTER_LINK = ".,;:!?*~'"
_LINKED = (IndicatorType.HANDLE, IndicatorType.ANDROID_PACKAGE, IndicatorType.URL)

_IFSC = re.compile(r"(?ai)(?:^|[^a-z0-9])([a-z]{4}(?:0[a-z0-9]{6}|o[0-9]{6})(?:\.ifsc\.npci)?)(?![a-z0-9])")
_RUN = re.compile(r"[0-9](?:[ -]?[0-9])*")
_IN_RUN = re.compile(r"[0-9-]+")
_ACCOUNT_DIGITS = range(9, 19)
_LABEL = re.compile(r"(?ai)(?:a/?c|acc|account|acct|खाता|खाते)[^0-9\n]{0,24}$")
_NEAR = 150

_NETWORK = (
    "telegram|tg|टेलीग्राम|whatsapp|व्हाट्सएप|instagram|insta|ig|इंस्टाग्राम|"
    "facebook|fb|फेसबुक|फ़ेसबुक|twitter|ट्विटर|youtube|yt|यूट्यूब"
)
_NETWORKS = {
    "टेलीग्राम": "telegram", "व्हाट्सएप": "whatsapp", "insta": "instagram", "इंस्टाग्राम": "instagram", "fb": "facebook",
    "फेसबुक": "facebook", "फ़ेसबुक": "facebook", "ट्विटर": "twitter", "यूट्यूब": "youtube",
}  # fmt: skip
_NETWORK_WORD = re.compile(rf"(?ai)(?:^|[^a-z])({_NETWORK})(?![a-z])")
_NAMED = re.compile(
    rf"(?ai)(?:^|[^a-z])({_NETWORK})(?: (?:id|username|user|channel|group|handle|account|आईडी|चैनल))? ?[:=-]+ ?"
    r"(?!https?:)@?([a-z0-9][a-z0-9._-]{3,31})(?![a-z0-9@./:])"
)
_MENTION = re.compile(r"(?ai)(?:^|[^a-z0-9@._%+-])@([a-z0-9_][a-z0-9._]{1,30}[a-z0-9_])(?![a-z0-9@])")
_REACH = 40

_TOKEN = re.compile(r"[^ \t\n\r\x0b\x0c<>\"'`|(){}\[\]\u0964\u0965]+")
_TOKEN_LABEL = re.compile(r"^[^:=@./\\]{1,30}[:=]-?")
_PIECES = (re.compile(r".+"), re.compile(r"[^,;=]+"), re.compile(r"[^,;:=/\\?&]+"))
_EDGE = "*~_.,;:!?#-=/\\&₹$"

_NUMBER = re.compile(r"\(?\+?[0-9](?:[ ()./_\u00b7\u2010-\u2015\u2212-]{0,3}[0-9])*")
_PHONE_DIGITS = range(7, 21)
_PHONE_PARTS = 6
_PART = re.compile(r"[^ /]+")


class Recognised(NamedTuple):
    """An indicator in a text: its canonical value, how it is shown there, and from where to where."""

    type: IndicatorType
    value: str
    shown: str
    start: int
    end: int


class _Found(NamedTuple):
    """What a stage found: its place in the folded text, and more of it that no other stage shall read."""

    type: IndicatorType
    value: str
    start: int
    end: int
    also: tuple[int, int] = (0, 0)


class _Reading(NamedTuple):
    """A text on its way through the stages: ``left`` is what none has taken, with spaces for the rest."""

    source: str
    folded: Folded
    left: str


def recognise(text: str) -> list[Recognised]:
    """Return every indicator in ``text``, in its order; where two overlap, the more specific one. Takes any text."""
    reading = _Reading(text, *_folded(text))
    found: list[_Found] = []
    for stage in _STAGES:
        new = list(stage(reading))
        found += new
        spans = [span for one in new for span in ((one.start, one.end), one.also)]
        reading = reading._replace(left=_without(reading.left, spans))
    places = reading.folded
    return sorted(
        (
            Recognised(one.type, one.value, text[places.starts[one.start] : places.ends[one.end - 1]],
                       places.starts[one.start], places.ends[one.end - 1])
            for one in found
        ),
        key=lambda one: one.start,
    )  # fmt: skip


def _folded(text: str) -> tuple[Folded, str]:
    made = folded(text)
    return made, made.text


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    parts, done = [], 0
    for start, end in sorted(spans):
        if end > start >= done:
            parts += [text[done:start], " " * (end - start)]
            done = end
    return "".join((*parts, text[done:]))


def _tried(reading: _Reading, kind: IndicatorType, start: int, end: int) -> str:
    """Return the canonical form of what was written there, else that of what it reads like, else an empty text."""
    places = reading.folded
    written = reading.source[places.starts[start] : places.ends[end - 1]]
    return _canonical(kind, written) or _canonical(kind, places.text[start:end])


def _canonical(kind: IndicatorType, text: str) -> str:
    if len(text) > LONGEST:
        return ""
    try:
        return KINDS[kind].canonical(text)
    except ValueError:
        return ""


def _codes(reading: _Reading) -> Iterator[_Found]:
    """Yield the UPI ids of payloads of QR codes."""
    for match in _QR.finditer(reading.left):
        if value := _canonical(IndicatorType.UPI, match[0]):
            yield _Found(IndicatorType.UPI, value, match.start(), match.end())


def _payments(reading: _Reading) -> Iterator[_Found]:
    """Yield whom links to pay name, a UPI id or an account; there may be spaces in the name of the payee."""
    for match in _PAYMENT.finditer(reading.left):
        for kind, written in ((IndicatorType.UPI, match[1]), (IndicatorType.BANK_ACCOUNT, match[2])):
            if value := _canonical(kind, written):
                yield _Found(kind, value, *match.span(1))


def _links(reading: _Reading) -> Iterator[_Found]:
    for match in _LINK.finditer(reading.left):
        if len(match[0]) > LONGEST:
            continue
        end = match.start() + len(_trimmed(match[0]))
        for kind in _LINKED:
            if value := _tried(reading, kind, match.start(), end):
                yield _Found(kind, value, match.start(), end)
                break


def _trimmed(link: str) -> str:
    """Return a link without the marks that end the sentence around it."""
    trimmed = link.rstrip(_AFTER_LINK)
    for opened, closed in ("()", "[]", "{}"):
        while trimmed.endswith(closed) and trimmed.count(opened) < trimmed.count(closed):
            trimmed = trimmed[:-1].rstrip(_AFTER_LINK)
    return trimmed


def _accounts(reading: _Reading) -> Iterator[_Found]:
    """Yield bank accounts: of every IFSC the number that is called an account, else the nearest before, else after."""
    text, used = reading.left, set()
    for branch in _IFSC.finditer(text):
        start, end = branch.span(1)
        near = (*_numbers(text, max(0, start - _NEAR), start), *_numbers(text, end, min(len(text), end + _NEAR)))
        numbers = [number for number in near if number.start() not in used]
        if not numbers:
            continue
        best = min(numbers, key=lambda number: _rank(text, number, start))
        if value := _canonical(IndicatorType.BANK_ACCOUNT, f"{best[0]} {branch[1]}"):
            used.add(best.start())
            whole = (min(start, best.start()), max(end, best.end()))
            if sum(number.end() > whole[0] and number.start() < whole[1] for number in numbers) == 1:
                yield _Found(IndicatorType.BANK_ACCOUNT, value, *whole)
            else:
                yield _Found(IndicatorType.BANK_ACCOUNT, value, *best.span(), (start, end))


def _numbers(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield what may be the number of an account: a run of digits, else its parts between spaces."""
    for run in _RUN.finditer(text, start, end):
        for number in (run,) if _digits(run[0]) in _ACCOUNT_DIGITS else _IN_RUN.finditer(text, *run.span()):
            if _digits(number[0]) in _ACCOUNT_DIGITS:
                yield number


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _rank(text: str, number: re.Match[str], branch: int) -> tuple[bool, bool, int]:
    called = _LABEL.search(text[max(0, number.start() - 40) : number.start()]) is not None
    return (not called, number.start() > branch, abs(number.start() - branch))


def _names(reading: _Reading) -> Iterator[_Found]:
    """Yield accounts that are written as a network and a name."""
    for match in _NAMED.finditer(reading.left):
        if value := _handle(match[1], match[2]):
            yield _Found(IndicatorType.HANDLE, value, match.start(1), match.end())


def _mentions(reading: _Reading) -> Iterator[_Found]:
    """Yield ``@name`` with a network named near it, before it rather than after."""
    for match in _MENTION.finditer(reading.left):
        start, end = match.start(1) - 1, match.end()
        before = _NETWORK_WORD.findall(reading.left[max(0, start - _REACH) : start])
        after = _NETWORK_WORD.findall(reading.left[end : end + _REACH])
        network = (before[-1:] or after[:1] or [""])[0]
        if network and (value := _handle(network, match[1])):
            yield _Found(IndicatorType.HANDLE, value, start, end)


def _handle(network: str, name: str) -> str:
    return _canonical(IndicatorType.HANDLE, f"{_NETWORKS.get(network.lower(), network)}:{name}")


def _tokens(reading: _Reading) -> Iterator[_Found]:
    """Yield what stands between spaces: addresses, apps, hashes, wallets, senders."""
    for token in _TOKEN.finditer(reading.left):
        start = token.start()
        whole = one_of(token[0].strip(_EDGE))
        label = None if whole else _TOKEN_LABEL.match(token[0])
        if label:
            start += label.end()
        yield from _pieces(reading, start, token.end())


def _pieces(reading: _Reading, start: int, end: int) -> Iterator[_Found]:
    """Yield what the whole is, else what its pieces between commas are, else those between any marks."""
    for pattern in _PIECES:
        some = False
        for match in pattern.finditer(reading.left, start, end):
            edge = _EDGE.replace(":", "") if "::" in match[0] else _EDGE  # which may begin or end IPv6
            bare = match[0].strip(edge)
            first = match.start() + len(match[0]) - len(match[0].lstrip(edge))
            for kind in one_of(bare):
                if value := _tried(reading, kind, first, first + len(bare)):
                    yield _Found(kind, value, first, first + len(bare))
                    some = True
                    break
        if some:
            return


def _phones(reading: _Reading) -> Iterator[_Found]:
    for match in _NUMBER.finditer(reading.left):
        if _digits(match[0]) < _PHONE_DIGITS.start:
            continue
        yield from _phones_among(reading, [part.span() for part in _PART.finditer(reading.left, *match.span())])


def _phones_among(reading: _Reading, parts: list[tuple[int, int]]) -> Iterator[_Found]:
    """Yield the numbers in parts between spaces: from each on, the longest run of parts that is one."""
    place = 0
    while place < len(parts):
        for last in range(min(len(parts), place + _PHONE_PARTS) - 1, place - 1, -1):
            span = (parts[place][0], parts[last][1])
            if _digits(reading.left[slice(*span)]) not in _PHONE_DIGITS:
                continue
            if value := _tried(reading, IndicatorType.PHONE, *span):
                yield _Found(IndicatorType.PHONE, value, *span)
                place = last
                break
        place += 1


_STAGES: tuple[Callable[[_Reading], Iterator[_Found]], ...] = (
    _codes, _payments, _links, _accounts, _names, _mentions, _tokens, _phones,
)  # fmt: skip
