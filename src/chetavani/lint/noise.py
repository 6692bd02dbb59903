# SPDX-License-Identifier: Apache-2.0
"""Noise: a channel that members must read carries no greetings, no empty advisories and no chain messages."""

import re
from collections.abc import Iterator

from chetavani.lint.base import Inspection, finding, sound
from chetavani.lint.hosts import INDIC
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.vocab import Status

GREETING = Rule("CH301", "greeting", Level.ERROR, "Delete it: begin with what is happening.")
EMPTY = Rule("CH302", "empty-advisory", Level.ERROR, "Write the advisory, or delete the file.")
NOTHING_TO_DO = Rule(
    "CH303", "no-action-no-information", Level.ERROR, "Say what happens and what to do, or do not publish it."
)
SHOUTING = Rule("CH304", "shouting-title", Level.WARNING, "Write the title as a sentence; the severity says the rest.")
UNFINISHED = Rule("CH306", "unfinished-text", Level.ERROR, "Write the text that the brackets ask for, without them.")
CHAIN_MESSAGE = Rule("CH305", "chain-message", Level.ERROR, "Delete it: feeds and search carry the advisory.")

# after the end of any line; a greeting that fraudsters use stands in quotation marks, and passes
_GREETING = re.compile(
    r"""(?ix)\n(?:[^\S\n]|[*_>\-–—•·])*+(
      good\s+(?:morning|afternoon|evening|night|day)\b
    | (?:a\s+)?(?:very\s+)?happy\s+(?:diwali|deepavali|holi|eid|new\s+year|dussehra|navratri|pongal|onam|lohri|christmas
        |makar\s+sankranti|raksha\s+bandhan|independence\s+day|republic\s+day|birthday|weekend)\b
    | (?:season'?s|warm|best|kind)\s+(?:greetings|wishes|regards)\b
    | wish(?:ing)?\s+(?:you|all)\b
    | jai\s+(?:hind|bharat|maharashtra|shri\s+ram)\b | जय\s+(?:हिंद|हिन्द|भारत|महाराष्ट्र)
    | शुभ\s+(?:प्रभात|संध्या|सन्ध्या|रात्रि|दिन|दीपावली|दिवाली|होली|नव\s*वर्ष) | सुप्रभात
    | (?:दीपावली|दिवाली|होली|ईद|नव\s*वर्ष|नए\s+साल|दशहरा|दशहरे|गणतंत्र\s+दिवस|स्वतंत्रता\s+दिवस)\s+की\s
    )"""
)
# only at the very start: a paragraph may begin with what a caller says
_SALUTATION = re.compile(
    r"(?i)^[\s*_>\-–—•·]*(hello|hi|hey|namaste|namaskar|greetings|dear\s+(?:all|sir|madam|members?|friends|team|colleagues)"
    r"|respected\s+(?:all|sir|madam|members?)|नमस्ते|नमस्कार|प्रिय\s+(?:साथियो|साथियों|सदस्यो|सदस्यों|मित्रो|मित्रों)|प्रणाम"
    rf"|आदरणीय)(?![\w{INDIC}])"
)
_UNFINISHED = re.compile(r"\[\[[^\[\]]+\]\]")


def _passing_on(verb: str) -> re.Pattern[str]:
    """Return what finds ``verb`` with many people after it, and no quotation mark right before it.

    It begins with a plain word, which a search finds fast.
    """
    return re.compile(
        rf"""(?x){verb}(?<!["'“‘«]{verb})\s+(?:(?:this|it|the\s+message|this\s+message|as\s+received)\s+)?
        (?:to|with|in|among)\s+(?:all(?:\s+(?:your|my|groups?|contacts?|friends|family)\b|(?=\s*[.!\n]|\s*$))
          |every(?:one|body)\b|as\s+many|max(?:imum)?\b
          |your\s+(?:\w+\s+)?(?:groups?|contacts?|friends|family)\b)"""
    )


# each with a word without which it cannot match, and which is looked for first
_CHAIN = (
    *((verb, _passing_on(verb)) for verb in ("forward", "share", "send", "fwd")),
    ("forwarded", re.compile(r"forwarded\s+as\s+received")),
    ("share", re.compile(r"share\s+as\s+much\s+as\s+possible")),
)
_HINDI_CHAIN = re.compile(
    r"""(?x)(?:सबको | सभी\s+को | सभी\s+ग्रुपों?\s+में | सब\s+ग्रुपों?\s+में | हर\s+ग्रुप\s+में | अपने\s+सभी\s+\S+\s+को
        | (?:ज़्यादा|ज्यादा)\s+से\s+(?:ज़्यादा|ज्यादा)(?:\s+लोगों\s+(?:को|तक))?
    )\s+(?:भेजें | भेजिए | भेजो | (?:फ़ॉरवर्ड|फॉरवर्ड|शेयर)\s+कर\S* | पहुँचा\S*)"""
)
_HINDI_VERBS = ("भेजें", "भेजिए", "भेजो", "फ़ॉरवर्ड", "फॉरवर्ड", "शेयर", "पहुँचा")
_HINDI_MANY = ("सब", "सभी", "हर", "ज़्यादा", "ज्यादा")
_READ = frozenset({"title", "summary", "card.title", "card.message", "body"})
_FEW_WORDS = 20
_SHOUTED_LETTERS = 12
_SHOUTED_SHARE = 0.8
_WORD = re.compile(rf"[\w{INDIC}]{{2,}}")


def greeting(inspection: Inspection) -> Iterator[Finding]:
    """Find greetings at the start of a text, and good wishes at the start of any line."""
    for passage in inspection.passages:
        if passage.is_code or passage.field not in _READ:
            continue
        text = f"\n{passage.text}"
        salutation = _SALUTATION.match(text)
        for match in (*([salutation] if salutation else ()), *_GREETING.finditer(text)):
            message = f"greets: {' '.join(match[1].split())!r}."
            yield finding(GREETING, passage.source, passage.line_at(match.start(1) - 1), passage.field, message)


def empty(inspection: Inspection) -> Iterator[Finding]:
    """Find texts without a body."""
    for version in inspection.versions:
        if version.is_empty:
            yield finding(EMPTY, version.source, version.source.body_line, "body", "is empty.")


def nothing_to_do(inspection: Inspection) -> Iterator[Finding]:
    """Find advisories that neither ask for anything nor tell anything."""
    for version in inspection.versions:
        advisory = version.entry.advisory
        if version.source is not version.entry.source or advisory.status is Status.WITHDRAWN:
            continue
        carries = advisory.actions or advisory.indicators or advisory.software
        if carries or not sound(version.entry, "actions", "indicators", "software"):
            continue
        words = len(_WORD.findall(version.reading.prose.text))
        if 0 < words < _FEW_WORDS:
            message = f"asks for nothing, lists nothing and has {words} words."
            yield finding(NOTHING_TO_DO, version.source, version.source.body_line, "body", message)


def shouting(inspection: Inspection) -> Iterator[Finding]:
    """Find titles in capitals."""
    for version in inspection.versions:
        shouted = sum(map(str.isupper, version.text.title))
        cased = shouted + sum(map(str.islower, version.text.title))
        if cased >= _SHOUTED_LETTERS and shouted > _SHOUTED_SHARE * cased:
            line = version.source.line_of("title")
            yield finding(SHOUTING, version.source, line, "title", "is in capitals.")


def chain_message(inspection: Inspection) -> Iterator[Finding]:
    """Find calls to pass the message on, as chain messages have them; a quoted one passes."""
    for passage in inspection.passages:
        lowered = passage.text.lower()
        matches = [match for word, chain in _CHAIN if word in lowered for match in chain.finditer(lowered)]
        if _has_any(passage.text, _HINDI_VERBS) and _has_any(passage.text, _HINDI_MANY):
            matches += _HINDI_CHAIN.finditer(passage.text)
        for match in matches:
            message = f"asks to pass it on: {' '.join(match[0].split())!r}."
            yield finding(CHAIN_MESSAGE, passage.source, passage.line_at(match.start()), passage.field, message)


def _has_any(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def unfinished(inspection: Inspection) -> Iterator[Finding]:
    """Find what a template asks for and nobody has written yet: ``[[like this]]``."""
    for passage in inspection.passages:
        for match in () if passage.is_code else _UNFINISHED.finditer(passage.text):
            message = f"still has the template's {match[0]!r}."
            yield finding(UNFINISHED, passage.source, passage.line_at(match.start()), passage.field, message)
