# SPDX-License-Identifier: Apache-2.0
"""Ways to plan pages and to read what they say."""

from collections.abc import Iterable
from posixpath import dirname, normpath

from lxml import html
from tests.outputs.feed_world import context

from chetavani.model.library import Library
from chetavani.model.page import Page
from chetavani.outputs.base import Artifact, BuildContext, Output, artifacts_of
from chetavani.outputs.feeds_page import FeedsPages
from chetavani.outputs.home import HomePages
from chetavani.outputs.lists import ListPages
from chetavani.outputs.pages import AdvisoryPages

PAGES: tuple[Output, ...] = (AdvisoryPages(), ListPages(), HomePages(), FeedsPages())


def planned(of: Library, given: BuildContext | None = None, outputs: Iterable[Output] = PAGES) -> dict[str, Artifact]:
    """Return the artifacts of all pages, by path."""
    given = given or context(of)
    return {artifact.path: artifact for output in outputs for artifact in artifacts_of(output.plan(of, given))}


def page(of: Library, path: str, given: BuildContext | None = None) -> Page:
    """Return the page at ``path``, which ends with / or is empty."""
    return made(planned(of, given)[f"{path}index.html"])


def made(artifact: Artifact) -> Page:
    """Return the page that an artifact makes."""
    result = artifact.render()
    assert isinstance(result, Page)
    return result


def tree(of: Page) -> html.HtmlElement:
    """Return a page's content as an element tree."""
    return html.fromstring(f"<div>{of.content}</div>")


def text(element: html.HtmlElement) -> str:
    """Return an element's text, white space folded."""
    return " ".join(str(element.text_content()).split())


def one(element: html.HtmlElement, selector: str) -> html.HtmlElement:
    """Return the one element that ``selector`` (CSS classes and names, as XPath) finds."""
    found = element.xpath(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


def with_class(name: str) -> str:
    """Return the XPath of the elements of a class."""
    return f'//*[contains(concat(" ", @class, " "), " {name} ")]'


def resolved(href: str, page_path: str) -> str:
    """Return the path in the site, with index.html, to which a relative link on the page at ``page_path`` leads."""
    target = href.partition("#")[0].partition("?")[0]
    if not target:
        return page_path
    path = normpath(f"{dirname(page_path) or '.'}/{target}")
    path = "" if path == "." else path
    return f"{path}/index.html".removeprefix("/") if target.endswith("/") or not path else path
