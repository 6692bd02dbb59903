# SPDX-License-Identifier: Apache-2.0
"""Links: what an advisory points to exists and may be pointed to; bodies carry no images and no raw HTML."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import unquote, urljoin

from chetavani.lint.base import Inspection, Sourced, Version, finding
from chetavani.lint.clusters import Claim, Cluster, Judged, claim
from chetavani.lint.reading import SECTION_LEVEL
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.ids import parse_id
from chetavani.model.vocab import Status

DEAD_LINK = Rule("CH251", "dead-internal-link", Level.ERROR, "Correct the id, or remove the link.")
NO_TARGET = Rule("CH252", "target-missing", Level.ERROR, "Correct the id.")
SELF_TARGET = Rule("CH253", "refers-to-itself", Level.ERROR, "Remove it, or name another advisory.")
DRAFT_TARGET = Rule("CH254", "refers-to-draft", Level.ERROR, "Publish the draft first.")
CIRCULAR = Rule("CH255", "circular-supersession", Level.ERROR, "Let the newest advisory stand unsuperseded.")
WITHDRAWN_TARGET = Rule("CH256", "related-to-withdrawn", Level.WARNING, "Remove it from `related`.")
OLDER_TARGET = Rule("CH257", "superseded-by-older", Level.ERROR, "Name the newer advisory that replaces this one.")
REFUSED_SCHEME = Rule("CH258", "refused-link-scheme", Level.ERROR, "Link to https:, mailto: or tel: only.")
IMAGE = Rule("CH259", "image", Level.ERROR, "Say it in words: images do not reach feeds, messages or screen readers.")
RAW_HTML = Rule("CH260", "raw-html", Level.ERROR, "Write it in Markdown; for a literal < put it in `code`.")
PLAIN_HTTP = Rule("CH261", "plain-http-reference", Level.WARNING, "Use the https:// address of the page.")

_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_ALLOWED = frozenset({"http", "https", "mailto", "tel"})
_SECTION_ANCHOR = re.compile(r"s([1-9]\d*)")


def _scheme(target: str) -> str:
    """Return a target's scheme in lower case, as a browser reads it; empty if it is relative."""
    match = _SCHEME.match(re.sub(r"[\t\n\r]", "", target))
    return match[1].lower() if match else ""


def dead_link(inspection: Inspection) -> Iterator[Finding]:
    """Find links of bodies to sections or files that the site will not have."""
    for version, target, origin, address in _web_links(inspection):
        if wrong := _dead(inspection, version, target, address):
            yield finding(DEAD_LINK, version.source, version.line(origin), "body", wrong)


def _page(inspection: Inspection, version: Version) -> str:
    language = version.text.language
    folder = "" if language == inspection.settings.languages[0] else f"{language}/"
    return f"{inspection.settings.base_url}{folder}advisories/{version.entry.advisory.id}/"


def _web_links(inspection: Inspection) -> Iterator[tuple[Version, str, int, str]]:
    """Yield the links of bodies that a browser would open: target, place, and the whole address it leads to."""
    for version in inspection.versions:
        for link in version.reading.links:
            if _scheme(link.target) in {"", "http", "https"}:
                yield version, link.target, link.origin, urljoin(_page(inspection, version), link.target)


def _dead(inspection: Inspection, version: Version, target: str, whole: str) -> str:
    """Return why a target leads nowhere; empty if it leads somewhere, or out of what the advisory itself can show."""
    address, _, anchor = whole.partition("#")
    base = inspection.settings.base_url
    if not address.startswith(base):
        return "" if _scheme(target) or target.startswith("//") else f"links to {target}, which is outside the site."
    if address == _page(inspection, version):
        return _dead_anchor(version, anchor)
    if unquote(address.removeprefix(base)).partition("?")[0].endswith(".md"):
        return f"links to the source file {target}; link to the page, like ../MPC-2026-0001/."
    return ""


def _dead_anchor(version: Version, anchor: str) -> str:
    if not anchor or anchor.startswith("fn"):
        return ""
    sections = sum(1 for heading in version.reading.headings if heading.level == SECTION_LEVEL)
    match = _SECTION_ANCHOR.fullmatch(anchor)
    if match and int(match[1]) <= sections:
        return ""
    return f"links to #{anchor}; the sections of this page are #s1 to #s{sections}."


def _linked(inspection: Inspection) -> Iterator[tuple[Version, int, str]]:
    """Yield every other advisory that a body links to: where, and its id."""
    base = inspection.settings.base_url
    for version, _, origin, whole in _web_links(inspection):
        address = whole.partition("#")[0]
        if not address.startswith(base) or address == _page(inspection, version):
            continue
        path = unquote(address.removeprefix(base)).partition("?")[0]
        folder, _, rest = path.removeprefix("hi/").partition("/")
        advisory_id = rest.partition("/")[0]
        if folder == "advisories" and not path.endswith(".md") and parse_id(advisory_id) is not None:
            yield version, origin, advisory_id


def _targets(entry: Sourced) -> Iterator[tuple[str, str, int]]:
    """Yield every advisory that an advisory names: the field, the id and the line."""
    for number, target in enumerate(entry.advisory.related):
        yield f"related[{number}]", target, entry.source.line_of("related", number)
    if entry.advisory.superseded_by is not None:
        yield "superseded_by", entry.advisory.superseded_by, entry.source.line_of("superseded_by")


def _names(inspection: Inspection) -> Iterator[Claim]:
    """Yield a claim for the id of each entry, with its status and time of publication, and for each id it names."""
    for entry in inspection.entries:
        advisory = entry.advisory
        published = advisory.published.isoformat() if advisory.published is not None else ""
        note = f"{advisory.status.value} {published}"
        yield claim("id", advisory.id, entry, entry.source.line_of("id"), "id", note=note)
        for field_name, target, line in _targets(entry):
            yield claim("id", target, entry, line, field_name, note=note)
    for version, origin, target in _linked(inspection):
        yield claim("id", target, version.entry, version.line(origin), "body", source=version.source)


NAMES = Cluster("id", _names, least=1)
"""Claims of one id: of the advisory that bears it (its field is ``id``), and of those that name it."""


def _apart(claims: Sequence[Claim]) -> tuple[Claim | None, list[Claim]]:
    """Return the first advisory that bears the id of this cluster, if there is one, and those that name the id."""
    bearer = next((claim for claim in claims if claim.field == "id"), None)
    return bearer, [claim for claim in claims if claim.field != "id"]


def dead_target(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find links of bodies to advisories that the site will not have."""
    bearer, naming = _apart(claims)
    for one in naming:
        if one.field == "body" and bearer is None:
            yield one, f"links to {one.value}, which does not exist."
        elif one.field == "body" and bearer is not None and bearer.is_draft:
            yield one, f"links to {one.value}, which is a draft."


def no_target(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find named advisories that do not exist."""
    bearer, naming = _apart(claims)
    for one in naming if bearer is None else ():
        if one.field != "body":
            yield one, f"is {one.value}, which does not exist."


def self_target(inspection: Inspection) -> Iterator[Finding]:
    """Find advisories that name themselves."""
    for entry in inspection.entries:
        for field_name, target, line in _targets(entry):
            if target == entry.advisory.id:
                yield finding(SELF_TARGET, entry.source, line, field_name, f"is {target}, the advisory itself.")


def draft_target(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find published advisories that name a draft."""
    bearer, naming = _apart(claims)
    for one in naming if bearer is not None and bearer.is_draft else ():
        if one.field != "body" and not one.is_draft:
            yield one, f"is {one.value}, a draft."


def withdrawn_target(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find advisories that send readers to a withdrawn one."""
    bearer, naming = _apart(claims)
    for one in naming if bearer is not None and bearer.note.startswith(Status.WITHDRAWN.value) else ():
        if one.field.startswith("related") and one.id != one.value:
            yield one, f"is {one.value}, withdrawn."


def older_target(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find advisories replaced by one that was published before them."""
    bearer, naming = _apart(claims)
    newer = _published(bearer) if bearer is not None else None
    for one in naming if newer is not None else ():
        published = _published(one) if one.field == "superseded_by" else None
        if published is not None and newer is not None and newer < published:
            yield one, f"is {one.value}, published {newer.isoformat()}, before this one."


def _published(claim: Claim) -> datetime | None:
    text = claim.note.partition(" ")[2]
    return datetime.fromisoformat(text) if text else None


def _successions(inspection: Inspection) -> Iterator[Claim]:
    for entry in inspection.entries:
        target = entry.advisory.superseded_by
        if target is not None and target != entry.advisory.id:
            line = entry.source.line_of("superseded_by")
            yield claim("succession", "", entry, line, "superseded_by", note=target)


SUCCESSIONS = Cluster("succession", _successions)
"""Every ``superseded_by``: a circle may go through any number of advisories, so they are one cluster."""


def circular(claims: Sequence[Claim]) -> Iterator[Judged]:
    """Find chains of ``superseded_by`` that come back to their beginning; one finding a circle, at its least id."""
    held = {claim.id: claim for claim in reversed(claims)}
    done: set[str] = set()
    for start in sorted(held):
        chain: dict[str, None] = {}
        current: str = start
        while current in held and current not in chain and current not in done:
            chain[current] = None
            current = held[current].note
        if current in chain:
            circle = list(chain)[list(chain).index(current) :]
            yield held[min(circle)], f"goes in a circle: {' > '.join((*circle, current))}."
        done |= chain.keys()


def refused_scheme(inspection: Inspection) -> Iterator[Finding]:
    """Find links that browsers would run, or that readers' programs do not know."""
    for version in inspection.versions:
        for link in version.reading.links:
            if (scheme := _scheme(link.target)) and scheme not in _ALLOWED:
                message = f"links with {scheme}:, which will not be shown as a link."
                yield finding(REFUSED_SCHEME, version.source, version.line(link.origin), "body", message)


def image(inspection: Inspection) -> Iterator[Finding]:
    """Find images."""
    for version in inspection.versions:
        for origin in version.reading.images:
            yield finding(IMAGE, version.source, version.line(origin), "body", "shows an image, which is left out.")


def raw_html(inspection: Inspection) -> Iterator[Finding]:
    """Find raw HTML, once a line."""
    for version in inspection.versions:
        for line in sorted({version.line(origin) for origin in version.reading.html}):
            yield finding(RAW_HTML, version.source, line, "body", "has raw HTML, which will not be shown.")


def plain_http(inspection: Inspection) -> Iterator[Finding]:
    """Find references that are not encrypted."""
    for entry in inspection.entries:
        for number, reference in enumerate(entry.advisory.references):
            if reference.url.startswith("http://"):
                line = entry.source.line_of("references", number, "url")
                message = f"is {reference.url}, which is not encrypted."
                yield finding(PLAIN_HTTP, entry.source, line, f"references[{number}].url", message)
