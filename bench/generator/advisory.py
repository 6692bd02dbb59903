# SPDX-License-Identifier: Apache-2.0
"""One advisory of a corpus: its fields, and its body in English and Hindi made of the same sentences."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.generator import fraud_sentences as fraud
from bench.generator import upgrade_sentences as upgrade
from bench.generator.calendar import END, Calendar
from bench.generator.indicators import indicators
from bench.generator.names import (
    CHANNELS,
    CLAIMS,
    FLAWS,
    GOODS,
    PLACES,
    PRETEXTS,
    PRODUCTS,
    VENDORS,
    invented,
    pick,
    rupees,
)  # fmt: skip
from bench.generator.writing import Item, Value, file_text
from chetavani.model.vocab import FRAUD_TYPES, SECTORS

_ENGLISH, _HINDI = 0, 1
_FRAUD_TYPES = tuple(term.id for term in FRAUD_TYPES if term.retired is None and term.id != "prohibited-goods")
_SECTORS = tuple(term.id for term in SECTORS)
_SEVERITIES = ("medium", "high", "low", "critical")
_DAYS_TO_ACT = {"critical": (2, 6), "high": (5, 28), "medium": (10, 45), "low": (14, 60)}
_SOURCES = (
    ("National Cyber Crime Reporting Portal", "https://cybercrime.gov.in/"),
    ("Sanchar Saathi: report suspected fraud communication", "https://sancharsaathi.gov.in/"),
    ("Reserve Bank of India: be aware of fraud", "https://www.rbi.org.in/"),
    ("CERT-In advisories", "https://www.cert-in.org.in/"),
    ("National Payments Corporation of India: safety", "https://www.npci.org.in/"),
)  # fmt: skip
_VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:{}/A:{}"
_CWES = ("CWE-79", "CWE-89", "CWE-502", "CWE-787")
_PURLS = ("pkg:maven/example.{vendor}/{product}", "pkg:npm/%40{vendor}/{product}", "pkg:pypi/{vendor}-{product}")
_SEE = (
    "Compare [{link}](../{link}/), which the same people were behind.",
    "[{link}](../{link}/) भी देखें, जिसके पीछे यही लोग थे।",
)
Slots = tuple[Mapping[str, str], Mapping[str, str]]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """The files of one advisory: the original, and the Hindi text or nothing."""

    id: str
    year: int
    original: str
    hindi: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the parts of one advisory are made from."""

    calendar: Calendar
    index: int
    chance: random.Random
    slots: Slots
    published: datetime
    severity: str
    related: tuple[str, ...]


def advisory(calendar: Calendar, index: int) -> Written:
    """Return the advisory at ``index`` of the row."""
    chance = random.Random(f"advisory {calendar.seed} {index}")
    kind = chance.choices(tuple(_KINDS), weights=(70, 20, 10))[0]
    draft = _Draft(
        calendar, index, chance, _slots(calendar, index, chance), calendar.published(index),
        chance.choices(_SEVERITIES, weights=(35, 35, 15, 15))[0], _related(calendar, index, chance),
    )  # fmt: skip
    titles, summaries, own_fields, make_body = _KINDS[kind]
    title, summary = chance.choice(titles), chance.choice(summaries)
    bodies = make_body(draft)
    revisions = _revisions(draft, kind)
    status = _status(draft)
    common: dict[str, Value] = {
        "id": calendar.id(index), "kind": kind, "title": _said(title, draft, _ENGLISH),
        "summary": _said(summary, draft, _ENGLISH), "card": _card(draft, kind, _ENGLISH), **status,
        "severity": draft.severity,
        "published": draft.published.isoformat(), "revisions": revisions, "expires": _expires(draft),
    }  # fmt: skip
    original = file_text({**common, **own_fields(draft), "related": draft.related}, bodies[_ENGLISH])
    translation: dict[str, Value] = {
        "translates": str(1 + len(revisions)), "title": _said(title, draft, _HINDI),
        "summary": _said(summary, draft, _HINDI), "card": _card(draft, kind, _HINDI),
    }  # fmt: skip
    hindi = file_text(translation, bodies[_HINDI]) if index % 2 else ""
    return Written(calendar.id(index), calendar.place(index)[0], original, hindi)


def _slots(calendar: Calendar, index: int, chance: random.Random) -> Slots:
    """Return what fills the places in the sentences, in English and in Hindi."""
    version = [chance.randint(1, 9), chance.randint(0, 19), chance.randint(2, 30)]
    both = {
        "A": invented(index, 0, calendar.seed).capitalize(), "B": invented(index, 1, calendar.seed).capitalize(),
        "sum": rupees(chance), "small": str(chance.choice((1, 2, 5, 10, 49, 99, 199, 499))),
        "count": str(chance.randint(2, 380)), "minutes": str(chance.choice((10, 15, 20, 30, 45, 60, 90))),
        "hours": str(chance.choice((2, 3, 4, 6, 12, 24, 48))), "days": str(chance.choice((3, 5, 7, 10, 14, 30, 90))),
        "hops": str(chance.randint(2, 9)), "percent": str(chance.randint(5, 95)),
        "number": str(chance.randint(11, 999)),
        "vendor": pick(chance, VENDORS), "product": pick(chance, PRODUCTS),
        "fixed": ".".join(map(str, version)), "last": ".".join(map(str, [*version[:2], version[2] - 1])),
        "branch": f"{version[0]}.{version[1]}", "score": f"{chance.randint(70, 99) / 10}",
        "port": str(chance.choice((443, 8080, 8443, 9000, 5432, 6379))),
        "limit": str(chance.choice((2048, 4096, 8192))),
    }  # fmt: skip
    pairs = {
        "place": pick(chance, PLACES), "channel": pick(chance, CHANNELS), "claim": pick(chance, CLAIMS),
        "pretext": pick(chance, PRETEXTS), "goods": pick(chance, GOODS), "flaw": pick(chance, FLAWS),
    }  # fmt: skip
    english = {key: pair[_ENGLISH] for key, pair in pairs.items()}
    return both | english, both | {key: pair[_HINDI] for key, pair in pairs.items()}


def _said(pair: Pair, draft: _Draft, language: int) -> str:
    said = pair[language].format_map(draft.slots[language])
    return said[0].upper() + said[1:]


def _card(draft: _Draft, kind: str, language: int) -> Item:
    if kind == "software-upgrade":
        return {}
    texts = {"title": fraud.CARD_TITLE, "message": fraud.CARD_MESSAGE}
    return {name: _said(pair, draft, language) for name, pair in texts.items()}


def _both(draft: _Draft, pairs: Sequence[Pair], least: int, most: int, join: str = " ") -> Pair:
    """Return a few of the sentences, in both languages and in the same order."""
    chosen = draft.chance.sample(pairs, min(len(pairs), draft.chance.randint(least, most)))
    english, hindi = (join.join(_said(pair, draft, language) for pair in chosen) for language in (_ENGLISH, _HINDI))
    return english, hindi


def _listed(draft: _Draft, pairs: Sequence[Pair], least: int, most: int, mark: str = "- ") -> Pair:
    english, hindi = _both(draft, pairs, least, most, f"\n{mark}")
    return mark + english, mark + hindi


def _joined(parts: Sequence[Pair]) -> Pair:
    return "\n\n".join(part[_ENGLISH] for part in parts), "\n\n".join(part[_HINDI] for part in parts)


def _warning_body(draft: _Draft) -> Pair:
    return _joined([
        _both(draft, fraud.OPENINGS, 1, 3),
        ("## What is happening", "## क्या हो रहा है"),
        _both(draft, fraud.STORY, 2, 4), _both(draft, fraud.STORY, 1, 5), *_see(draft),
        ("## How to recognise it", "## कैसे पहचानें"),
        _listed(draft, fraud.SIGNS, 3, 7),
        ("## What to do", "## क्या करें"),
        ("### If you are being contacted", "### अगर आपसे संपर्क किया जा रहा है"),
        _both(draft, fraud.NOW, 2, 4),
        ("### If you have paid", "### अगर आप पैसे दे चुके हैं"),
        _listed(draft, fraud.PAID, 2, 4, "1. "),
        ("### For companies", "### कंपनियों के लिए"),
        _both(draft, fraud.COMPANIES, 2, 5),
    ])  # fmt: skip


def _vigil_body(draft: _Draft) -> Pair:
    return _joined([
        _both(draft, fraud.VIGIL_STORY, 1, 2),
        ("## What is happening", "## क्या हो रहा है"),
        _both(draft, fraud.VIGIL_STORY, 3, 6), *_see(draft), _both(draft, fraud.STORY, 1, 3),
        ("## How to recognise it", "## कैसे पहचानें"),
        _listed(draft, fraud.VIGIL_SIGNS, 3, 5),
        ("## What to do", "## क्या करें"),
        ("### If you run a marketplace or deliver parcels", "### अगर आप मार्केटप्लेस या कूरियर चलाते हैं"),
        _both(draft, fraud.COMPANIES, 3, 6),
        ("### If you have seen an offer", "### अगर आपने ऐसी पेशकश देखी है"),
        _both(draft, fraud.NOW, 1, 3),
    ])  # fmt: skip


def _upgrade_body(draft: _Draft) -> Pair:
    slots = draft.slots[_ENGLISH]
    rows = f"| --- | --- |\n| {slots['branch']} | {slots['fixed']} |"
    return _joined([
        _both(draft, upgrade.OPENINGS, 2, 4),
        ("## Affected versions", "## प्रभावित संस्करण"),
        _both(draft, upgrade.AFFECTED, 2, 5), *_see(draft),
        ("## Fixed versions", "## सुधारे गए संस्करण"),
        (f"| branch | fixed in |\n{rows}", f"| शाखा | सुधार |\n{rows}"),
        ("## How to upgrade", "## अपग्रेड कैसे करें"),
        _listed(draft, upgrade.STEPS, 5, 9, "1. "),
        ("## Workaround", "## अस्थायी उपाय"),
        _both(draft, upgrade.WORKAROUNDS, 2, 4),
    ])  # fmt: skip


def _see(draft: _Draft) -> Iterator[Pair]:
    if draft.related and draft.chance.random() < 0.5:
        link = draft.related[0]
        yield _SEE[_ENGLISH].format(link=link), _SEE[_HINDI].format(link=link)


def _warning_fields(draft: _Draft) -> dict[str, Value]:
    chance = draft.chance
    types = list(dict.fromkeys(pick(chance, _FRAUD_TYPES) for _ in range(chance.randint(1, 3))))
    return _with_indicators(draft, types)


def _vigil_fields(draft: _Draft) -> dict[str, Value]:
    return _with_indicators(draft, ["prohibited-goods"])


def _with_indicators(draft: _Draft, types: list[str]) -> dict[str, Value]:
    sectors = _sectors(draft, 5)
    word = draft.slots[_ENGLISH]["A"].lower()
    found = indicators(draft.chance, draft.index, draft.calendar.count, word, draft.published.date())
    return {
        "fraud_types": types, "sectors": sectors, "actions": _actions(draft, sectors, fraud.ACTION_TEXTS),
        "indicators": list(found), "references": _references(draft, 1, 3),
    }  # fmt: skip


def _upgrade_fields(draft: _Draft) -> dict[str, Value]:
    slots, chance = draft.slots[_ENGLISH], draft.chance
    sectors = _sectors(draft, 4)
    vendor = slots["vendor"].lower().replace(" ", "-")
    bulletin = {
        "title": f"{slots['vendor']} security bulletin",
        "url": f"https://security.{vendor}.example/{draft.index}",
    }
    year, number, _ = draft.calendar.place(draft.index)
    cves = [f"CVE-{year}-{10_000 + 3 * number + extra}" for extra in range(chance.randint(1, 3))]
    software = {
        "vendor": slots["vendor"], "product": slots["product"], "affected": f"< {slots['fixed']}",
        "fixed": slots["fixed"], "cve": cves, "cvss": _VECTOR.format(chance.choice("HLN"), chance.choice("HLN")),
        "cwe": [_CWES[draft.index % len(_CWES)]],
    }  # fmt: skip
    if draft.index % 2:
        product = slots["product"].lower().replace(" ", "-")
        software["purl"] = _PURLS[draft.index % len(_PURLS)].format(vendor=vendor, product=product)
    return {
        "sectors": sectors, "actions": _actions(draft, sectors, upgrade.ACTION_TEXTS), "software": [software],
        "references": [bulletin, *_references(draft, 0, 2)],
    }  # fmt: skip


def _sectors(draft: _Draft, most: int) -> list[str]:
    return list(dict.fromkeys(pick(draft.chance, _SECTORS) for _ in range(draft.chance.randint(1, most))))


def _actions(draft: _Draft, sectors: list[str], texts: Mapping[str, Sequence[str]]) -> list[Item]:
    chance = draft.chance
    low, high = _DAYS_TO_ACT[draft.severity]
    found: list[Item] = []
    for what in chance.sample(list(texts), chance.randint(1, min(3, len(texts)))):
        by = draft.published + timedelta(days=chance.randint(low, high))
        text = chance.choice(texts[what]).format_map(draft.slots[_ENGLISH])
        found.append({"who": sectors[:3], "what": what, "by": by.replace(hour=18, minute=0).isoformat(), "text": text})
    return found


def _references(draft: _Draft, least: int, most: int) -> list[Item]:
    chosen = draft.chance.sample(_SOURCES, draft.chance.randint(least, most))
    return [{"title": title, "url": url} for title, url in chosen]


def _related(calendar: Calendar, index: int, chance: random.Random) -> tuple[str, ...]:
    """Return the ids of up to three older advisories, most of them of the same months, none of them withdrawn."""
    found: dict[int, None] = {}
    for _ in range(chance.choices((0, 1, 2, 3), weights=(4, 3, 2, 1))[0] if index else 0):
        near = chance.random() < 0.85
        other = chance.randint(max(0, index - 60), index - 1) if near else chance.randrange(index)
        if not calendar.is_withdrawn(other):
            found[other] = None
    return tuple(calendar.id(other) for other in found)


def _status(draft: _Draft) -> dict[str, Value]:
    calendar, index = draft.calendar, draft.index
    if calendar.is_withdrawn(index):
        return {"status": "withdrawn", "reason": draft.chance.choice(fraud.WITHDRAWALS)}
    successor = calendar.successor(index)
    if successor is not None:
        return {"status": "superseded", "superseded_by": calendar.id(successor)}
    return {"status": "published"}


def _revisions(draft: _Draft, kind: str) -> list[Item]:
    """Return the revisions, oldest first: one at least where the advisory has ended."""
    ended = draft.calendar.is_withdrawn(draft.index) or draft.calendar.successor(draft.index) is not None
    count = max(int(ended), draft.chance.choices((0, 1, 2), weights=(80, 15, 5))[0])
    left = min(timedelta(days=60), END - draft.published) / (count + 1)
    texts = upgrade.REVISIONS if kind == "software-upgrade" else fraud.REVISIONS
    return [
        {
            "date": (draft.published + left * (number + 1)).replace(microsecond=0).isoformat(),
            "summary": draft.chance.choice(texts).format_map(draft.slots[_ENGLISH]),
        }
        for number in range(count)
    ]


def _expires(draft: _Draft) -> str:
    if draft.chance.random() > 0.12:
        return ""
    return (draft.published + timedelta(days=draft.chance.randint(60, 500))).isoformat()


_KINDS: dict[
    str,
    tuple[Sequence[Pair], Sequence[Pair], Callable[[_Draft], dict[str, Value]], Callable[[_Draft], Pair]],
] = {
    "fraud-warning": (fraud.TITLES, fraud.SUMMARIES, _warning_fields, _warning_body),
    "software-upgrade": (upgrade.TITLES, upgrade.SUMMARIES, _upgrade_fields, _upgrade_body),
    "vigil-notice": (fraud.VIGIL_TITLES, fraud.VIGIL_SUMMARIES, _vigil_fields, _vigil_body),
}
