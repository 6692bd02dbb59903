# SPDX-License-Identifier: Apache-2.0
"""What the makers of a document's parts share: the advisory, and the words of its language."""

from dataclasses import dataclass
from functools import cached_property

from chetavani.model.advisory import Advisory
from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.addresses import advisory_url
from chetavani.outputs.base import BuildContext
from chetavani.outputs.csaf.sections import sections
from chetavani.outputs.endings import ENDED


@dataclass(frozen=True)
class Telling:
    """A public advisory on its way into a document."""

    library: Library
    context: BuildContext
    card: Card

    @cached_property
    def advisory(self) -> Advisory:
        """Return the advisory in full."""
        return self.library.advisory(self.card.id)

    @cached_property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Return the title and text of each section of its body."""
        return self.sections_in(self.advisory.language, self.advisory.body)

    def sections_in(self, language: str, body: str) -> tuple[tuple[str, str], ...]:
        """Return the title and text of each section of a body in ``language``."""
        settings = self.context.settings
        page = advisory_url(settings, self.card, language if language in settings.languages else settings.languages[0])
        return sections(body, self.context.absolute(page))

    @cached_property
    def language(self) -> str:
        """Return the language of the document: the advisory's own, if the site has words in it."""
        own = self.advisory.language
        return own if own in self.context.wording else self.context.settings.languages[0]

    @cached_property
    def standing(self) -> Standing:
        """Return where the advisory stands."""
        return self.library.standing(self.card)

    @cached_property
    def ended(self) -> bool:
        """Whether the advisory was withdrawn or replaced."""
        return self.standing in ENDED

    @property
    def successor(self) -> Card | None:
        """Return the public advisory that replaced it."""
        other = self.library.card(self.card.superseded_by or "") if self.standing is Standing.SUPERSEDED else None
        return other if other is not None and other.is_public else None

    def word(self, name: str, **values: object) -> str:
        """Return the site's own words called ``name`` in the document's language."""
        return self.context.word(self.language, name, **values)
