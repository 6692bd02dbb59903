# SPDX-License-Identifier: Apache-2.0
"""Links: what an advisory points to exists and may be pointed to; bodies carry no images and no raw HTML."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin

from chetavani.lint.base import Inspection, Sourced, Version, finding
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
_SECTION_LEVEL = 2


def _scheme(target: str) -> str:
    """Return a target's scheme in lower case, as a browser reads it; empty if it is relative."""
    match = _SCHEME.match(re.sub(r"[\t\n\r]", "", target))
    return match[1].lower() if match else ""


def dead_link(inspection: Inspection) -> Iterator[Finding]:
    """Find links of bodies to advisories, sections or files that the site will not have."""
    base = inspection.settings.base_url
    for version in inspection.versions:
        page = f"{base}{_folder(inspection, version)}advisories/{version.entry.advisory.id}/"
        for link in version.reading.links:
            if _scheme(link.target) not in {"", "http", "https"}:
                continue
            if wrong := _dead(inspection, version, page, link.target):
                yield finding(DEAD_LINK, version.source, version.line(link.origin), "body", wrong)


def _folder(inspection: Inspection, version: Version) -> str:
    language = version.text.language
    return "" if language == inspection.settings.languages[0] else f"{language}/"


def _dead(inspection: Inspection, version: Version, page: str, target: str) -> str:
    """Return why a target leads nowhere; empty if it leads somewhere, or out of what lint can see."""
    address, _, anchor = urljoin(page, target).partition("#")
    base = inspection.settings.base_url
    if not address.startswith(base):
        return "" if _scheme(target) or target.startswith("//") else f"links to {target}, which is outside the site."
    path = unquote(address.removeprefix(base)).partition("?")[0]
    if address == page:
        return _dead_anchor(version, anchor)
    if path.endswith(".md"):
        return f"links to the source file {target}; link to the page, like ../MPC-2026-0001/."
    folder, _, rest = path.removeprefix("hi/").partition("/")
    advisory_id = rest.partition("/")[0]
    if folder != "advisories" or parse_id(advisory_id) is None:
        return ""
    named = inspection.by_id.get(advisory_id)
    if not named:
        return f"links to {advisory_id}, which does not exist."
    return f"links to {advisory_id}, which is a draft." if named[0].advisory.is_draft else ""


def _dead_anchor(version: Version, anchor: str) -> str:
    if not anchor or anchor.startswith("fn"):
        return ""
    sections = sum(1 for heading in version.reading.headings if heading.level == _SECTION_LEVEL)
    match = _SECTION_ANCHOR.fullmatch(anchor)
    if match and int(match[1]) <= sections:
        return ""
    return f"links to #{anchor}; the sections of this page are #s1 to #s{sections}."


def _targets(entry: Sourced) -> Iterator[tuple[str, str, int]]:
    """Yield every advisory that an advisory names: the field, the id and the line."""
    for number, target in enumerate(entry.advisory.related):
        yield f"related[{number}]", target, entry.source.line_of("related", number)
    if entry.advisory.superseded_by is not None:
        yield "superseded_by", entry.advisory.superseded_by, entry.source.line_of("superseded_by")


def no_target(inspection: Inspection) -> Iterator[Finding]:
    """Find named advisories that do not exist."""
    for entry in inspection.entries:
        for field_name, target, line in _targets(entry):
            if target not in inspection.by_id:
                yield finding(NO_TARGET, entry.source, line, field_name, f"is {target}, which does not exist.")


def self_target(inspection: Inspection) -> Iterator[Finding]:
    """Find advisories that name themselves."""
    for entry in inspection.entries:
        for field_name, target, line in _targets(entry):
            if target == entry.advisory.id:
                yield finding(SELF_TARGET, entry.source, line, field_name, f"is {target}, the advisory itself.")


def draft_target(inspection: Inspection) -> Iterator[Finding]:
    """Find published advisories that name a draft."""
    for entry in inspection.entries:
        for field_name, target, line in () if entry.advisory.is_draft else _targets(entry):
            named = inspection.by_id.get(target)
            if named and named[0].advisory.is_draft:
                yield finding(DRAFT_TARGET, entry.source, line, field_name, f"is {target}, a draft.")


def withdrawn_target(inspection: Inspection) -> Iterator[Finding]:
    """Find advisories that send readers to a withdrawn one; a withdrawn one may."""
    for entry in inspection.entries:
        for number, target in enumerate(entry.advisory.related):
            named = inspection.by_id.get(target)
            if not named or named[0].advisory.status is not Status.WITHDRAWN or target == entry.advisory.id:
                continue
            line = entry.source.line_of("related", number)
            yield finding(WITHDRAWN_TARGET, entry.source, line, f"related[{number}]", f"is {target}, withdrawn.")


def circular(inspection: Inspection) -> Iterator[Finding]:
    """Find chains of ``superseded_by`` that come back to their beginning; one finding a circle, at its least id."""
    following = {
        entry.advisory.id: entry.advisory.superseded_by
        for entry in inspection.entries
        if entry.advisory.superseded_by not in {None, entry.advisory.id}
    }
    done: set[str] = set()
    for start in sorted(following):
        chain: dict[str, None] = {}
        current: str | None = start
        while current is not None and current not in chain and current not in done:
            chain[current] = None
            current = following.get(current)
        if current is not None and current in chain:
            circle = list(chain)[list(chain).index(current) :]
            entry = inspection.by_id[min(circle)][0]
            message = f"goes in a circle: {' > '.join((*circle, current))}."
            yield finding(CIRCULAR, entry.source, entry.source.line_of("superseded_by"), "superseded_by", message)
        done |= chain.keys()


def older_target(inspection: Inspection) -> Iterator[Finding]:
    """Find advisories replaced by one that was published before them."""
    for entry in inspection.entries:
        advisory = entry.advisory
        named = inspection.by_id.get(advisory.superseded_by or "")
        newer = named[0].advisory.published if named else None
        if advisory.published is not None and newer is not None and newer < advisory.published:
            line = entry.source.line_of("superseded_by")
            message = f"is {advisory.superseded_by}, published {newer.isoformat()}, before this one."
            yield finding(OLDER_TARGET, entry.source, line, "superseded_by", message)


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
