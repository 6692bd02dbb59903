# SPDX-License-Identifier: Apache-2.0
"""Lists of domains to block, as name servers and blockers load them.

They hold the domains with the action ``block`` and no others: who loads such a list asks nobody. A value that is no
domain name as these programs take it is left out, because one bad line can make them refuse all.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from chetavani.config import Settings
from chetavani.model.indicator import IndicatorType
from chetavani.model.listing import Entry
from chetavani.outputs.base import Tally
from chetavani.outputs.stamps import stamp

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z])[a-z0-9-]{{2,63}}(?<!-)")
_LONGEST = 253  # characters of a name, RFC 1035, section 2.3.4, without the length bytes at both ends
LONGEST_IN_ZONE = 200
"""Characters of a domain in the zone: below the name that somebody gives to the zone there must be room for it."""
_KIND = IndicatorType.DOMAIN.value
_SECOND = 1_000_000  # microseconds
_SERIALS = 2**32
_TLP = "TLP:CLEAR (https://www.first.org/tlp/): may be passed on without restriction"


def _names(longest: int, entries: Sequence[Entry]) -> list[str]:
    """Return the domains among ``entries`` that are to be blocked and are names as name servers take them."""
    found = [one.value for one in entries if one.type == _KIND and one.action == "block"]
    return [name for name in found if len(name) <= longest and _DOMAIN.fullmatch(name)]


def _joined(form: Callable[[str], str], longest: int, entries: Sequence[Entry]) -> bytes:
    return "".join(map(form, _names(longest, entries))).encode()


def blocked(entries: Sequence[Entry]) -> int:
    """Return how many of ``entries`` are in the lists of domains, but for the zone."""
    return len(_names(_LONGEST, entries))


def in_zone(entries: Sequence[Entry]) -> int:
    """Return how many of ``entries`` are in the zone."""
    return len(_names(LONGEST_IN_ZONE, entries))


def _host(name: str) -> str:
    """Return the lines of a hosts file: it knows no subdomains, and a domain is listed without ``www.``."""
    plain = f"0.0.0.0 {name}\n"
    return f"{plain}0.0.0.0 www.{name}\n" if len(name) + len("www.") <= _LONGEST else plain


def _filter(name: str) -> str:
    return f"||{name}^\n"


def _address(name: str) -> str:
    return f"address=/{name}/\n"


def _policies(name: str) -> str:
    return f"{name} CNAME .\n*.{name} CNAME .\n"


hosts = partial(_joined, _host, _LONGEST)
adblock = partial(_joined, _filter, _LONGEST)
dnsmasq = partial(_joined, _address, _LONGEST)
rpz = partial(_joined, _policies, LONGEST_IN_ZONE)


def _told(settings: Settings, tally: Tally) -> Iterator[str]:
    """Yield, line by line, what a list is, whose, how old and under which terms."""
    language = settings.languages[0]
    yield f"Domains of frauds to block, by {' '.join(settings.name(language).split())}"
    if settings.demonstration:
        yield "A demonstration, and no official publication"
    yield f"Domains: {tally.entries}. Last changed: {stamp(tally.newest)}. Release: {tally.release}"
    yield f"Where it is from: {settings.base_url}indicators/index.json"
    yield "What was blocked by mistake: cleared.jsonl beside it, with reasons"
    yield _TLP


def commented(mark: str, settings: Settings, tally: Tally) -> bytes:
    """Return the head of a list in which lines that begin with ``mark`` are comments."""
    return "".join(f"{mark} {one}\n" for one in _told(settings, tally)).encode()


def adblock_head(settings: Settings, tally: Tally) -> bytes:
    """Return the head of a filter list, with the comments that blockers read."""
    title, *rest = _told(settings, tally)
    special = (f"Title: {title}", f"Homepage: {settings.base_url}", "Expires: 1 hours", f"Version: {tally.release}")
    return ("[Adblock Plus]\n" + "".join(f"! {one}\n" for one in (*special, *rest))).encode()


def serial(tally: Tally) -> int:
    """Return the serial of a zone, in the ring of RFC 1982 and never 0: when it last changed, in seconds.

    The number of the release is added, because a change may be of a time before the newest.
    """
    return (tally.newest // _SECOND + tally.release) % _SERIALS or 1


def rpz_head(settings: Settings, tally: Tally) -> bytes:
    """Return the head of the zone: comments, and what makes it one (RFC 1035, section 3.3.13)."""
    start = f"$TTL 300\n@ SOA localhost. hostmaster.localhost. {serial(tally)} 3600 600 604800 300\n"
    return commented(";", settings, tally) + f"{start}@ NS localhost.\n".encode()
