# SPDX-License-Identifier: Apache-2.0
"""Everything at once: all advisories as a zip, as lines, as a database and as a table for spreadsheets.

All four are made of the documents of the JSON API, so that they say what those say. A document is looked into when it
is written, and again only when it has changed.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from chetavani.model.library import Library
from chetavani.outputs.archives import deflated, gzipped, zipped
from chetavani.outputs.base import Artifact, BuildContext, Bundle, Excerpt, Gathering, Shard
from chetavani.outputs.bulk.database import database, hundred, rows
from chetavani.outputs.bulk.places import DATABASE, DOCUMENTS, LINES, SHEET, ZIP, member_of
from chetavani.outputs.bulk.sheet import cells, sheet
from chetavani.outputs.bulk.standing import told


class BulkFiles:
    """Files of all advisories. See ``chetavani.outputs.base.Output`` and ``Gathered``."""

    name = "bulk"
    told = staticmethod(told)

    def plan(self, library: Library, context: BuildContext) -> Iterator[Artifact | Shard]:
        """Yield nothing: all of it is gathered."""
        del library, context
        return iter(())

    def gather(self, context: BuildContext) -> Iterator[Gathering]:
        """Yield the four files, first the one that takes longest; the zip and the lines share what is compressed."""
        languages = context.settings.languages
        tables = Excerpt("rows", DOCUMENTS, rows)
        by_hundreds = Bundle("hundred", tables, _hundred_of, hundred)
        yield Gathering(DATABASE, "application/vnd.sqlite3", by_hundreds, partial(database, context))
        packed = Excerpt("deflated", DOCUMENTS, deflated)
        yield Gathering(ZIP, "application/zip", packed, _zipped)
        yield Gathering(LINES, "application/gzip", packed, _lines)
        row = Excerpt("cells", DOCUMENTS, partial(cells, languages))
        yield Gathering(SHEET, "text/csv", row, partial(sheet, languages))


def _hundred_of(path: str) -> str:
    """Return what a document's path has in common with those of the hundred ids that its own is among."""
    return path.removesuffix(".json")[:-2]


def _zipped(excerpts: Iterable[tuple[str, bytes]]) -> bytes:
    return zipped((member_of(path), document) for path, document in excerpts)


def _lines(excerpts: Iterable[tuple[str, bytes]]) -> bytes:
    return gzipped(document for _, document in excerpts)
