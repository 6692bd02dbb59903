# SPDX-License-Identifier: Apache-2.0
"""What the documents of the JSON API hold: the one source of their JSON Schemas and of what is written into them.

Times are RFC 3339 in UTC, ending in ``Z``. What is null or empty is there all the same, so that a program need not ask.
A document may get more fields within ``v1``; none goes away and none changes its meaning.
"""

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema
from typing_extensions import TypedDict  # pydantic makes schemas of no other before Python 3.12

from chetavani.model.indicator import IndicatorType
from chetavani.model.vocab import Kind, Severity, Standing, Status, Tlp

VERSION = "v1"
FOLDER = f"api/{VERSION}/"
"""Where the documents are; a change that programs notice gets a folder of its own, and this one stays."""

Time = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
Address = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]
AdvisoryId = Annotated[str, WithJsonSchema({"type": "string", "pattern": r"^[A-Z][A-Z0-9]{1,9}-\d{4}-\d{4,6}$"})]
Term = Annotated[str, WithJsonSchema({"type": "string", "pattern": r"^[a-z0-9-]+$"})]
PublicStanding = Annotated[
    str, WithJsonSchema({"type": "string", "enum": [one.value for one in Standing if one is not Standing.DRAFT]})
]
PublicStatus = Annotated[
    str, WithJsonSchema({"type": "string", "enum": [one.value for one in Status if one is not Status.DRAFT]})
]
Change = Literal["publication", "revision", "withdrawn", "superseded"]


class Body(TypedDict):
    """The text of an advisory in three forms."""

    html: Annotated[str, Field(description="Safe HTML: a fixed list of elements, links absolute, no script.")]
    text: Annotated[str, Field(description="The words alone, white space folded.")]
    markdown: Annotated[str, Field(description="The source, CommonMark with tables, alerts and footnotes.")]


class Text(TypedDict):
    """What a reader reads, in one language."""

    title: str
    summary: Annotated[str, Field(description="Complete in itself, at most 280 characters.")]
    body: Body
    translates: Annotated[int, Field(description="The revision that this text renders.", ge=1)]
    stale: Annotated[bool, Field(description="Whether there is a newer revision than it renders.")]
    url: Annotated[Address, Field(description="The page in this language.")]


class Revision(TypedDict):
    """A state of the advisory: the first is its publication."""

    number: Annotated[int, Field(ge=1)]
    date: Time
    summary: Annotated[str | None, Field(description="What changed; null for the publication.")]


class Action(TypedDict):
    """What is asked of members."""

    who: Annotated[list[Term], Field(description="Sectors; everybody whom the advisory concerns if empty.")]
    what: Annotated[Term, Field(description="A term of the vocabulary `actions`.")]
    by: Annotated[Time | None, Field(description="The deadline.")]
    text: str


class Indicator(TypedDict):
    """A thing by which the fraud is recognised."""

    type: IndicatorType
    value: Annotated[str, Field(description="The live value: to be compared, never to be opened, called or paid.")]
    shown: Annotated[str, Field(description="The value as it may be shown: no program makes a link of it.")]
    role: Annotated[Term, Field(description="A term of the vocabulary `roles`.")]
    evidence: Annotated[Term, Field(description="A term of the vocabulary `evidence`.")]
    first_seen: Day | None
    last_seen: Day | None
    expires: Annotated[Time | None, Field(description="The end that its author wrote; `until` is what holds.")]
    action: Annotated[
        Term | None,
        Field(description="What apps are asked to do, a term of the vocabulary `measures`; null if it is cleared."),
    ]
    until: Annotated[
        Time, Field(description="When it is no longer to be acted on: its own end, else that of its type.")
    ]
    review_by: Annotated[Day | None, Field(description="The day by which the publisher looks at it again.")]
    cleared: Annotated[
        Time | None, Field(description="When it was found to be no sign of a fraud: undo what was done.")
    ]
    reason: Annotated[str | None, Field(description="Why it was cleared.")]


class Software(TypedDict):
    """A product with a flaw: which versions have it, which are mended."""

    vendor: str
    product: str
    affected: Annotated[str, Field(description="Versions that have it, like `>= 1.0, < 1.4 || >= 2.0, < 2.1`.")]
    fixed: Annotated[str, Field(description="The releases that are mended, with remarks.")]
    cve: list[str]
    cvss: Annotated[str | None, Field(description="A CVSS vector.")]
    cwe: Annotated[list[str], Field(description="The kinds of weakness, like `CWE-502`.")]
    purl: Annotated[str | None, Field(description="The package URL of the product, without a version.")]
    cpe: Annotated[str | None, Field(description="The CPE 2.3 name of the product.")]


class Reference(TypedDict):
    """A source or further reading."""

    title: str
    url: Address


class Advisory(TypedDict):
    """An advisory in full, in all its languages."""

    schema: Annotated[Address, Field(description="The JSON Schema of this document.")]
    demonstration: Annotated[bool, Field(description="Whether this is no official publication.")]
    id: AdvisoryId
    url: Annotated[Address, Field(description="The page in the first language of the site.")]
    kind: Kind
    severity: Severity
    tlp: Tlp
    status: Annotated[PublicStatus, Field(description="What its author says of it.")]
    standing: Annotated[PublicStanding, Field(description="Whether it holds now; only `current` is to be acted on.")]
    reason: Annotated[str | None, Field(description="Why it was withdrawn.")]
    superseded_by: Annotated[AdvisoryId | None, Field(description="The advisory that replaces it, if public.")]
    supersedes: Annotated[list[AdvisoryId], Field(description="The advisories that it replaces.")]
    published: Time
    updated: Annotated[Time, Field(description="When it, or where it stands, last changed.")]
    expires: Time | None
    revision: Annotated[int, Field(description="The number of the newest revision.", ge=1)]
    revisions: list[Revision]
    fraud_types: list[Term]
    sectors: list[Term]
    actions: list[Action]
    indicators: Annotated[
        list[Indicator], Field(description="To be acted on while `standing` is `current`, each until its `until`.")
    ]
    past_indicators: Annotated[
        list[Indicator],
        Field(
            description="Cleared, or of an advisory that no longer holds: not to be acted on, and to be undone if it is"
            " cleared or the advisory withdrawn."
        ),
    ]
    software: list[Software]
    references: list[Reference]
    aliases: list[str]
    related: list[AdvisoryId]
    contact: Annotated[str, Field(description="Whom to write to about it.")]
    language: Annotated[str, Field(description="The language in which it was written.")]
    texts: Annotated[dict[str, Text], Field(description="By language, the original first.")]


class Row(TypedDict):
    """An advisory in a list."""

    id: AdvisoryId
    url: Annotated[Address, Field(description="The page in the first language of the site.")]
    document: Annotated[Address, Field(description="The advisory in full.")]
    kind: Kind
    severity: Severity
    standing: PublicStanding
    published: Time
    updated: Time
    expires: Time | None
    revision: Annotated[int, Field(ge=1)]
    fraud_types: list[Term]
    sectors: list[Term]
    titles: Annotated[dict[str, str], Field(description="By language, the original first.")]
    summaries: Annotated[dict[str, str], Field(description="By language, the original first.")]


class YearLink(TypedDict):
    """Where the advisories of a year are."""

    year: int
    count: int
    url: Address


class Index(TypedDict):
    """The newest advisories, and where all others are."""

    schema: Annotated[Address, Field(description="The JSON Schema of this document.")]
    demonstration: Annotated[bool, Field(description="Whether this is no official publication.")]
    publisher: Annotated[dict[str, str], Field(description="The publisher's name, by language.")]
    count: Annotated[int, Field(description="How many public advisories there are.")]
    updated: Annotated[Time | None, Field(description="The newest change of any; null if there is none yet.")]
    changes: Annotated[Address, Field(description="Every change, one line each.")]
    years: Annotated[list[YearLink], Field(description="The newest year first.")]
    advisories: Annotated[list[Row], Field(description="The newest 500, newest publication first.")]


class Year(TypedDict):
    """All public advisories of the ids of a year."""

    schema: Annotated[Address, Field(description="The JSON Schema of this document.")]
    demonstration: Annotated[bool, Field(description="Whether this is no official publication.")]
    year: int
    advisories: Annotated[list[Row], Field(description="Newest publication first.")]


class ChangeLine(TypedDict):
    """A line of the list of all changes."""

    at: Time
    id: AdvisoryId
    change: Change
    revision: Annotated[int | None, Field(description="Of a publication or a revision.")]
    document: Address


class VocabularyTerm(TypedDict):
    """A word of the vocabulary."""

    id: str
    labels: dict[str, str]
    source: Annotated[str, Field(description="Whose word it is.")]
    retired: Annotated[Day | None, Field(description="The first day on which it no longer applies.")]


class Vocabulary(TypedDict):
    """Every closed list of words that advisories use."""

    schema: Annotated[Address, Field(description="The JSON Schema of this document.")]
    vocabularies: Annotated[dict[str, list[VocabularyTerm]], Field(description="By name; terms in their order.")]
