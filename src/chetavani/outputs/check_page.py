# SPDX-License-Identifier: Apache-2.0
"""The page "Check before you pay", and the list of official places with which it tells who only looks like one.

What is pasted is recognised, looked up and judged in the browser; nothing of the page depends on the indicators.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from chetavani.model.indicator import INDICATOR_TYPES
from chetavani.model.library import Library
from chetavani.model.page import Layout, Page
from chetavani.outputs.addresses import language_root
from chetavani.outputs.base import Artifact, BuildContext, Shard, Silence
from chetavani.outputs.keys import digest_of
from chetavani.outputs.page_scope import PageScope
from chetavani.shipped import shipped

OFFICIAL_PATH = "lookup/v1/official.json"
SCRIPT_PATH = "lookup/v1/client.js"
"""The look-up client under a name that every web server sends as a script; some do not know ``.mjs``."""

_TEMPLATE = "check.html.jinja"
_SHORTENER, _SHARED = "shortener:", "host:"  # what hosts that belong to nobody alone are marked with in the list
_SHORTEST = 3  # letters of a name that is worth imitating; there are too many words of two
_TAILS = ("bank", "india")
# names that are words, places, rules or programs: whoever has one in an address pretends nothing by that
_ORDINARY = frozenset({
    "android", "bank", "bankof", "bhim", "booking", "centralbankof", "cisa", "city", "cityunion", "cred", "cve", "dhan",
    "federal", "fin", "first", "gov", "ietf", "indian", "karnataka", "mil", "nainital", "nic", "nist", "nixi", "owasp",
    "res", "southindian", "unionbankof", "ups", "visa", "yatra", "yes",
})  # fmt: skip


class CheckPages:
    """The check in each language, and the list of official places for it."""

    name = "check_page"
    told = Silence("It is a form: what it tells of an advisory is in the cards of the look-up.")

    def plan(self, library: Library, context: BuildContext) -> Iterable[Shard]:  # noqa: ARG002  # all are asked alike
        """Return the pages of all languages and the list as one shard."""
        yield Shard(self.name, digest_of(sorted(context.official)), partial(_files, context))


def _files(context: BuildContext) -> Iterator[Artifact]:
    """Yield the list, then the page in each language, in the languages' order."""
    key = digest_of(sorted(context.official))
    yield Artifact(OFFICIAL_PATH, "application/json", partial(_official, context.official), key)
    client = shipped("lookup-client.mjs")[""]
    yield Artifact(SCRIPT_PATH, "text/javascript", partial(bytes, client), digest_of([client.decode()]))
    for language in context.settings.languages:
        here = PageScope(context, language, f"{language_root(context.settings, language)}check/")
        yield Artifact(f"{here.url}index.html", "text/html", partial(_check_page, here), digest_of([here.url]))


def _check_page(here: PageScope) -> Page:
    settings = here.context.settings
    return here.page(
        Layout.CHECK,
        title=here.word("check_title"),
        description=here.word("check_description"),
        content=here.render(_TEMPLATE, kinds=[(term.id, term.label(here.language)) for term in INDICATOR_TYPES]),
        alternates={code: f"{language_root(settings, code)}check/" for code in settings.languages},
    )


def _official(official: frozenset[str]) -> bytes:
    """Return the list as JSON: domains, hosts, phone numbers, other values, short links; and whose each name is."""
    places = {entry for entry in official if ":" not in entry and entry[0] != "!"}
    values = {entry for entry in official if ":" in entry and entry[0] != "!"}
    short = {entry for entry in values if entry.startswith(_SHORTENER)}
    found = {
        "version": 1,
        "domains": sorted(entry for entry in places if entry[0] not in "=+"),
        "hosts": sorted(entry[1:] for entry in places if entry[0] == "="),
        "phones": sorted(entry for entry in places if entry[0] == "+"),
        "values": sorted(entry for entry in values - short if not entry.startswith(_SHARED)),
        "brands": brands(places),
        "shorteners": sorted(entry.removeprefix(_SHORTENER) for entry in short),
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def brands(official: Iterable[str]) -> Mapping[str, str]:
    """Return the names that a fraud may imitate, each with its official address: ``hdfcbank`` to ``hdfcbank.com``.

    A name is the first label of a domain of the list; and what is left of it without "bank" or "india" at its end.
    Where several addresses have a name, a whole domain counts before a host, and a short one before a long one; a
    top-level domain comes last, because people do not take it for an address.
    """
    found: dict[str, str] = {}
    places = (entry for entry in official if not entry.startswith("+"))
    for entry in sorted(places, key=lambda one: ("." not in one, one.startswith("="), len(one), one)):
        address = entry.removeprefix("=").removeprefix("www.")
        name, _, rest = address.partition(".")
        if not entry.startswith("=") or "." not in rest:
            for one in _names(name):
                found.setdefault(one, address)
    return dict(sorted(found.items()))


def _names(name: str) -> Iterator[str]:
    """Yield a name, and those of it that people say for short, but none that is an ordinary word."""
    stems = (name.removesuffix(tail) for tail in _TAILS if name.endswith(tail))
    for one in (name, *stems):
        if len(one) >= _SHORTEST and one not in _ORDINARY:
            yield one
