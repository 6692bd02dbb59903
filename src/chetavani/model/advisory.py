# SPDX-License-Identifier: Apache-2.0
"""The advisory: one validated record from which every page, feed item and file is made.

All times are aware ``datetime`` values; all texts are NFC. The records are frozen and refuse unknown keys.
Whether a record makes *sense* (dates in order, targets that exist) is for lint; here is only what a field can hold.
"""

import re
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from chetavani.model.ids import parse_id
from chetavani.model.indicator import IndicatorType
from chetavani.model.text import refused_characters
from chetavani.model.vocab import (
    ACTIONS,
    EVIDENCE,
    FRAUD_TYPES,
    MEASURES,
    ROLES,
    SECTORS,
    Kind,
    Severity,
    Status,
    Tlp,
    Vocabulary,
)

_RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:[Zz]|[+-]\d{2}:\d{2})")
_NAIVE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CVE = re.compile(r"CVE-\d{4}-\d{4,}")
_CWE = re.compile(r"CWE-[1-9]\d{0,5}")
_PURL = re.compile(r"pkg:[a-z][a-z0-9.+-]*/\S+")
_CPE = re.compile(r"cpe:2\.3:[aoh*-](?::(?:\\.|[^\s:\\])+){10}")
_WEB_LINK = re.compile(r"https?://[^\s/?#@]+(?:[/?#]\S*)?", re.ASCII)


_set = object.__setattr__  # what a frozen record does not let others do


def _line(text: str) -> str:
    if refused := refused_characters(text, multiline=False):
        names = ", ".join(sorted({name for _, name in refused}))
        message = f"contains characters that cannot be seen or that reorder the text: {names}. Delete them."
        raise ValueError(message)
    if not text.strip():
        message = "is empty. Write a text, or remove the key."
        raise ValueError(message)
    return text.strip()


def _time(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not value.isascii() or not _RFC3339.fullmatch(value):
        naive = bool(_NAIVE.fullmatch(value))
        message = "has no time zone" if naive else "is no RFC 3339 time"
        message += ". Write it like 2026-03-02T11:00:00+05:30."
        raise ValueError(message)
    try:
        moment = datetime.fromisoformat(value.upper())
        moment.utctimetuple()
    except (ValueError, OverflowError):
        message = "is a time that does not exist. Check the day, the hour and the offset."
        raise ValueError(message) from None
    return moment


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not value.isascii() or not _DATE.fullmatch(value):
        message = "is no date. Write it like 2026-03-02."
        raise ValueError(message)
    try:
        return date.fromisoformat(value)
    except ValueError:
        message = "is a day that does not exist. Check the calendar."
        raise ValueError(message) from None


def _advisory_id(text: str) -> str:
    if parse_id(text) is None:
        message = "is no advisory id. Write PREFIX-YYYY-NNNN, or PREFIX-0000-0000-some-words for a draft."
        raise ValueError(message)
    return text


def _web_link(text: str) -> str:
    if not _WEB_LINK.fullmatch(text):
        message = "is no web address. Write a full https:// address without spaces or a user name."
        raise ValueError(message)
    return text


def _cve(text: str) -> str:
    if not _CVE.fullmatch(text):
        message = "is no CVE id. Write it like CVE-2021-44228."
        raise ValueError(message)
    return text


def _cwe(text: str) -> str:
    if not _CWE.fullmatch(text):
        message = "is no CWE id. Write it like CWE-79."
        raise ValueError(message)
    return text


def _purl(text: str) -> str:
    if not text.isascii() or not _PURL.fullmatch(text):
        message = "is no package URL. Write it without a version, like pkg:maven/org.apache.logging.log4j/log4j-core."
        raise ValueError(message)
    return text


def _cpe(text: str) -> str:
    if not text.isascii() or not _CPE.fullmatch(text):
        message = "is no CPE 2.3 name. Write all its 13 parts, like cpe:2.3:a:vendor:product:*:*:*:*:*:*:*:*."
        raise ValueError(message)
    return text


def _term(vocabulary: Vocabulary) -> AfterValidator:
    def check(text: str) -> str:
        if text not in vocabulary:
            message = f"is not in the vocabulary of {vocabulary.name}. Use one of: {', '.join(vocabulary.ids())}."
            raise ValueError(message)
        return text

    return AfterValidator(check)


Line = Annotated[str, AfterValidator(_line)]
Moment = Annotated[datetime, BeforeValidator(_time)]
Day = Annotated[date, BeforeValidator(_day)]
IdText = Annotated[str, AfterValidator(_line), AfterValidator(_advisory_id)]
WebLink = Annotated[str, AfterValidator(_line), AfterValidator(_web_link)]
Cve = Annotated[str, AfterValidator(_cve)]
Cwe = Annotated[str, AfterValidator(_cwe)]
Purl = Annotated[str, AfterValidator(_purl)]
Cpe = Annotated[str, AfterValidator(_cpe)]
FraudType = Annotated[str, _term(FRAUD_TYPES)]
Sector = Annotated[str, _term(SECTORS)]
ActionWord = Annotated[str, _term(ACTIONS)]
Role = Annotated[str, _term(ROLES)]
Evidence = Annotated[str, _term(EVIDENCE)]
Measure = Annotated[str, _term(MEASURES)]


class Record(BaseModel):
    """The base of every record: frozen, strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __getstate__(self) -> dict[Any, Any]:
        """Return what is kept of a record: the values of its fields, in their order, and nothing of how it was made."""
        held = self.__dict__
        return tuple(held[name] for name in type(self).__pydantic_fields__)  # type: ignore[return-value]

    def __setstate__(self, state: dict[Any, Any]) -> None:
        """Be the record whose values these are. Records are fetched by the ten thousand, so it is made in one step."""
        names = type(self).__pydantic_fields__
        if len(state) != len(names):
            message = f"{len(state)} values for the {len(names)} fields of {type(self).__name__}"
            raise ValueError(message)
        _set(self, "__dict__", dict(zip(names, state, strict=True)))
        _set(self, "__pydantic_fields_set__", set(names))
        _set(self, "__pydantic_extra__", None)
        _set(self, "__pydantic_private__", None)


class Revision(Record):
    """One correction after publication: when, and what changed."""

    date: Moment
    summary: Line


class Action(Record):
    """What is asked of members: who, what, by when. ``by`` may be missing here; lint asks for it."""

    who: tuple[Sector, ...] = ()
    what: ActionWord
    by: Moment | None = None
    text: Line


class Indicator(Record):
    """A thing by which the fraud is recognised, as it is (live); only ``indicator.defang`` may show it.

    ``action`` is what apps are asked to do, ``expires`` when it stops to hold; ``model.listing`` says what holds where
    they are missing. By ``review_by`` somebody looks at it again. ``cleared`` is when it was found to be nobody's
    fraud, for a ``reason``: it is then listed nowhere, and everybody is told so.
    """

    type: IndicatorType
    value: Line
    role: Role
    action: Measure | None = None
    first_seen: Day | None = None
    last_seen: Day | None = None
    expires: Moment | None = None
    review_by: Day | None = None
    evidence: Evidence = "reported"
    cleared: Moment | None = None
    reason: Line | None = None

    @model_validator(mode="after")
    def _explained(self) -> Self:
        if self.cleared is not None and self.reason is None:
            message = "reason: is missing. A cleared indicator says why."
            raise ValueError(message)
        return self


class Sheet(Record):
    """The large set of indicators beside an advisory, ``<ID>.indicators.csv``.

    ``path`` is relative to the repository, ``digest`` the SHA-256 (hex) of its bytes, ``rows`` how many lines of
    indicators there are.
    """

    path: str
    digest: str
    rows: int


class Software(Record):
    """A product with a flaw: which versions have it, which are mended (``model.versions`` reads both).

    ``purl`` and ``cpe`` name the product, without a version, as package managers and scanners do.
    """

    vendor: Line
    product: Line
    affected: Line
    fixed: Line
    cve: tuple[Cve, ...] = ()
    cvss: Line | None = None
    cwe: tuple[Cwe, ...] = ()
    purl: Purl | None = None
    cpe: Cpe | None = None


class Reference(Record):
    """A source or further reading."""

    title: Line
    url: WebLink


class Screen(Record):
    """What an app shows on a whole screen to a person who is about to pay; what is left out is title or summary."""

    title: Line | None = None
    message: Line | None = None


CARD_TITLE, CARD_MESSAGE = 60, 200
"""How many characters the two may have: Unicode code points in form C, so that every program counts the same.

What people see as one character is one or more of them, so that a text which fits is never longer to the eye.
"""


class Text(Record):
    """What a reader reads, in one language. ``body`` is Markdown, ``translates`` the revision it renders."""

    language: str
    title: Line
    summary: Line
    card: Screen | None = None
    body: str = ""
    translates: int = Field(default=1, ge=1)

    @property
    def screen(self) -> tuple[str, str]:
        """Return title and message of the card, whatever their lengths."""
        card = self.card or _NO_SCREEN
        return card.title or self.title, card.message or self.summary


_NO_SCREEN = Screen()


class Advisory(Record):
    """An advisory in its original language, with its translations."""

    id: IdText
    kind: Kind
    title: Line
    summary: Line
    card: Screen | None = None
    status: Status = Status.PUBLISHED
    reason: Line | None = None
    superseded_by: IdText | None = None
    severity: Severity
    tlp: Tlp = Tlp.CLEAR
    published: Moment | None = None
    revisions: tuple[Revision, ...] = ()
    expires: Moment | None = None
    fraud_types: tuple[FraudType, ...] = ()
    sectors: tuple[Sector, ...] = ()
    actions: tuple[Action, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    software: tuple[Software, ...] = ()
    references: tuple[Reference, ...] = ()
    aliases: tuple[Line, ...] = ()
    related: tuple[IdText, ...] = ()
    contact: Line | None = None
    language: str = "en"
    body: str = ""
    translations: tuple[Text, ...] = ()
    sheet: Sheet | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.status is not Status.DRAFT and self.published is None:
            message = "published: is missing. Write when it was published, like 2026-03-02T11:00:00+05:30."
            raise ValueError(message)
        if self.status is Status.WITHDRAWN and self.reason is None:
            message = "reason: is missing. A withdrawn advisory says why."
            raise ValueError(message)
        if self.status is Status.SUPERSEDED and self.superseded_by is None:
            message = "superseded_by: is missing. Name the id of the advisory that replaces this one."
            raise ValueError(message)
        return self

    @property
    def revision(self) -> int:
        """Return the number of the newest revision: 1 as first published, one more for each revision."""
        return 1 + len(self.revisions)

    @property
    def issued(self) -> datetime:
        """Return when it was published; ValueError for a draft, which has not been."""
        if self.published is None:
            message = f"{self.id} is a draft and was never published"
            raise ValueError(message)
        return self.published

    @property
    def updated(self) -> datetime:
        """Return when it last changed: the newest revision, else the publication."""
        return max((revision.date for revision in self.revisions), default=self.issued)

    @property
    def year(self) -> int:
        """Return the year in the id, 0 for a draft."""
        parts = parse_id(self.id)
        return parts.year if parts else 0

    @property
    def is_draft(self) -> bool:
        """Whether it is a draft, by status or by id."""
        parts = parse_id(self.id)
        return self.status is Status.DRAFT or (parts is not None and parts.is_draft)

    @cached_property
    def texts(self) -> dict[str, Text]:
        """Return the text of every language it has, the original first."""
        original = Text.model_construct(  # its parts were validated with the advisory
            language=self.language, title=self.title, summary=self.summary, card=self.card, body=self.body,
            translates=self.revision,
        )  # fmt: skip
        return {self.language: original} | {text.language: text for text in self.translations}

    def text(self, language: str) -> Text:
        """Return the text in ``language``, else the original."""
        return self.texts.get(language, self.texts[self.language])

    def is_stale(self, language: str) -> bool:
        """Whether the text in ``language`` renders an older revision than the newest."""
        return self.text(language).translates < self.revision
