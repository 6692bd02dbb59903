# SPDX-License-Identifier: Apache-2.0
"""The search page: every facet with the labels of its language, and a way on without a script."""

import pytest
from tests.builders import advisory, library
from tests.outputs.feed_world import context, full_library
from tests.outputs.page_world import made, one, planned, text, tree

from chetavani.outputs.search_page import SearchPages


@pytest.mark.parametrize(("path", "labels"), [
    ("search/index.html", {"Kind", "Fraud type", "Sector", "Severity", "Year", "Language", "Status"}),
    ("hi/search/index.html", {"प्रकार", "ठगी का प्रकार", "क्षेत्र", "गंभीरता", "साल", "भाषा", "स्थिति"}),
])  # fmt: skip
def test_the_facets_are_labelled_in_the_language_of_the_page(path: str, labels: set[str]) -> None:
    of = full_library()
    content = tree(made(planned(of, context(of), [SearchPages()])[path]))
    selects = content.xpath("//select[@data-cv-facet]")
    assert [select.get("name") for select in selects] == [
        "kind", "fraud-type", "sector", "severity", "year", "language", "status",
    ]  # fmt: skip
    assert {text(one(content, f'//label[@for="{select.get("id")}"]')) for select in selects} == labels


def test_only_values_that_an_advisory_has_are_offered() -> None:
    of = library(advisory(1, severity="low"))
    content = tree(made(planned(of, context(of), [SearchPages()])["search/index.html"]))
    offered = {select.get("name"): select.xpath("./option/@value") for select in content.xpath("//select")}
    assert offered["severity"] == ["", "low"]
    assert offered["status"] == ["", "current"]
    assert offered["year"] == ["", "2026"]


def test_without_a_script_it_says_so_and_leads_to_the_lists() -> None:
    of = full_library()
    content = tree(made(planned(of, context(of), [SearchPages()])["hi/search/index.html"]))
    assert "JavaScript" in text(one(content, '//div[@class="cv-without-script"]/p'))
    assert "../../hi/advisories/" in content.xpath('//div[@class="cv-without-script"]//a/@href')
    assert not content.xpath("//script | //*[@onclick or @onload or @onsubmit]")


def test_a_value_more_changes_the_key() -> None:
    def keys(*severities: str) -> list[str]:
        of = library(*(advisory(number, severity=one) for number, one in enumerate(severities, 1)))
        return [artifact.key for artifact in planned(of, context(of), [SearchPages()]).values()]

    assert keys("low", "low") == keys("low")
    assert not set(keys("low")) & set(keys("low", "high"))
