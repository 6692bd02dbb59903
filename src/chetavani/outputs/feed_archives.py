# SPDX-License-Identifier: Apache-2.0
"""Archives of the *new* feeds (RFC 5005): a document for each month that has passed, at an address that stays.

From a feed, ``prev-archive`` leads to the newest and from each to the one before, so that whoever walks them has every
advisory ever published. What a month holds stays; how it reads is how the advisories stand now, and without their full
text: a client may never ask for an archive again, and shall not act on what it kept of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import STANDINGS, Standing, Status
from chetavani.outputs.addresses import archive_url
from chetavani.outputs.atom import AtomFormat, entry_text
from chetavani.outputs.base import Artifact, BuildContext, Shard, Told
from chetavani.outputs.feed import FeedPlan
from chetavani.outputs.feed_content import xml_text
from chetavani.outputs.feed_documents import feed_document
from chetavani.outputs.feed_ids import item_id
from chetavani.outputs.feed_items import Item, settled
from chetavani.outputs.feed_keys import ItemKeys
from chetavani.outputs.feed_months import Month, histories, month_of, month_start, past_months
from chetavani.outputs.feed_slices import feed_slices
from chetavani.outputs.keys import digest_of, digest_of_sources, tied_key, year_key

_FORM = AtomFormat()
Chain = Mapping[str, tuple[str, str]]
"""The months of a slice's archives, and where the older and the newer one beside each is, empty if there is none."""


class FeedArchives:
    """The archives of the feeds of everything and of each translation. See ``chetavani.outputs.base.Output``."""

    name = "feed_archives"

    def plan(self, library: Library, context: BuildContext) -> Iterator[Shard]:
        """Yield a shard for each year of publication, in it one for each month; oldest first."""
        months = past_months(library, context.settings.zone)
        chains = {name: _chain(months, name) for name in dict.fromkeys(histories(context.settings).values())}
        for year, of_year in groupby(months, key=_year):
            held = tuple(of_year)
            here = {
                name: {one.name: chain[one.name] for one in held if one.name in chain} for name, chain in chains.items()
            }
            key = _year_key(library, held, here)
            yield Shard(f"{self.name}/{year}", key, partial(_months, library, context, held, here))

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
        """Yield what the archives of an advisory's month say of its end; nothing before the month has passed."""
        zone = context.settings.zone
        if month_start(card.issued, zone) >= month_start(library.at, zone):
            return
        month = month_of(card.issued, zone)
        carried = Month(month, (card,), ())
        advisory, standing = library.advisory(card.id), library.standing(card)
        for one in feed_slices(context.settings):
            if one.name in histories(context.settings).values() and carried.carried(one.name):
                ref = item_id(context.settings, advisory, one.language)
                says = [f"title [{STANDINGS[standing].label(one.language)}] ", f"standing {standing.value}"]
                if standing is Standing.WITHDRAWN:
                    says += [xml_text(advisory.reason or ""), f"deleted {ref}"]
                never = (f"standing {Standing.CURRENT.value}",)
                yield Told(archive_url(one.name, month), tuple(says), never, partial(entry_text, ref=ref))


def _year(month: Month) -> str:
    return month.name.partition("-")[0]


def _chain(months: Sequence[Month], slice_name: str) -> Chain:
    names = [month.name for month in months if month.carried(slice_name)]
    places = ["", *(archive_url(slice_name, name) for name in names), ""]
    return dict(zip(names, zip(places, places[2:], strict=False), strict=False))


def _year_key(library: Library, months: Sequence[Month], chains: Mapping[str, Chain]) -> str:
    years = {year.number: year for month in months for year in month.years}
    parts = [year_key(library, years[number]) for number in sorted(years)]
    parts += (tied_key(library, other) for number in sorted(years) for other in years[number].foreign)
    beside = (f"{name} {month} {older} {newer}" for name in chains for month, (older, newer) in chains[name].items())
    return digest_of([*parts, "", *(month.name for month in months), "", *beside])


def _months(
    library: Library, context: BuildContext, months: Sequence[Month], chains: Mapping[str, Chain]
) -> Iterator[Shard]:
    keys = ItemKeys(library, brief=True)
    for month in months:
        plans = tuple(_plans(library, context, keys, month, chains))
        key = digest_of_sources((plan.key for plan in plans), ())
        name = f"{FeedArchives.name}/{_year(month)}/{month.name}"
        yield Shard(name, key, partial(_artifacts, library, context, plans))


def _plans(
    library: Library, context: BuildContext, keys: ItemKeys, month: Month, chains: Mapping[str, Chain]
) -> Iterator[FeedPlan]:
    """Yield what each slice that has an advisory of the month archives of it."""
    items = {card.id: Item(card, card.issued, settled(library, card)) for card in month.cards}
    for one in feed_slices(context.settings):
        if month.name in chains.get(one.name, {}):
            older, newer = chains[one.name][month.name]
            cards = month.carried(one.name)
            held = tuple(items[card.id] for card in cards)
            gone = tuple(sorted(card for card in cards if card.status == Status.WITHDRAWN))
            key = keys.of(held, gone, (one.name, month.name, older, newer))
            yield FeedPlan(
                one, changes=False, items=held, listed=True, key=key,
                withdrawn=gone, month=month.name, older=older, newer=newer,
            )  # fmt: skip


def _artifacts(library: Library, context: BuildContext, plans: Sequence[FeedPlan]) -> Iterator[Artifact]:
    longest = max(len(plan.items) for plan in plans)
    for plan in plans:
        render = partial(feed_document, library, context, plan, _FORM, longest)
        yield Artifact(plan.path(_FORM.extension), _FORM.media_type, render, plan.key)
