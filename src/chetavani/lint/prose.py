# SPDX-License-Identifier: Apache-2.0
"""Live indicators in prose: what a reader could tap or copy belongs in ``indicators``, and is shown disarmed."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from chetavani.lint.base import Inspection, Passage, Sourced, Version, finding
from chetavani.lint.hosts import Official
from chetavani.lint.personal import is_private_provider
from chetavani.lint.sightings import Sighting, numbers, phones, sightings
from chetavani.model.advisory import Advisory
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.indicator import INDICATOR_TYPES, IndicatorType, defang
from chetavani.model.indicator.hosts import host_of
from chetavani.model.vocab import Kind

LIVE_INDICATOR = Rule("CH271", "live-indicator-in-prose", Level.ERROR, "Move it to `indicators` and show it defanged.")

_LONG_GROUP = re.compile(r"\d{3}")  # versions such as 9.3.0.5 have none, most addresses have


def live_indicator(inspection: Inspection) -> Iterator[Finding]:
    """Find addresses, numbers and ids that are neither official nor shown disarmed; each once a line."""
    places = Official(inspection.official | {host_of(inspection.settings.base_url)})
    seen: set[tuple[str, int, str]] = set()
    for passage, found in _sightings(inspection):
        for sighting in found:
            if not is_harmless(sighting, passage, places):
                yield from _once(seen, passage, passage.line_at(sighting.offset), sighting)
    for version in inspection.versions:
        passage = _body_of(version)
        for target, origin in ((link.target, link.origin) for link in version.reading.links):
            for sighting in _in_target(target):
                if not is_harmless(sighting, passage, places):
                    yield from _once(seen, passage, version.line(origin), sighting)


def _sightings(inspection: Inspection) -> Iterator[tuple[Passage, Iterator[Sighting]]]:
    for passage in inspection.passages:
        yield passage, sightings(passage.text)
    for passage, start, end in inspection.numbered:
        yield passage, numbers(passage.text, start, end)


def _body_of(version: Version) -> Passage:
    return Passage(version.entry, version.source, "body", version.source.body_line, version.reading.prose)


def _in_target(target: str) -> Iterator[Sighting]:
    """Yield what a link's target leads to; a number or address behind ``tel:`` or ``mailto:`` counts as well."""
    scheme, _, rest = target.partition(":")
    if scheme.lower() == "tel":
        yield from phones(unquote(rest))
    elif scheme.lower() == "mailto":
        yield from sightings(unquote(rest.partition("?")[0]))
    elif host := host_of(target):
        yield Sighting(IndicatorType.URL, target, host, 0)


def is_harmless(sighting: Sighting, passage: Passage, places: Official) -> bool:
    """Whether a text may show this: it is official, belongs to the software, or is a finding of another rule."""
    advisory = passage.entry.advisory
    if sighting.type is IndicatorType.EMAIL and is_private_provider(sighting.host):
        return True  # a finding of its own: personal data
    if sighting.type is IndicatorType.PHONE:
        return places.is_exactly(sighting.value)
    if (sighting.host and places.covers(sighting.host)) or places.has(sighting.type, sighting.value.lower()):
        return True
    return advisory.kind is Kind.SOFTWARE_UPGRADE and _belongs_to_software(sighting, passage)


def _belongs_to_software(sighting: Sighting, passage: Passage) -> bool:
    """Whether a text about software needs to name this: the vendor's pages, commands, package@version, versions."""
    advisory = passage.entry.advisory
    if _is_listed(sighting, passage.entry):
        return False
    if passage.is_code or sighting.type is IndicatorType.UPI:
        return True
    if sighting.type is IndicatorType.IP:
        return not _LONG_GROUP.search(sighting.value)
    return sighting.host in _reference_hosts(advisory)


def _reference_hosts(advisory: Advisory) -> set[str]:
    hosts = {host_of(reference.url) for reference in advisory.references}
    return hosts | {host.removeprefix("www.") for host in hosts}


def _is_listed(sighting: Sighting, entry: Sourced) -> bool:
    listed = {indicator.value.casefold() for indicator in entry.advisory.indicators}
    hosts = {host_of(value) or value.rpartition("@")[2] for value in listed}
    return sighting.value.casefold() in listed or bool(sighting.host and sighting.host in hosts)


def _once(seen: set[tuple[str, int, str]], passage: Passage, line: int, sighting: Sighting) -> Iterator[Finding]:
    key = (passage.source.path, line, sighting.host or sighting.value)
    if key in seen:
        return
    seen.add(key)
    shown = defang(sighting.type, sighting.value)
    label = INDICATOR_TYPES[sighting.type].en
    message = f"shows a live {label if label[1].isupper() else label[0].lower() + label[1:]}: {shown}."
    if _is_listed(sighting, passage.entry):
        remedy = f"It is in `indicators` already: delete it here, or show it defanged ({shown})."
    else:
        remedy = f"Move it to `indicators`, and delete it here or show it defanged ({shown})."
    yield finding(LIVE_INDICATOR, passage.source, line, passage.field, message, remedy)
