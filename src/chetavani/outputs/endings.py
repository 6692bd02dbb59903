# SPDX-License-Identifier: Apache-2.0
"""What formats say first of an advisory that no longer stands: that it was withdrawn, and why; or what replaced it."""

from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.base import BuildContext

ENDED = frozenset({Standing.WITHDRAWN, Standing.SUPERSEDED})
"""Where an advisory stands that is to be taken back wherever it went."""


def ending(library: Library, context: BuildContext, advisory: Advisory, language: str = "") -> str:
    """Return that text in ``language``, else the site's first; empty for what stands or has expired.

    A successor that is not public is not named.
    """
    language, standing = language or context.settings.languages[0], library.standing(advisory)
    if standing is Standing.WITHDRAWN:
        return f"{context.word(language, 'feed_withdrawn')} {advisory.reason}"
    if standing is Standing.SUPERSEDED:
        other = library.card(advisory.superseded_by or "")
        named = other.id if other is not None and other.is_public else ""
        return f"{context.word(language, 'feed_superseded')} {named}".strip()
    return ""
