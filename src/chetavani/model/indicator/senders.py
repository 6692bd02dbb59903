# SPDX-License-Identifier: Apache-2.0
"""Who writes: accounts on chat and social networks, and the headers of text messages (TRAI, TCCCPR 2018)."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from chetavani.model.indicator.disarming import refang
from chetavani.model.indicator.phones import canonical as canonical_phone
from chetavani.model.indicator.spelling import plain


class _Link(NamedTuple):
    """A form of link to an account: its pattern, which captures the name, and what the name becomes."""

    pattern: re.Pattern[str]
    before: str
    keeps_case: bool = False


def _link(pattern: str, before: str, *, keeps_case: bool = False) -> _Link:
    return _Link(re.compile(rf"(?ai)^{pattern}(?:[/?#&].*)?$"), before, keeps_case)


_T = r"(?:t\.me|telegram\.me|telegram\.dog)/"
_FB = r"(?:facebook\.com|fb\.com|fb\.me|m\.me)/"
# In this order; a link is asked without its scheme and without www., m., mobile. and web. before its host.
_LINKS = (
    _link(rf"{_T}\+([0-9]{{7,15}})", "telegram:+"),
    _link(rf"{_T}(?:joinchat/|\+)([a-z0-9_-]{{8,64}})", "telegram:+", keeps_case=True),
    _link(rf"{_T}(?:s/)?(?!(?:joinchat|share|addstickers|addlist|proxy|socks|login)(?:[/?#]|$))([a-z][a-z0-9_]{{3,31}})",
          "telegram:"),
    _link(r"tg:/*resolve/?\?(?:[^#]*?&)??domain=([a-z][a-z0-9_]{3,31})", "telegram:"),
    _link(r"([a-z][a-z0-9_]{3,31})\.t\.me", "telegram:"),
    _link(r"wa\.me/(?:\+|%2b)?([0-9]{7,15})", "whatsapp:+"),
    _link(r"(?:api\.whatsapp\.com|whatsapp\.com|whatsapp:/*)/?send/?\?(?:[^#]*?&)??phone=(?:\+|%2b| )?([0-9]{7,15})",
          "whatsapp:+"),
    _link(r"wa\.me/message/([a-z0-9]{6,32})", "whatsapp:message/", keeps_case=True),
    _link(r"chat\.whatsapp\.com/(?:invite/)?([a-z0-9]{10,32})", "whatsapp:chat/", keeps_case=True),
    _link(r"whatsapp\.com/channel/([a-z0-9]{10,32})", "whatsapp:channel/", keeps_case=True),
    _link(r"ig\.me/m/([a-z0-9._]{1,30})", "instagram:"),
    _link(r"(?:instagram\.com|instagr\.am)/(?:stories/)?"
          r"(?!(?:p|reel|reels|explore|stories|tv|accounts|direct)(?:[/?#]|$))([a-z0-9._]{1,30})", "instagram:"),
    _link(rf"{_FB}profile\.php\?(?:[^#]*?&)??id=([0-9]{{5,20}})", "facebook:"),
    _link(rf"{_FB}people/[^/?#]+/([0-9]{{5,20}})", "facebook:"),
    _link(rf"{_FB}groups/([a-z0-9.]{{3,60}})", "facebook:groups/"),
    _link(rf"{_FB}(?!(?:watch|marketplace|events|share|sharer|sharer\.php|photo|photo\.php|groups|people|login|reel|"
          r"profile\.php|story\.php|permalink\.php)(?:[/?#]|$))([a-z0-9.]{3,60})", "facebook:"),
    _link(r"(?:x\.com|twitter\.com)/intent/(?:user|follow)\?(?:[^#]*?&)??screen_name=([a-z0-9_]{1,15})", "x:"),
    _link(r"(?:x\.com|twitter\.com)/(?!(?:home|i|intent|share|search|hashtag|explore|login|settings|messages)"
          r"(?:[/?#]|$))([a-z0-9_]{1,15})", "x:"),
    _link(r"youtube\.com/@([a-z0-9._-]{3,30})", "youtube:"),
    _link(r"youtube\.com/channel/(uc[a-z0-9_-]{22})", "youtube:channel/", keeps_case=True),
    _link(r"youtube\.com/c/([a-z0-9._-]{3,60})", "youtube:c/"),
    _link(r"youtube\.com/user/([a-z0-9]{3,60})", "youtube:user/"),
)  # fmt: skip
_BEFORE_LINK = re.compile(r"(?ai)^(?:https?:/+)?(?:(?:www|m(?!\.me/)|mobile|web|mbasic)\.)?")
_TYPED = re.compile(
    r"(?ai)^(telegram|tg|whatsapp|wa|instagram|insta|ig|facebook|fb|twitter|x|youtube|yt)"
    r"(?: *: *| +(?=[@+0-9]))@?([^@]+)$"
)
_SHORT = {
    "tg": "telegram", "wa": "whatsapp", "insta": "instagram", "ig": "instagram", "fb": "facebook", "twitter": "x",
    "yt": "youtube",
}  # fmt: skip
_NAMES: Mapping[str, re.Pattern[str]] = {
    "telegram": re.compile(r"\+[A-Za-z0-9_-]{7,64}|[a-z][a-z0-9_]{3,31}"),
    "whatsapp": re.compile(r"\+[1-9][0-9]{6,14}|(?:chat|channel|message)/[A-Za-z0-9]{6,32}"),
    "instagram": re.compile(r"[a-z0-9._]{1,30}"),
    "facebook": re.compile(r"(?:groups/)?[a-z0-9]{3,60}"),
    "x": re.compile(r"[a-z0-9_]{1,15}"),
    "youtube": re.compile(r"channel/UC[A-Za-z0-9_-]{22}|(?:(?:c|user)/)?[a-z0-9._-]{3,60}"),
}
_CASED = re.compile(r"^(?:\+|chat/|channel/|message/)")
_NO_HANDLE = "is no account on a network. Write it like telegram:name or whatsapp:+447700900123, or give its link."

_HEADER = re.compile(r"(?:[A-Z]{2} ?- ?)?([A-Z0-9]{3,11})(?:-[PSTG])?")
_NAME_OF_HEADER = re.compile(r"(?=.*[A-Z]).{3,11}|[0-9]{6}")
_NO_SENDER = "is no sender of text messages. Write its header, such as SBIBNK, without the operator's AD- before it."


def canonical_handle(text: str) -> str:
    """Return an account as ``network:name``, of a link to it or of the two words; codes of invitations keep case."""
    network, _, name = text.partition(":")
    if network in _NAMES and _NAMES[network].fullmatch(name):
        return text
    written = refang(plain(text))
    found = _of_link(_BEFORE_LINK.sub("", written)) or _typed(written)
    network, _, name = found.partition(":")
    if network == "facebook":
        name = name.replace(".", "")  # it reads names without their full stops
    if network not in _NAMES or not _NAMES[network].fullmatch(name):
        raise ValueError(_NO_HANDLE)
    return f"{network}:{name}"


def _of_link(link: str) -> str:
    for form in _LINKS:
        if match := form.pattern.match(link):
            return form.before + (match[1] if form.keeps_case else match[1].lower())
    return ""


def _typed(written: str) -> str:
    match = _TYPED.match(written)
    if match is None:
        return ""
    network = _SHORT.get(match[1].lower(), match[1].lower())
    name = match[2].strip(" ")
    if network == "whatsapp" and "/" not in name:
        return f"whatsapp:{_number(name)}"
    return f"{network}:{name if _CASED.match(name) else name.lower()}"


def _number(name: str) -> str:
    try:
        return canonical_phone(name)
    except ValueError:
        return ""


def wrong_handle(value: str) -> str:
    """Return what is wrong with an account in a list."""
    try:
        canonical_handle(value)
    except ValueError as error:
        return str(error)
    return ""


def canonical_sender(text: str) -> str:
    """Return the header of a sender of text messages in capitals, without operator, circle and kind of message."""
    written = refang(plain(text))
    match = _HEADER.fullmatch(written.upper()) if written.isascii() else None
    if match is None or not _NAME_OF_HEADER.fullmatch(match[1]):
        raise ValueError(_NO_SENDER)
    return match[1]


def wrong_sender(value: str) -> str:
    """Return what is wrong with a sender in a list."""
    try:
        canonical_sender(value)
    except ValueError as error:
        return str(error)
    return ""
