# SPDX-License-Identifier: Apache-2.0
"""Planning: what the outputs are asked, and what they answer, for the pipeline to render."""

from collections.abc import Collection, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from chetavani.earlier import EarlierSite
from chetavani.edition import Edition
from chetavani.loaders.official import load_official
from chetavani.model.library import Library
from chetavani.model.page import Article
from chetavani.outputs import FORMS, OUTPUTS
from chetavani.outputs.base import (
    Artifact,
    BuildContext,
    Carried,
    Gathered,
    Gathering,
    Register,
    Registered,
    Roll,
    Rolled,
    Shard,
)
from chetavani.templating import TemplateRenderer, load_wording, template_roots


def context_of(edition: Edition, articles: tuple[Article, ...] = (), before: Path | None = None) -> BuildContext:
    """Return what outputs know besides the library of ``edition``: ``articles`` are pages of the knowledge base.

    ``before`` is the folder of a site that was published before. Raises SiteError if it cannot be read.
    """
    roots = template_roots(edition.root)
    return BuildContext(
        settings=edition.settings,
        as_of=edition.library.as_of,
        renderer=TemplateRenderer(roots),
        wording=load_wording(roots, edition.settings.languages),
        articles=articles,
        forms=FORMS,
        official=load_official(edition.root),
        earlier=EarlierSite.read_from(before, (one.carried for one in OUTPUTS if isinstance(one, Carried))),
    )


def plan(library: Library, context: BuildContext, left: Collection[str] = ()) -> list[Shard]:
    """Return the shards of every output but those ``left``, in the order of the registry.

    Artifacts of an output that are in none of its shards make one more. The names of all begin with the output's.
    """
    shards: list[Shard] = []
    for output in OUTPUTS:
        if output.name in left:
            continue
        loose: list[Artifact] = []
        for part in output.plan(library, context):
            if isinstance(part, Shard):
                shards.append(part)
            else:
                loose.append(part)
        if loose:
            shards.append(Shard(f"{output.name}/loose", "", partial(iter, tuple(loose))))
    return shards


def leaves_of(shards: Iterable[Shard]) -> Iterator[Shard]:
    """Yield the shards that hold artifacts, not shards."""
    for shard in shards:
        parts = iter(shard.parts())
        first = next(parts, None)
        if isinstance(first, Shard):
            yield from leaves_of(part for part in chain((first,), parts) if isinstance(part, Shard))
        else:
            yield shard


def turn_of(leaf: Shard) -> tuple[bool, list[str], str]:
    """Return what sorts leaves: those that span years first, then by the hundred ids that they are about.

    What is about the same advisories is together, whichever output makes it, so that they are fetched once for all.
    """
    output, *_ = parts = leaf.name.split("/")
    year, *_ = hundred = parts[-2:]
    return year.isdigit(), hundred, output


def rolls(context: BuildContext) -> dict[str, Roll]:
    """Return the rolls of every output under the names of their shards, in a fixed order."""
    return {
        f"{output.name}/{roll.path}": roll
        for output in OUTPUTS
        if isinstance(output, Rolled)
        for roll in output.rolls(context)
    }


def registers(context: BuildContext) -> dict[str, Register]:
    """Return the registers of rolls under the names of their shards, in a fixed order."""
    found = ((output.name, output.register(context)) for output in OUTPUTS if isinstance(output, Registered))
    return {f"{name}/{register.path}": register for name, register in found}


def gatherings(context: BuildContext) -> dict[str, Gathering]:
    """Return the files that outputs make of many others, under the names of their shards, in a fixed order."""
    return {
        f"{output.name}/{gathering.path}": gathering
        for output in OUTPUTS
        if isinstance(output, Gathered)
        for gathering in output.gather(context)
    }
