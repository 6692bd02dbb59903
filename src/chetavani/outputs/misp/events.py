# SPDX-License-Identifier: Apache-2.0
"""Events: an advisory as a MISP has it. Its indicators, what else is known of it, and a report in each language.

Everything in an event has the timestamp of the event, because a MISP that takes an event again leaves alone what is no
newer than before.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from chetavani.model.advisory import Advisory, Indicator
from chetavani.model.card import Card
from chetavani.model.indicator import INDICATOR_TYPES, IndicatorType
from chetavani.model.library import Library
from chetavani.model.listing import asked
from chetavani.model.vocab import ACTIONS, EVIDENCE, ROLES, SECTORS, Standing
from chetavani.outputs.addresses import advisory_url
from chetavani.outputs.base import BuildContext
from chetavani.outputs.endings import ENDED, ending
from chetavani.outputs.misp.headers import header
from chetavani.outputs.misp.names import event_uuid, machine_tag, organisation, uuid_of
from chetavani.outputs.misp.shapes import SHAPED, Part, Shape, shape_of
from chetavani.outputs.misp.templates import TEMPLATES

Record = dict[str, Any]
_ALL_COMMUNITIES, _INHERIT = "3", "5"  # of the distribution
_MARKS = re.compile(r"([\\`*_\[\]<>&#|~])")
_EXTERNAL = "External analysis"


def event(library: Library, context: BuildContext, card: Card) -> Record:
    """Return the event of a public advisory."""
    return {"Event": _Event(library, context, card).whole()}


class _Event:
    """An event being made: what all its parts have in common."""

    def __init__(self, library: Library, context: BuildContext, card: Card) -> None:
        self.library = library
        self.context = context
        self.card = card
        self.advisory = library.advisory(card.id)
        self.uuid = event_uuid(context.settings, card)
        self.head = header(library, context.settings, card, context.settings.zone)
        self.stamp = str(self.head.timestamp)
        self.standing = library.standing(card)

    def whole(self) -> Record:
        """Return all of it."""
        shown = list(self._indicators())
        return {
            "uuid": self.uuid,
            **self.head.document(organisation(self.context.settings)),
            "published": True,
            "publish_timestamp": self.stamp,
            "distribution": _ALL_COMMUNITIES,
            "Attribute": [
                *(one for one in shown if "Attribute" not in one),
                *self._flaws(),
                *self._links(),
                *self._ending(),
            ],
            "Object": [one for one in shown if "Attribute" in one],
            "EventReport": list(self._reports()),
        }

    def _indicators(self) -> Iterator[Record]:
        """Yield the indicators, each once; of the same thing told twice what still holds goes first."""
        at = self.library.at
        ends = zip(self.card.lapses, self.advisory.indicators, strict=True)
        lapsing = [(end is not None and end <= at, one) for end, one in ends]
        seen: set[str] = set()
        for lapsed, one in sorted(lapsing, key=lambda pair: pair[0]):
            shape = shape_of(one.type, one.value, one.role)
            identity = f"{one.type} {shape.parts[0].value}"
            if identity not in seen:
                seen.add(identity)
                gone = lapsed or self.standing is not Standing.CURRENT
                yield self._indicator(one, shape, identity, gone=gone)

    def _indicator(self, one: Indicator, shape: Shape, identity: str, *, gone: bool) -> Record:
        common = {"deleted": gone, "comment": _comment(one), **_seen(one)}
        tags = [
            {"name": machine_tag("indicator-type", one.type)},
            {"name": machine_tag("role", one.role)},
            {"name": machine_tag("evidence", one.evidence)},
            *([{"name": machine_tag("action", asked(one))}] if one.cleared is None else []),
        ]
        parts = [
            self._attribute(
                f"{identity} {part.relation}".strip(),
                part._replace(telling=part.telling and not gone),
                disable_correlation=not part.telling,
                **({"Tag": tags} if part.telling else {}),
                **({"object_relation": part.relation} if part.relation else {}),
                **common,
            )
            for part in shape.parts
        ]
        if not shape.template:
            return parts[0]
        template = TEMPLATES[shape.template]
        return {
            "uuid": self._id("object", identity),
            "name": shape.template,
            "meta-category": template["meta-category"],
            "description": template["description"],
            "template_uuid": template["uuid"],
            "template_version": str(template["version"]),
            "timestamp": self.stamp,
            "distribution": _INHERIT,
            **common,
            "Attribute": parts,
        }

    def _attribute(self, identity: str, part: Part, **more: object) -> Record:
        return {
            "uuid": self._id("attribute", identity),
            "type": part.type,
            "category": part.category,
            "value": part.value,
            "to_ids": part.telling,
            "timestamp": self.stamp,
            "distribution": _INHERIT,
            "deleted": False,
            "disable_correlation": False,
            **more,
        }

    def _flaws(self) -> Iterator[Record]:
        """Yield what is known of flawed products, none of which is a sign of an attack."""
        software = self.advisory.software
        known = [
            *(("vulnerability", cve, False) for item in software for cve in item.cve),
            *(("weakness", cwe, True) for item in software for cwe in item.cwe),
            *(("cpe", item.cpe, False) for item in software if item.cpe),
        ]
        for kind, value, common in dict.fromkeys(known):
            part = Part(kind, _EXTERNAL, value, telling=False)
            yield self._attribute(
                f"{kind} {value}", part, deleted=self.standing in ENDED, disable_correlation=common, comment=""
            )

    def _links(self) -> Iterator[Record]:
        """Yield the page and the sources; many events have the same, which says nothing."""
        settings = self.context.settings
        page = self.context.absolute(advisory_url(settings, self.card, settings.languages[0]))
        told = {page: self.card.id} | {one.url: one.title for one in self.advisory.references if one.url != page}
        for url, title in told.items():
            part = Part("link", _EXTERNAL, url, telling=False)
            yield self._attribute(f"link {url}", part, disable_correlation=True, comment=title)

    def _ending(self) -> Iterator[Record]:
        """Yield what is to be said of an advisory that no longer stands."""
        told = ending(self.library, self.context, self.advisory)
        if told:
            part = Part("comment", "Other", told, telling=False)
            yield self._attribute("ending", part, disable_correlation=True, comment="")

    def _reports(self) -> Iterator[Record]:
        for text in self.advisory.texts.values():
            yield {
                "uuid": self._id("report", text.language),
                "name": text.title,
                "content": self._content(self.advisory, text.language),
                "timestamp": self.stamp,
                "distribution": _INHERIT,
                "deleted": False,
            }

    def _content(self, advisory: Advisory, language: str) -> str:
        """Return a text as Markdown: what of it is none is escaped."""
        text, context = advisory.texts[language], self.context
        spoken = language if language in context.wording else context.settings.languages[0]
        told = ending(self.library, context, advisory, spoken)
        notice = context.word(spoken, "feed_notice") if context.settings.demonstration else ""
        asked = "\n".join(_asked(advisory, spoken))
        parts = [
            f"**{_escaped(notice)}**" if notice else "",
            f"> {_escaped(told)}" if told else "",
            _escaped(text.summary),
            text.body.strip(),
            f"## {context.word(spoken, 'feed_actions')}\n\n{asked}" if asked else "",
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _id(self, kind: str, identity: str) -> str:
        return uuid_of(self.context.settings, kind, self.card.id, identity)


def _asked(advisory: Advisory, language: str) -> Iterator[str]:
    """Yield a line for each thing that is asked."""
    for one in advisory.actions:
        who = ", ".join(SECTORS[sector].label(language) for sector in one.who)
        by = one.by.isoformat() if one.by else ""
        told = "; ".join(part for part in (ACTIONS[one.what].label(language), who, by) if part)
        yield f"- **{told}**: {_escaped(one.text)}"


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)


def _comment(one: Indicator) -> str:
    """Return what people are told of an indicator; of what type it is, where no type of a MISP says so."""
    told = f"{ROLES[one.role].en}. {EVIDENCE[one.evidence].en}."
    if one.cleared is not None:
        told = f"{told} Cleared: {one.reason}"
    return told if one.type in SHAPED else f"{_type_label(one.type)}. {told}"


def _type_label(kind: IndicatorType) -> str:
    return INDICATOR_TYPES[kind].en if kind in INDICATOR_TYPES else kind


def _seen(one: Indicator) -> dict[str, str]:
    """Return when an indicator was seen; a last time before the first is none, for which a MISP would refuse it."""
    found = {"first_seen": one.first_seen, "last_seen": one.last_seen}
    if one.first_seen and one.last_seen and one.last_seen < one.first_seen:
        found["last_seen"] = None
    return {name: _midnight(day) for name, day in found.items() if day is not None}


def _midnight(day: date) -> str:
    return datetime.combine(day, time.min, UTC).isoformat(timespec="microseconds")
