# SPDX-License-Identifier: Apache-2.0
"""The look-up: whether an indicator is listed, asked by the first digits of its hash and answered by static files.

The server learns those digits and nothing else. Beside the answers are what a client needs to ask: how long the
prefix is, the client itself, and the values by which any other client proves that it makes the same hashes.
"""

import json
from collections.abc import Iterator
from functools import partial

from chetavani.model.library import Library
from chetavani.outputs.base import Artifact, BuildContext, Shard
from chetavani.outputs.keys import digest_of
from chetavani.outputs.lookup.places import FOLDER, META, prefix_digits
from chetavani.outputs.lookup.shards import shards
from chetavani.outputs.lookup.standing import told
from chetavani.outputs.lookup_cards import HELPLINE, REPORT
from chetavani.outputs.stamps import stamp
from chetavani.shipped import shipped

VERSION = 1
HASH_BYTES = 16
MAX_AGE = 3600
"""Seconds after which a client asks again for what it holds."""
_JSON = "application/json"
_SHIPPED = "lookup-"
_MEDIA_TYPES = {"json": _JSON, "mjs": "text/javascript"}


class Lookup:
    """The answers, and what it takes to ask. See ``chetavani.outputs.base.Output``."""

    name = "lookup"
    told = staticmethod(told)

    def plan(self, library: Library, context: BuildContext) -> Iterator[Artifact | Shard]:
        """Yield what says how to ask, what is published as it is, and the answers."""
        meta = meta_bytes(library.listings.count, library.listings.held, library.listings.newest)
        yield _constant(META, meta)
        for name, content in shipped(_SHIPPED).items():
            yield _constant(FOLDER + name, content)
        yield from shards(f"{self.name}/shards", library.listings, context.settings.publisher.prefix)


def _constant(path: str, content: bytes) -> Artifact:
    media_type = _MEDIA_TYPES[path.rpartition(".")[2]]
    return Artifact(path, media_type, partial(bytes, content), digest_of([path, content.decode()]))


def meta_bytes(count: int, held: int, newest: int) -> bytes:
    """Return ``meta.json``: ``count`` entries are listed, ``held`` with cleared ones; ``newest`` is the last change."""
    told = {
        "version": VERSION,
        "prefix_digits": prefix_digits(held),
        "hash": "sha256",
        "hash_bytes": HASH_BYTES,
        "entries": count,
        "updated": stamp(newest),
        "shard": "{prefix}.json",
        "card": "cards/{advisory}.json",
        "max_age": MAX_AGE,
        "helpline": HELPLINE,
        "report": REPORT,
    }
    return json.dumps(told, separators=(",", ":")).encode() + b"\n"
