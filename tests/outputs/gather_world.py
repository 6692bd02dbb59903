# SPDX-License-Identifier: Apache-2.0
"""Files that are made of many others, as a build makes them: of excerpts, or of bundles of these."""

from collections.abc import Iterable, Mapping

from tests.outputs.feed_world import context, render

from chetavani.model.library import Library
from chetavani.outputs import OUTPUTS
from chetavani.outputs.base import Excerpt, Gathered, Gathering, Output, artifacts_of


def joinable(gathering: Gathering, found: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    """Return what is kept of the files ``found`` for a gathering."""
    excerpts = [
        (path, gathering.excerpt.make(content))
        for path, content in sorted(found.items())
        if path.startswith(gathering.excerpt.prefix)
    ]
    if isinstance(gathering.source, Excerpt):
        return excerpts
    of: dict[str, list[tuple[str, bytes]]] = {}
    for path, content in excerpts:
        of.setdefault(gathering.source.of(path), []).append((path, content))
    return [(name, gathering.source.make(of[name])) for name in sorted(of)]


def gathered(output: Output, of: Library, wanted: Iterable[str] = ()) -> dict[str, bytes]:
    """Return the files that ``output`` gathers of what all outputs make of ``of``; if any are ``wanted``, these."""
    if not isinstance(output, Gathered):
        return {}
    asked, paths = context(of), set(wanted)
    gatherings = [one for one in output.gather(asked) if not paths or one.path in paths]
    prefixes = tuple(one.excerpt.prefix for one in gatherings)
    named = {prefix.partition("/")[0] for prefix in prefixes}  # outputs are called as their folders are
    makers = (every for every in OUTPUTS if every.name in named)
    planned = (artifact for every in makers for artifact in artifacts_of(every.plan(of, asked)))
    found = {one.path: render(one) for one in planned if one.path.startswith(prefixes)}
    return {one.path: one.join(joinable(one, found)) for one in gatherings}
