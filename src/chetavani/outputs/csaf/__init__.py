# SPDX-License-Identifier: Apache-2.0
"""CSAF 2.0 (OASIS Common Security Advisory Framework): a provider of files for vulnerability scanners and downloaders.

A document of every public advisory with its hashes, what downloaders find them by, and ``security.txt``.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.base import Artifact, BuildContext, Shard, Told
from chetavani.outputs.csaf import provider
from chetavani.outputs.csaf.document import document, title
from chetavani.outputs.csaf.history import changed
from chetavani.outputs.csaf.links import CATEGORIES, FEED, FOLDER, FORM, HASHES, JSON, KEY, METADATA, SERVICE
from chetavani.outputs.csaf.notes import expiry as expires_text
from chetavani.outputs.csaf.notes import reason
from chetavani.outputs.csaf.security import PATH as SECURITY_TXT
from chetavani.outputs.csaf.security import contacts, expiry, security_txt
from chetavani.outputs.csaf.telling import Telling
from chetavani.outputs.hundreds import card_key, hundreds
from chetavani.outputs.keys import digest_of, library_key
from chetavani.outputs.stamps import stamp

_PLAIN, _CSV, _PGP_KEYS = "text/plain", "text/csv", "application/pgp-keys"
INDEX, CHANGES = f"{FOLDER}index.txt", f"{FOLDER}changes.csv"


class CsafProvider:
    """The documents, and what they are found by. See ``chetavani.outputs.base.Output``."""

    name = "csaf"
    form = FORM

    def plan(self, library: Library, context: BuildContext) -> Iterator[Artifact | Shard]:
        """Yield the documents by hundreds of ids, what names all of them, and what never changes."""
        yield from hundreds(f"{self.name}/documents", library, partial(_documents, library, context))
        yield Shard(f"{self.name}/indexes", library_key(library), partial(_indexes, library, context))
        yield from _constant(context)

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
        """Yield what document and indexes say of an advisory that no longer stands.

        The document of one that has expired said from the start until when it holds, and has not changed.
        """
        telling = Telling(library, context, card)
        path, at = FORM.path_of(card), stamp(changed(library, card))
        if telling.ended:
            yield Told(path, says=(title(telling), reason(telling)), part=_head)
            yield Told(path, never=('"product_tree"', '"vulnerabilities"'))
            yield Told(CHANGES, says=(f'"{path.removeprefix(FOLDER)}","{at}"',))
            yield Told(FEED, says=(f'"updated":"{at}"',), part=partial(_entry, card.id))
        elif telling.standing is Standing.EXPIRED:
            yield Told(path, says=(expires_text(telling),), part=_head)


def _head(content: bytes) -> str:
    """Return the title, the notes and the newest version's summary of a document."""
    head = json.loads(content)["document"]
    texts = [one["text"] for one in head["notes"]]
    return "\n".join([head["title"], *texts, head["tracking"]["revision_history"][-1]["summary"]])


def _entry(advisory_id: str, content: bytes) -> str:
    """Return the entry of an advisory in the feed. LookupError if there is none."""
    _, found, rest = content.partition(f'{{"id":"{advisory_id}",'.encode())
    if not found:
        message = f"{advisory_id} has no entry"
        raise LookupError(message)
    return rest.partition(b'{"id":')[0].decode()


@dataclass(frozen=True)
class _Made:
    """A document on its way: made once, for itself and for its hashes."""

    telling: Telling

    @cached_property
    def content(self) -> bytes:
        """Return the document. Its keys are sorted, as the standard advises (6.2.13)."""
        made = document(self.telling)
        return json.dumps(made, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"

    def whole(self) -> bytes:
        """Return the document."""
        return self.content

    def hash(self, algorithm: str) -> bytes:
        """Return the document's hash as ``sha256sum`` writes it."""
        name = FORM.path_of(self.telling.card).rpartition("/")[2]
        return f"{hashlib.new(algorithm, self.content).hexdigest()}  {name}\n".encode()


def _documents(library: Library, context: BuildContext, cards: Iterable[Card]) -> Iterator[Artifact]:
    for card in cards:
        path, key, made = FORM.path_of(card), card_key(library, card), _Made(Telling(library, context, card))
        yield Artifact(path, JSON, made.whole, key, signed=True)
        for algorithm in HASHES:
            yield Artifact(f"{path}.{algorithm}", _PLAIN, partial(made.hash, algorithm), key)


@dataclass(frozen=True)
class _Indexes:
    """The files that name every document: their rows are found once, by whoever renders the first of them."""

    library: Library
    context: BuildContext

    @cached_property
    def _rows(self) -> list[provider.Row]:
        return provider.rows(self.library, self.context)

    def index(self) -> bytes:
        """Return ``index.txt``."""
        return provider.index(self._rows)

    def changes(self) -> bytes:
        """Return ``changes.csv``."""
        return provider.changes(self._rows)

    def feed(self) -> bytes:
        """Return the ROLIE feed."""
        return provider.feed(self.context, self._rows)

    def metadata(self) -> bytes:
        """Return the provider's metadata."""
        return provider.metadata(self.context, provider.newest(self._rows))


def _indexes(library: Library, context: BuildContext) -> Iterator[Artifact]:
    made, key = _Indexes(library, context), library_key(library)
    yield Artifact(INDEX, _PLAIN, made.index, key)
    yield Artifact(CHANGES, _CSV, made.changes, key)
    yield Artifact(FEED, JSON, made.feed, key)
    yield Artifact(METADATA, JSON, made.metadata, key)


def _constant(context: BuildContext) -> Iterator[Artifact]:
    """Yield what is made of code and settings alone, and ``security.txt``, which is new each quarter."""
    key = digest_of(["constant"])
    yield Artifact(SERVICE, JSON, partial(provider.service, context), key)
    yield Artifact(CATEGORIES, JSON, partial(provider.categories, context), key)
    if context.settings.csaf.openpgp:
        yield Artifact(KEY, _PGP_KEYS, context.settings.csaf.openpgp.encode, key)
    if contacts(context.settings):
        expires = expiry(context.as_of)
        yield Artifact(SECURITY_TXT, _PLAIN, partial(security_txt, context, expires), digest_of([expires]))
