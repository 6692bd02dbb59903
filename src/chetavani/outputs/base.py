# SPDX-License-Identifier: Apache-2.0
"""What an output is: a pure function of the library that plans artifacts; each renders itself when asked.

Planning is cheap and happens in one process; rendering is what costs, so it is a callable that a worker process or
nobody at all (nothing changed) may run.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol, runtime_checkable

from chetavani.config import Settings
from chetavani.model.card import Card, moment
from chetavani.model.library import Library
from chetavani.model.listing import Entry
from chetavani.model.page import Article, Page


class Place(StrEnum):
    """Where an artifact goes: the site, or the records that only the search indexer reads."""

    SITE = "site"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file to be. ``path`` is relative with ``/``; ``key`` stands for all that its bytes depend on.

    ``render`` gives the bytes, or a page that the pipeline pours into its shell. Two builds in which an artifact has
    the same ``key`` (and the same templates, settings, shell and code, which the pipeline adds) have the same bytes;
    an empty key means: always render. ``signed`` says that readers of the format expect a signature beside the file.
    """

    path: str
    media_type: str
    render: Callable[[], "bytes | Page"]
    key: str = ""
    place: Place = Place.SITE
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of an output: artifacts, or else smaller shards, that are planned together.

    ``name`` is unique in a build and the same from build to build. ``key`` stands for all that its artifacts depend
    on, as an artifact's does: while it is the same, nobody asks for the ``parts``. It is computed from cards alone,
    and so that the keys of all shards together cost little however many advisories there are. A shard is rendered by
    one process; ``parts`` is a module's function with arguments bound (``partial``), so that it can be sent there.
    """

    name: str
    key: str
    parts: "Callable[[], Iterable[Artifact | Shard]]"


def _every(_: Card) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Form:
    """A file that an output makes of each advisory for programs. ``path`` has ``{id}`` in the place of the id.

    Or ``{lower}``, the id in small letters, and ``{year}``, the year of publication in UTC. ``label`` is the format's
    own name, the same in every language; ``wanted`` says which public advisories have one.
    Where a format has ids of its own, ``named`` makes them of the settings, which the form of a context has.
    """

    label: str
    media_type: str
    path: str
    wanted: Callable[[Card], bool] = _every
    named: Callable[[Settings, Card], str] | None = None
    settings: Settings | None = None

    def path_of(self, card: Card) -> str:
        """Return where the file of an advisory is, relative to the site's root. LookupError without needed settings."""
        own = card.id
        if self.named is not None:
            if self.settings is None:
                message = f"the ids of {self.label} need settings: take the form from the context"
                raise LookupError(message)
            own = self.named(self.settings, card)
        return self.path.format(id=own, lower=card.id.lower(), year=moment(card.issued).year)


def artifacts_of(parts: "Iterable[Artifact | Shard]") -> "Iterator[Artifact]":
    """Yield every artifact of ``parts``, those of shards included, in their order."""
    for part in parts:
        if isinstance(part, Shard):
            yield from artifacts_of(part.parts())
        else:
            yield part


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is kept of files for others that are made of many: what ``make`` makes of the bytes of each.

    The files are those whose paths begin with ``prefix``. ``make`` is a module's function (or a ``partial`` of one),
    and depends on nothing but those bytes, the settings and the code; so what is kept of a file holds as long as the
    file does. Whoever renders the file takes the excerpt in passing. ``name`` is unique in a build.
    """

    name: str
    prefix: str
    make: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is kept of several files together, where joining their excerpts one by one would take too long.

    ``of`` gives the name of the bundle that the file at a path is in. ``make`` gets path and excerpt of each file of
    it, in the order of the paths, and gives what is kept; it depends on nothing else but the settings and the code.
    ``name`` is unique among excerpts too.
    """

    name: str
    excerpt: Excerpt
    of: Callable[[str], str]
    make: Callable[[Iterable[tuple[str, bytes]]], bytes]


@dataclass(frozen=True, slots=True)
class Gathering:
    """A file that is made of what is kept of many others, after all of these are there.

    ``join`` gets path and excerpt of each of those files, in the order of the paths, and gives the bytes; or name and
    content of each bundle, in the order of the names. It depends on nothing else but the settings and the code. It is
    called when one of those files has changed, come or gone. They are outputs of ours, and no gatherings themselves.
    """

    path: str
    media_type: str
    source: Excerpt | Bundle
    join: Callable[[Iterable[tuple[str, bytes]]], bytes]

    @property
    def excerpt(self) -> Excerpt:
        """Return what is taken of each file."""
        return self.source.excerpt if isinstance(self.source, Bundle) else self.source


class Tally(NamedTuple):
    """What a roll says of all its entries: how many, when anything last changed (an instant), the release's number."""

    entries: int
    newest: int
    release: int


def _nothing(_: Tally) -> bytes:
    return b""


@dataclass(frozen=True, slots=True)
class Roll:
    """A file with something for each of all entries of indicators, a million of them perhaps: never whole in memory.

    It is ``head``, then what ``piece`` makes of the entries of every drawer, in the order of the digits, then ``tail``.
    ``piece`` is a module's function (or a ``partial`` of one); its bytes are kept for each drawer, so it depends on
    nothing but those entries, the settings and the code. ``counts`` tells how many of them count in the tally of
    ``head``; it is asked of every drawer too.
    """

    path: str
    media_type: str
    piece: Callable[[Sequence[Entry]], bytes]
    head: Callable[[Tally], bytes] = _nothing
    tail: bytes = b""
    counts: Callable[[Sequence[Entry]], int] = len


class Listed(NamedTuple):
    """What a file came to: how many entries or changes are in it, its size in bytes, its SHA-256 (hex)."""

    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Register:
    """The file about rolls that is made when all are there, and the releases of one of them.

    ``of`` is the path of that roll, a line for each entry in the order of the hashes; ``cleared`` that of the roll that
    tells of what was cleared. What a release changed goes to ``delta_path`` of its number: ``delta_lines`` makes it of
    lines before, lines after and lines of what is cleared, drawer by drawer; ``digits_of`` tells the hash of a line,
    and raises ValueError or LookupError for what is none. ``make`` gets the tally of the roll, every roll by its path
    and the deltas by the numbers of their releases. ``told`` reads back, from the bytes that ``make`` made, the number
    of the release, the roll, and the deltas, and raises the same.
    """

    path: str
    media_type: str
    of: str
    cleared: str
    delta_path: Callable[[int], str]
    delta_lines: Callable[[Iterable[bytes], Iterable[bytes], Iterable[bytes]], Iterable[bytes]]
    digits_of: Callable[[bytes], str]
    make: Callable[[Tally, Mapping[str, Listed], Sequence[tuple[int, Listed]]], bytes]
    told: Callable[[bytes], tuple[int, Listed, Sequence[tuple[int, Listed]]]]


class Renderer(Protocol):
    """Renders a template by name, with autoescape on: the one way from data to HTML."""

    def render(self, template: str, /, words: Mapping[str, str] | None = None, **variables: object) -> str:
        """Return the text that ``template`` makes of ``words``, the site's own in one language, and ``variables``."""
        ...


class Earlier(Protocol):
    """The site that was published before, for what an output carries over from it (``Carried``)."""

    def key(self, prefix: str, /) -> str:
        """Return what stands for all files there whose paths begin with ``prefix``; empty if there are none."""
        ...

    def read(self, path: str, /) -> bytes:
        """Return the bytes of a file there; none if it is not there."""
        ...


@dataclass(frozen=True, slots=True)
class NothingEarlier:
    """No site before this one is known."""

    def key(self, prefix: str, /) -> str:
        """Return nothing."""
        del prefix
        return ""

    def read(self, path: str, /) -> bytes:
        """Return nothing."""
        del path
        return b""


@dataclass(frozen=True)
class BuildContext:
    """All that an output may know besides the library; made once per build by the pipeline.

    ``as_of`` is aware. ``wording`` maps a language to the site's own words. ``articles`` are the pages of the
    knowledge base, ``forms`` what there is of each advisory for programs, ``official`` the list of official places.
    ``earlier`` is the site that was published before: the prefixes that outputs carry over, and no more.
    ``memo`` holds small pieces of pages that many have (``outputs.page_scope``); what is in it never shows.
    """

    settings: Settings
    as_of: datetime
    renderer: Renderer
    wording: Mapping[str, Mapping[str, str]]
    articles: tuple[Article, ...] = ()
    forms: tuple[Form, ...] = ()
    official: frozenset[str] = frozenset()
    earlier: Earlier = field(default_factory=NothingEarlier)
    memo: dict[tuple[str, str], dict[tuple[object, ...], str]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Give the settings to the forms."""
        object.__setattr__(self, "forms", tuple(replace(form, settings=self.settings) for form in self.forms))

    def word(self, language: str, name: str, /, **values: object) -> str:
        """Return the site's own words called ``name``, filled with ``values``; KeyError if there are none."""
        return self.wording[language][name].format(**values)

    def absolute(self, path: str) -> str:
        """Return the full address of a path relative to the site's root."""
        return self.settings.base_url + path


def _text(content: bytes) -> str:
    return content.decode()


@dataclass(frozen=True, slots=True)
class Told:
    """What a file has to say of one advisory: each of ``says``, and nothing of ``never``.

    ``part`` takes out of the file's bytes the text in which to look: all of it, or what is about that advisory alone.
    It may raise ValueError or LookupError when the file is not what it should be. The file must be there.
    """

    path: str
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    part: Callable[[bytes], str] = _text


@dataclass(frozen=True, slots=True)
class Silence:
    """The stand of an output that tells of no single advisory, in the place of ``told``; and why that is right."""

    reason: str

    def __call__(self, library: Library, context: BuildContext, card: Card, /) -> Iterable[Told]:
        """Return nothing."""
        del library, context, card
        return ()


class Output(Protocol):
    """One format or family of pages; one module, one line in ``OUTPUTS``."""

    @property
    def name(self) -> str:
        """Return the name, which is also its heading in docs/reference/outputs.md."""
        ...

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact | Shard]:
        """Return the artifacts and shards, in a fixed order, without rendering them."""
        ...

    @property
    def told(self) -> "Callable[[Library, BuildContext, Card], Iterable[Told]]":
        """Return what tells how the files speak of a public advisory that was withdrawn or replaced, or has expired.

        A ``Silence`` if they name none. ``chetavani verify`` holds every build to it.
        """
        ...


@runtime_checkable
class Formed(Protocol):
    """An output that makes a file of each advisory for programs; pages and feeds link to it."""

    @property
    def form(self) -> Form:
        """Return what that file is, and where."""
        ...


@runtime_checkable
class Gathered(Protocol):
    """An output that makes files of many others, which ``plan`` does not have."""

    def gather(self, context: BuildContext) -> Iterable[Gathering]:
        """Return them, in a fixed order. They make no use of ``context.as_of``: what of it counts is in the files."""
        ...


@runtime_checkable
class Rolled(Protocol):
    """An output that makes rolls of the entries of indicators, which ``plan`` does not have."""

    def rolls(self, context: BuildContext) -> Iterable[Roll]:
        """Return them, in a fixed order. They make no use of ``context.as_of``."""
        ...


@runtime_checkable
class Registered(Protocol):
    """An output of rolls whose releases are numbered."""

    def register(self, context: BuildContext) -> Register:
        """Return the file about its rolls. It makes no use of ``context.as_of``."""
        ...


@runtime_checkable
class Carried(Protocol):
    """An output whose files say what those of the site before said. ``context.earlier`` has them.

    The keys of its shards and artifacts stand for them too.
    """

    @property
    def carried(self) -> str:
        """Return how the paths of those files begin: a folder, with a closing ``/``."""
        ...
