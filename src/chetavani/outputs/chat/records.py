# SPDX-License-Identifier: Apache-2.0
"""What the page "Is this forward real?" compares with: every text of an advisory that is known to have been published.

The texts of today come first. After them come, for what has expired, the texts as they were before; then what the site
before knew and this one does not make: texts of earlier revisions, which are kept nowhere else. No text is ever
forgotten that way, and none is made up.
"""

import json
from collections.abc import Container, Iterator, Mapping
from typing import Any, NamedTuple

from chetavani.errors import SiteError
from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.addresses import advisory_url
from chetavani.outputs.api.records import time_of
from chetavani.outputs.base import BuildContext
from chetavani.outputs.chat.text import ChatText, Draft, chat_text

_VERSION = 1
_REMEDY = "Name the folder of a whole site that was published, or leave --after out: earlier texts are then unknown."


class Record(NamedTuple):
    """One text: which revision in which language, published when (RFC 3339), as what, and what is compared."""

    language: str
    revision: int
    date: str
    standing: str
    code: str
    text: str


def languages_of(context: BuildContext, languages: Container[str]) -> list[str]:
    """Return those of an advisory's ``languages`` in which there is a chat text, in the order of the settings."""
    return [one for one in context.settings.languages if one in languages]


def texts_of(library: Library, context: BuildContext, advisory: Advisory, standing: Standing) -> dict[str, ChatText]:
    """Return the chat texts of an advisory by their languages, as if it stood there."""
    return {
        language: chat_text(Draft(library, context, advisory, language, standing))
        for language in languages_of(context, advisory.texts)
    }


def check_document(
    library: Library,
    context: BuildContext,
    advisory: Advisory,
    texts: Mapping[str, ChatText],
    place: str,
    before: bytes,
) -> dict[str, Any]:
    """Return all that the page may know of an advisory, whose ``texts`` of today these are, by their languages.

    ``before`` is what the site before had at ``place``.
    """
    standing = library.standing(advisory)
    own = [_record(advisory, language, standing, text) for language, text in texts.items()]
    if standing is Standing.EXPIRED:  # which is no revision, as a withdrawal and a replacement are
        stood = texts_of(library, context, advisory, Standing.CURRENT)
        own += [_record(advisory, language, Standing.CURRENT, text) for language, text in stood.items()]
    known = {(one.language, one.revision, one.code) for one in own}
    carried = [
        one for one in _carried(place, advisory.id, before) if (one.language, one.revision, one.code) not in known
    ]
    other = library.card(advisory.superseded_by or "") if standing is Standing.SUPERSEDED else None
    return {
        "version": _VERSION,
        "id": advisory.id,
        "standing": standing.value,
        "revision": advisory.revision,
        "updated": time_of(advisory.updated),
        "successor": other.id if other is not None and other.is_public else None,
        "links": {one: context.absolute(advisory_url(context.settings, advisory, one)) for one in texts},
        "now": {language: text.code for language, text in texts.items()},
        "chat": {language: text.text for language, text in texts.items()},
        "records": [*own, *sorted(carried, key=lambda one: (-one.revision, one.language, one.code))],
    }


def _record(advisory: Advisory, language: str, standing: Standing, made: ChatText) -> Record:
    date = time_of(advisory.updated)
    return Record(language, advisory.revision, date, standing.value, made.code, made.compared)


def bytes_of(document: Mapping[str, Any]) -> bytes:
    """Return a document as JSON, a record on each line."""
    head = {name: value for name, value in document.items() if name != "records"}
    lines = ",\n".join(_dump(record._asdict()) for record in document["records"])
    return f'{_dump(head)[:-1]},"records":[\n{lines}\n]}}\n'.encode()


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _carried(place: str, advisory_id: str, before: bytes) -> Iterator[Record]:
    """Yield the records of the file that the site before had. Raises SiteError if it is none of ours."""
    if not before:
        return
    try:
        told = json.loads(before)
        if (told["version"], told["id"]) != (_VERSION, advisory_id):
            raise SiteError(place, f"of the site before is not about {advisory_id}.", _REMEDY)
        for one in told["records"]:
            record = Record(**one)
            if [type(value) for value in record] != [str, int, str, str, str, str]:
                raise SiteError(place, "of the site before has a record with other values.", _REMEDY)
            yield record
    except (ValueError, LookupError, TypeError) as error:
        raise SiteError(place, f"of the site before cannot be read: {error}.", _REMEDY) from None
