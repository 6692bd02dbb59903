# SPDX-License-Identifier: Apache-2.0
"""Links (WHATWG URL) and e-mail addresses (RFC 5322, RFC 6531)."""

import re

from chetavani.model.indicator.disarming import refang
from chetavani.model.indicator.hosts import (
    display_domain,
    host_name,
    host_of,
    href,
    is_address,
    known_host,
    wrong_domain,
)
from chetavani.model.indicator.spelling import LONGEST, half_width, visible

# what the way below would return as it is, but for the scheme: no escape, no dots alone
_SEGMENT = r"[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*"
_PARAMETER = r"[A-Za-z0-9_~.=+:@,;/-]+"
_PLAIN_URL = re.compile(
    r"http(s?)://(?!.*xn--)(?![^/]{254})(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
    rf"/(?:{_SEGMENT}(?:/{_SEGMENT})*/?)?(?:\?{_PARAMETER}(?:&{_PARAMETER})*)?"
)
_HEAD = re.compile("^(?:[^/?#\\\\\uff0f\uff1f\uff03]*?[:\uff1a]\\]?[/\\\\\uff0f]+\\]?)?[^/?#\\\\\uff0f\uff1f\uff03]*")
_WEB = re.compile(r"(?ai)^(https?):[/\\]*")
_BARE = re.compile(r"^(?:[^ /?#@:\\\[\]]+\.[^ /?#@:\\\[\]]+|\[[0-9a-fA-F:.]+\])(?::[0-9]+)?(?:[/?#\\]|$)")
_BLANK = re.compile(r"[\x00-\x20\x7f]")
_PARTS = re.compile(r"^https?://(?:[^/@]*@)?(\[[0-9a-f:.]+\]|[^/?#:]*)(:[0-9]+)?(/[^?#]*)(\?[^#]*)?")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?|[^!$&(-;=?-Z_a-z~]")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_DEFAULT_PORTS = frozenset({None, ":80", ":443"})
TRACKING = (
    "_branch_match_id", "_ga", "_gl", "_hsenc", "_hsmi", "_openstat", "dclid", "epik", "fbclid", "gad_source",
    "gbraid", "gclid", "gclsrc", "igsh", "igshid", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "msclkid", "oly_anon_id",
    "oly_enc_id", "rb_clickid", "s_cid", "srsltid", "ttclid", "twclid", "vero_id", "wbraid", "wickedid", "yclid",
    "ysclid",
)  # fmt: skip
"""Parameters that say where a reader came from, which no page needs; all that begin with ``utm_`` are too."""
_TRACKS = re.compile(rf"(?ai)^(?:utm_[^=]*|{'|'.join(TRACKING)})(?:=|$)")
_TRACKED = re.compile(rf"(?ai)[?&](?:utm_[^=&]*|{'|'.join(TRACKING)})(?:=|&|$)")
_LISTED_URL = re.compile(r"(?i)https?://[^\s/?#]+(?:[/?#]\S*)?")
_NO_LINK = "is no link. Write it with https:// or http://, such as https://shop.example/pay."

_EMAIL = re.compile("([a-z0-9!#$%&'*+/=?^_`{|}~.\u0900-\u0dff\u200c\u200d-]{1,64})@([^@]+)")
_LISTED_EMAIL = re.compile("(?i)[a-z0-9!#$%&'*+/=?^_`{|}~.\u0900-\u0dff\u200c\u200d-]{1,64}@(?P<host>[^@\\s]+)")
_PLAIN_EMAIL = re.compile(
    r"(?!.*xn--)[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?!.{254})(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
_NAMED = re.compile(r"^[^<>]*<([^<>]*)>$")
_MAILTO = re.compile(r"(?ai)^mailto:([^?]*).*$")
_NO_EMAIL = "is no e-mail address."


def canonical_url(text: str) -> str:
    """Return a web link as browsers write it, reduced to what decides which page opens.

    http and https are one. User, default port, fragment and tracking parameters go.
    """
    if (match := _PLAIN_URL.fullmatch(text)) and not _TRACKED.search(text):
        return text if match[1] else f"https{text[4:]}"
    parts = _PARTS.match(href(_with_scheme(text)))
    host = known_host(parts[1]) if parts else ""
    if parts is None or not host:
        raise ValueError(_NO_LINK)
    port = "" if parts[2] in _DEFAULT_PORTS else parts[2]
    query = [_escaped(one) for one in (parts[4] or "")[1:].split("&")]
    kept = "&".join(one for one in query if one and not _TRACKS.match(one))
    url = f"https://{host}{port}{_escaped(parts[3])}{'?' if kept else ''}{kept}"
    if len(url) > LONGEST:
        raise ValueError(_NO_LINK)
    return url


def _with_scheme(text: str) -> str:
    """Return a live link with its scheme, else an empty text."""
    written = visible(text)
    head = _HEAD.match(written)
    end = head.end() if head else 0
    live = refang(half_width(written[: end + 1]) + written[end + 1 :])
    if _BLANK.search(live):
        return ""
    if match := _WEB.match(live):
        return f"{match[1]}://{live[match.end() :]}"
    live = live.lstrip("/")
    return f"https://{live}" if _BARE.match(live) else ""


def _escaped(part: str) -> str:
    return _ESCAPE.sub(_escape, part)


def _escape(match: re.Match[str]) -> str:
    """Return an escape in the one way: unreserved characters as they are, capitals in all others (RFC 3986, 6.2.2)."""
    if match[1] is None:
        return f"%{ord(match[0]):02X}"
    character = chr(int(match[1], 16))
    return character if _UNRESERVED.fullmatch(character) else match[0].upper()


def wrong_url(value: str) -> str:
    """Return what is wrong with a link in a list."""
    if "--" not in value and _PLAIN_URL.fullmatch(value):
        return ""
    if not _LISTED_URL.fullmatch(value):
        return "is no URL. Write it with https:// or http://."
    host = host_of(value)
    return "" if is_address(host) else wrong_domain(host)


def canonical_email(text: str) -> str:
    """Return an e-mail address in lower case, its domain in ASCII."""
    if _PLAIN_EMAIL.fullmatch(text):
        return text
    written = half_width(visible(text))
    written = _MAILTO.sub(r"\1", _NAMED.sub(r"\1", written))
    match = _EMAIL.fullmatch(refang(written).lower())
    host = host_name(match[2]) if match else ""
    if match is None or not host:
        raise ValueError(f"{_NO_EMAIL} Write it like desk@shop.example.")
    return f"{match[1]}@{host}"


def wrong_email(value: str) -> str:
    """Return what is wrong with an e-mail address in a list."""
    match = _LISTED_EMAIL.fullmatch(value)
    return wrong_domain(match["host"].lower()) if match else _NO_EMAIL


def display_email(value: str) -> str:
    """Return a canonical address with its domain as people read it."""
    local, _, host = value.rpartition("@")
    return f"{local}@{display_domain(host)}"


def display_url(value: str) -> str:
    """Return a canonical link with its host as people read it."""
    host = host_of(value)
    return value.replace(host, display_domain(host), 1)
