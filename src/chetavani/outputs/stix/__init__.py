# SPDX-License-Identifier: Apache-2.0
"""STIX 2.1: a bundle of each advisory for threat intelligence platforms."""

import json
from collections.abc import Iterable, Iterator
from functools import partial

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.outputs.base import Artifact, BuildContext, Form, Shard, Told
from chetavani.outputs.hundreds import card_key, hundreds
from chetavani.outputs.stix.objects import advisory_objects, bundle
from chetavani.outputs.stix.told import ends_told

MEDIA_TYPE = "application/stix+json;version=2.1"


class StixBundles:
    """A bundle of each advisory. See ``chetavani.outputs.base.Output``."""

    name = "stix"
    form = Form("STIX", MEDIA_TYPE, "stix/{id}.json")

    def plan(self, library: Library, context: BuildContext) -> Iterator[Shard]:
        """Yield the bundles by hundreds of ids."""
        return hundreds(self.name, library, partial(_bundles, library, context))

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterable[Told]:
        """Return what its bundle tells of its end."""
        return ends_told(library, context, card, StixBundles.form.path_of(card))


def _bundles(library: Library, context: BuildContext, cards: Iterable[Card]) -> Iterator[Artifact]:
    for card in cards:
        path = StixBundles.form.path_of(card)
        yield Artifact(path, MEDIA_TYPE, partial(_bundle, library, context, card), card_key(library, card))


def _bundle(library: Library, context: BuildContext, card: Card) -> bytes:
    made = bundle(context.settings, card.id, advisory_objects(library, context, card))
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
