# SPDX-License-Identifier: Apache-2.0
"""Cards: what an app shows on a whole screen to a person who is about to pay, without anybody reading it before.

A card is judged in each language as it will be shown: what the author has not written is the title or the summary.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from chetavani.lint.base import Inspection, Passage, Sourced, Version, finding
from chetavani.lint.hosts import INDIC, Official
from chetavani.lint.prose import is_harmless
from chetavani.lint.reading import Stretch
from chetavani.lint.sightings import sightings
from chetavani.model.advisory import CARD_MESSAGE, CARD_TITLE
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.indicator.hosts import host_of
from chetavani.model.vocab import Status, Tlp

MISSING = Rule(
    "CH321", "card-missing", Level.ERROR,
    f"Write `card:` with a `title` of at most {CARD_TITLE} characters and a `message` of at most {CARD_MESSAGE}.",
)  # fmt: skip
TOO_LONG = Rule("CH322", "card-too-long", Level.ERROR, "Say it in fewer words: it fills the screen of a phone.")
CUT_OFF = Rule("CH323", "card-cut-off", Level.ERROR, "Write whole sentences that end with a full stop.")
NOT_PLAIN = Rule(
    "CH324", "card-not-plain", Level.ERROR, "Write plain words: apps show it as it is, and have their own link."
)
NO_ADVICE = Rule("CH325", "card-without-advice", Level.WARNING, "Say in `message` what to do now, or never to do.")
NOT_HINDI = Rule("CH326", "card-not-in-hindi", Level.ERROR, "Write it in Hindi, in Devanagari.")

_HINDI = "hi"
_ENDED = frozenset({Status.WITHDRAWN, Status.SUPERSEDED})  # of which the card says that, and nothing else
_LIMITS = {"title": CARD_TITLE, "message": CARD_MESSAGE}
_INSTEAD = {"title": "title", "message": "summary"}
_DEVANAGARI = re.compile(r"[\u0904-\u0939\u0958-\u0961\u0972-\u097f]")
_WHOLE = re.compile(r"""(?:(?<![.…])[.!?।॥])["'”’»)\]]*\Z""")
_OPEN = re.compile(
    rf"""(?ix)(?: \.\.\. | … | [,;:–—&/([{{-]
      | (?<![\w{INDIC}])(?:an?|the|and|or|but|of|to|with|for|from|by|in|on|at|that|who|which|और|या|कि|तथा|एवं|लेकिन)
    )\Z"""
)
_MARKUP = (
    ("Markdown", re.compile(r"\[[^\]]*\]\(|\*\*?(?=\S)|(?<!\w)__?(?=\S)|`|~~|^\s*(?:\#+|[-*+]|\d+[.)])\s|^>|\|")),
    ("HTML", re.compile(r"</?[A-Za-z!][^>]*>|&(?:\#\d+|\#x[0-9A-Fa-f]+|[A-Za-z]+);")),
)
_LINK = re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]*://|www\.|mailto:|tel:)\S+")
_ENDS = ".,;:!?)]}।"
_SHOUTED = re.compile(r"[A-Z]{2,}(?:[\s,]+[A-Z]{2,}){3,}|[!?]{2,}")
_VERBS = """
    answer ask avoid block buy call change check close collect compare confirm count decline delete demand disconnect
    download end enter find follow get give go hand hang hold ignore install keep leave log look make meet open pay
    photograph read refuse reject remove report ring save say scan see send set share show start stay stop switch take
    talk tell test trust turn type uninstall unplug update use verify visit wait walk watch withdraw write"""
_ENGLISH_ADVICE = re.compile(
    rf"""(?ix)(?:\A|[.!?:;,]["'”’)]*\s+|\b(?:and|or|but|then|first|please|always|just|instead)\s+)
        (?:{"|".join(_VERBS.split())})\b
      | \b(?:do\ not|don'?t|never|must\ not)\b
      | \bno(?:body)?\ (?:[\w'’-]+\ ){{0,4}}(?:ask|collect|need|take|charge|send|arrest|call)s?\b"""
)
_HINDI_ADVICE = re.compile(
    rf"""(?x)(?<![\w{INDIC}])(?:
        (?!(?:लिए|किए|दिए|चाहिए|इसलिए|पिए|जिए|सिए)(?![\w{INDIC}]))[\u0900-\u0963]+(?:िए|िये|इए|इये)
      | (?:कर|दे|ले|रोक|काट|भेज|देख|जाँच|खोल|मान|छोड़|पूछ|रख|रुक|डाल|दबा|मिला|बता|हटा|बचा|बुला|लगा|चुन|सोच|सुन|पढ़|लिख|माँग|ठुकरा
         |निकाल|उठा|खोज|समझ|पहुँच|फँस|डर)(?:ें|एँ|एं|ं|ो|ना)
      | दें | लें | जाएँ | न\s+[\u0900-\u0963]+(?:ें|एँ|िए) | मत | कोई\s[^।]*\sनहीं
    )(?![\w{INDIC}])"""
)
_ADVICE = {"en": _ENGLISH_ADVICE, _HINDI: _HINDI_ADVICE}


class Shown(NamedTuple):
    """One half of a card in one language: ``part`` is ``title`` or ``message``, ``passage`` where its text stands."""

    part: str
    passage: Passage
    language: str

    @property
    def text(self) -> str:
        """Return the text itself."""
        return self.passage.text

    @property
    def is_written(self) -> bool:
        """Whether the author wrote it for the card."""
        return self.passage.field.startswith("card.")

    def finding(self, rule: Rule, message: str) -> Finding:
        """Return a finding about it; where it is title or summary, a card would mend it too."""
        remedy = "" if self.is_written or rule is MISSING else f"{rule.remedy} Or write it for apps in `card:`."
        return finding(rule, self.passage.source, self.passage.line, self.passage.field, message, remedy)


def has_card(entry: Sourced) -> bool:
    """Whether apps get a card with the author's words: of what is public, names indicators and stands."""
    advisory = entry.advisory
    listing = advisory.indicators or advisory.sheet is not None
    return bool(listing) and advisory.tlp is Tlp.CLEAR and advisory.status not in _ENDED


def _shown(inspection: Inspection) -> Iterator[Shown]:
    """Yield both halves of every card that apps get, and what is written for one that they do not get."""
    for version in inspection.versions:
        card, shown = version.text.card, has_card(version.entry)
        for part, instead in _INSTEAD.items() if shown or card is not None else ():
            if card is not None and getattr(card, part) is not None:
                yield _half(version, part, "card", part)
            elif shown:
                yield _half(version, part, instead)


def _half(version: Version, part: str, *place: str) -> Shown:
    source, words = version.source, version.text.screen[part == "message"]
    passage = Passage(version.entry, source, ".".join(place), source.line_of(*place), Stretch(words))
    return Shown(part, passage, version.text.language)


def missing(inspection: Inspection) -> Iterator[Finding]:
    """Find titles and summaries that are too long to be a card, where there is none."""
    for one in _shown(inspection):
        if not one.is_written and len(one.text) > _LIMITS[one.part]:
            message = f"has {len(one.text)} characters, more than the {_LIMITS[one.part]} of the card that apps show."
            yield one.finding(MISSING, message)


def too_long(inspection: Inspection) -> Iterator[Finding]:
    """Find cards that are longer than a screen holds."""
    for one in _shown(inspection):
        if one.is_written and len(one.text) > _LIMITS[one.part]:
            yield one.finding(TOO_LONG, f"has {len(one.text)} characters, and {_LIMITS[one.part]} fit.")


def cut_off(inspection: Inspection) -> Iterator[Finding]:
    """Find messages that end in the middle of a sentence, and titles that go on."""
    for one in _shown(inspection):
        if one.part == "message" and not _WHOLE.search(one.text):
            yield one.finding(CUT_OFF, f"ends in the middle of a sentence: {_end(one.text)!r}.")
        elif one.part == "title" and _OPEN.search(one.text):
            yield one.finding(CUT_OFF, f"is no whole title: it ends with {_end(one.text)!r}.")


def _end(text: str) -> str:
    return " ".join(text.split()[-3:])


def not_plain(inspection: Inspection) -> Iterator[Finding]:
    """Find links, official addresses (others are found everywhere), Markdown, HTML and shouting."""
    places = Official(inspection.official | {host_of(inspection.settings.base_url)})
    for one in _shown(inspection):
        for what in _impurities(one.passage, places):
            yield one.finding(NOT_PLAIN, f"has {what}.")


def _impurities(passage: Passage, places: Official) -> Iterator[str]:
    text = passage.text
    if match := _LINK.search(text):
        yield f"a link: {match[0].rstrip(_ENDS)!r}"
    elif found := next((seen for seen in sightings(text) if is_harmless(seen, passage, places)), None):
        yield f"an address: {found.value!r}"
    for name, pattern in _MARKUP:
        if match := pattern.search(text):
            yield f"{name}: {match[0]!r}"
    if match := _SHOUTED.search(text):
        yield f"shouting: {match[0]!r}"


def no_advice(inspection: Inspection) -> Iterator[Finding]:
    """Find messages with no word of what to do or never to do, nor of what nobody honest asks."""
    for one in _shown(inspection):
        advice = _ADVICE.get(one.language)
        if one.part == "message" and advice is not None and not advice.search(one.text):
            yield one.finding(NO_ADVICE, "does not say what to do.")


def not_hindi(inspection: Inspection) -> Iterator[Finding]:
    """Find Hindi cards without a letter of Devanagari, and, as a warning, that there is no Hindi text yet."""
    for one in _shown(inspection):
        if one.language == _HINDI and not _DEVANAGARI.search(one.text):
            yield one.finding(NOT_HINDI, "has no word in Devanagari.")
    for entry in inspection.entries if _HINDI in inspection.settings.languages else ():
        advisory = entry.advisory
        if has_card(entry) and not advisory.is_draft and _HINDI not in advisory.texts:
            message = "has no Hindi card: apps show general words until there is a Hindi text."
            remedy = f"Write {advisory.id}.{_HINDI}.md beside it."
            yield finding(NOT_HINDI, entry.source, 1, "", message, remedy)._replace(level=Level.WARNING)
