# SPDX-License-Identifier: Apache-2.0
"""STIX 2.1 for threat intelligence platforms: a bundle of each advisory, and bundles of all that holds now."""

from collections.abc import Iterable, Iterator
from functools import partial

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.outputs.base import Artifact, BuildContext, Form, Gathering, Shard, Told
from chetavani.outputs.hundreds import card_key, hundreds
from chetavani.outputs.stix.current import MEDIA_TYPE, current, gathering
from chetavani.outputs.stix.objects import advisory_objects, bundle, text
from chetavani.outputs.stix.told import ends_told


class StixBundles:
    """The bundles. See ``chetavani.outputs.base.Output`` and ``Gathered``."""

    name = "stix"
    form = Form("STIX", MEDIA_TYPE, "stix/{id}.json")

    def plan(self, library: Library, context: BuildContext) -> Iterator[Shard]:
        """Yield the bundles of the advisories by hundreds of ids, then the small ones of current indicators."""
        yield from hundreds(f"{self.name}/advisories", library, partial(_bundles, library, context))
        yield current(f"{self.name}/current", library, context)

    def gather(self, context: BuildContext) -> Iterator[Gathering]:
        """Yield the bundle of all current indicators."""
        yield gathering(context)

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterable[Told]:
        """Return what its bundle tells of its end."""
        return ends_told(library, context, card, StixBundles.form.path_of(card))


def _bundles(library: Library, context: BuildContext, cards: Iterable[Card]) -> Iterator[Artifact]:
    for card in cards:
        path = StixBundles.form.path_of(card)
        yield Artifact(path, MEDIA_TYPE, partial(_bundle, library, context, card), card_key(library, card))


def _bundle(library: Library, context: BuildContext, card: Card) -> bytes:
    return text(bundle(context.settings, card.id, advisory_objects(library, context, card))) + b"\n"
