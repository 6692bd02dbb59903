# SPDX-License-Identifier: Apache-2.0
"""The page "Is this forward real?": a pasted warning is compared, in the browser, with every text that was published.

Nothing of the page depends on an advisory; what it compares with is in ``chat/check/`` (``outputs.chat``).
"""

from collections.abc import Iterable, Iterator
from functools import partial

from chetavani.model.library import Library
from chetavani.model.page import Layout, Page
from chetavani.outputs.addresses import language_root
from chetavani.outputs.base import Artifact, BuildContext, Shard, Silence
from chetavani.outputs.keys import digest_of
from chetavani.outputs.page_scope import PageScope

_TEMPLATE = "forward.html.jinja"


class ForwardPages:
    """The page in each language."""

    name = "forward_page"
    told = Silence("It is a form: what it tells of an advisory is in the records of the chat texts.")

    def plan(self, library: Library, context: BuildContext) -> Iterable[Shard]:  # noqa: ARG002  # all are asked alike
        """Return the pages of all languages as one shard."""
        yield Shard(self.name, digest_of([self.name]), partial(_pages, context))


def _pages(context: BuildContext) -> Iterator[Artifact]:
    for language in context.settings.languages:
        here = PageScope(context, language, f"{language_root(context.settings, language)}forward/")
        yield Artifact(f"{here.url}index.html", "text/html", partial(_page, here), digest_of([here.url]))


def _page(here: PageScope) -> Page:
    settings = here.context.settings
    return here.page(
        Layout.FORWARD,
        title=here.word("forward_title"),
        description=here.word("forward_description"),
        content=here.render(_TEMPLATE),
        alternates={code: f"{language_root(settings, code)}forward/" for code in settings.languages},
    )
