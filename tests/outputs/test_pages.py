# SPDX-License-Identifier: Apache-2.0
"""An advisory's page: what it says, in which order, in which language, and what it never carries."""

from datetime import UTC, datetime
from posixpath import normpath
from typing import Any

import pytest
from lxml import html
from tests.builders import AS_OF, advisory, library
from tests.outputs.feed_world import hindi, render, revision
from tests.outputs.page_world import made, one, page, planned, text, tree, with_class

from chetavani.model.advisory import Advisory, Sheet
from chetavani.model.library import Library
from chetavani.outputs import OUTPUTS

INDICATORS = [
    {"type": "url", "value": "https://pay.evil.example/a?b=c", "role": "lure", "evidence": "confirmed"},
    {"type": "phone", "value": "+447700900417", "role": "caller", "first_seen": "2026-02-01"},
    {"type": "domain", "value": "parcel-fee.example", "role": "lure", "first_seen": "2026-02-01",
     "last_seen": "2026-02-09"},
    {"type": "upi", "value": "fee.desk@example", "role": "payee"},
    {"type": "email", "value": "desk@parcel.example", "role": "sender"},
    {"type": "ip", "value": "192.0.2.7", "role": "infrastructure"},
    {"type": "ip", "value": "2001:db8::7", "role": "infrastructure"},
]  # fmt: skip
ACTIONS = [
    {"who": ["courier"], "what": "block", "by": "2026-07-01T18:00:00+05:30", "text": "Block the numbers."},
    {"who": ["banking", "payment"], "what": "hold", "by": "2026-03-05T18:00:00+05:30", "text": "Hold the money."},
    {"who": ["public"], "what": "report", "text": "Report the calls."},
]
FULL: dict[str, Any] = {
    "indicators": INDICATORS,
    "actions": ACTIONS,
    "revisions": [revision(2, "Added a number."), revision(9, "Added a site.")],
    "aliases": ["CIAD-2026-0001"],
    "translations": [hindi(1, 3)],
}


def shown(of: Advisory, language: str = "en", *others: Advisory, as_of: datetime = AS_OF) -> html.HtmlElement:
    """Return the content of an advisory's page."""
    root = "" if language == "en" else f"{language}/"
    return tree(page(library(of, *others, as_of=as_of), f"{root}advisories/{of.id}/"))


def rows(content: html.HtmlElement, section: str) -> list[list[str]]:
    """Return the texts of the cells of the tables in a section."""
    found = content.xpath(f'//section[@aria-labelledby="{section}"]//tbody/tr')
    return [[text(cell) for cell in row.xpath("./td")] for row in found]


def test_the_head_says_what_it_is() -> None:
    content = shown(advisory(1, **FULL))
    assert text(one(content, "//h1")) == "Parcel call number 1 that asks for a fee"
    marks = text(one(content, with_class("cv-marks")))
    assert "High severity" in marks
    assert "Fraud warning" in marks
    assert "MPC-2026-0001" in marks
    facts = text(one(content, with_class("cv-facts")))
    assert "Published 2 March 2026, 11:00 IST" in facts
    assert "Updated 9 May 2026, 10:00 IST" in facts
    assert "CIAD-2026-0001" in facts
    assert content.xpath("//time/@datetime")[0] == "2026-03-02T11:00:00+05:30"
    assert "../../advisories/fraud-type/courier-parcel/" in content.xpath("//dl//a/@href")


def test_the_page_tells_the_shell_what_it_is() -> None:
    made_page = page(library(advisory(1, **FULL)), "hi/advisories/MPC-2026-0001/")
    assert made_page.title == "पार्सल के नाम पर शुल्क माँगने वाली कॉल 1 (MPC-2026-0001)"
    assert made_page.description.startswith("लहर 1")
    assert made_page.alternates == {"en": "advisories/MPC-2026-0001/", "hi": "hi/advisories/MPC-2026-0001/"}
    assert [link.href for link in made_page.links] == ["feeds/all.atom", "feeds/all.rss", "feeds/all.json"]
    anchors = [heading.anchor for heading in made_page.toc]
    found = [str(name) for name in tree(made_page).xpath("//h2/@id")]
    assert anchors == found
    assert [heading.title for heading in made_page.toc] == [text(part) for part in tree(made_page).xpath("//h2")]


def test_what_is_asked_is_in_the_order_of_deadlines_and_the_passed_ones_are_marked() -> None:
    assert rows(shown(advisory(1, **FULL)), "actions") == [
        ["5 March 2026, 18:00 IST Deadline passed", "Banks, Payment apps and gateways", "Hold: Hold the money."],
        ["1 July 2026, 18:00 IST", "Courier and delivery", "Block: Block the numbers."],
        ["No deadline", "The public", "Report: Report the calls."],
    ]


def test_indicators_are_grouped_by_type_and_disarmed() -> None:
    content = shown(advisory(1, **FULL))
    section = one(content, '//section[@aria-labelledby="indicators"]')
    assert [text(part) for part in section.xpath(".//h3")] == [
        "UPI id", "Phone number", "Link", "Website", "E-mail address", "IP address",
    ]  # fmt: skip
    values = [text(part) for part in section.xpath(".//td//code")]
    assert values == [
        "fee.desk[at]example", "+447700900417", "hxxps://pay[.]evil[.]example/a?b=c", "parcel-fee[.]example",
        "desk[at]parcel[.]example", "192[.]0[.]2[.]7", "2001[:]db8[:][:]7",
    ]  # fmt: skip
    assert str(one(section, ".//pre/code").text_content()).split() == values
    asked = "Warn before paying until 9 February 2027"
    cells = ["parcel-fee[.]example Copy", "Lures people in", "Reported", asked, "1 February 2026 – 9 February 2026"]
    assert cells in rows(content, "indicators")


def test_a_cleared_indicator_stands_apart_with_its_reason() -> None:
    phone = {"type": "phone", "value": "+447700900417", "role": "caller", "last_seen": "2026-05-01"}
    clearance = {"cleared": "2026-05-25T10:00:00Z", "reason": "The number <b>was</b> given to another person."}
    cleared = {**phone, "value": "+447700900418", **clearance}
    section = one(shown(advisory(1, indicators=[phone, cleared])), '//section[@aria-labelledby="indicators"]')
    assert [text(part) for part in section.xpath(".//td//code")] == ["+447700900417"]
    assert [text(part) for part in section.xpath(".//li")] == [
        "Phone number: +447700900418 (cleared on 25 May 2026: The number <b>was</b> given to another person.)"
    ]
    assert str(one(section, ".//pre/code").text_content()).split() == ["+447700900417"]
    alone = one(shown(advisory(1, indicators=[cleared])), '//section[@aria-labelledby="indicators"]')
    assert not alone.xpath(".//table | .//pre")
    assert "undo it" in text(alone)


def test_the_owner_of_what_is_listed_is_told_where_to_appeal() -> None:
    phone = {"type": "phone", "value": "+447700900417", "role": "caller", "last_seen": "2026-05-01"}
    section = one(shown(advisory(1, indicators=[phone])), '//section[@aria-labelledby="indicators"]')
    assert section.xpath(".//a/@href") == ["mailto:nodal-desk@chetavani.example"]
    past = shown(advisory(1, indicators=[phone], status="withdrawn", reason="Wrong."))
    assert not one(past, '//section[@aria-labelledby="indicators"]').xpath(".//a")


@pytest.mark.parametrize("language", ["en", "hi"])
def test_no_live_indicator_is_anywhere_on_the_page(language: str) -> None:
    of = library(advisory(1, **FULL))
    root = "" if language == "en" else "hi/"
    whole = repr(page(of, f"{root}advisories/MPC-2026-0001/"))
    armed = [item["value"] for item in INDICATORS if item["type"] != "phone"]
    assert [value for value in armed if value in whole] == []
    assert "tel:+" not in whole


def test_versions_cve_links_and_the_vector() -> None:
    software = {
        "vendor": "Example", "product": "Gateway", "affected": ">= 1.0, < 1.4 || >= 2.0, < 2.2", "fixed": "1.4, 2.2",
        "cve": ["CVE-2021-44228"], "cvss": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:L",
    }  # fmt: skip
    content = shown(advisory(1, kind="software-upgrade", fraud_types=[], software=[software]))
    assert rows(content, "versions") == [
        [
            "Example Gateway", ">= 1.0, < 1.4 or >= 2.0, < 2.2", "1.4, 2.2",
            "CVE-2021-44228 CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:L",
        ]
    ]  # fmt: skip
    hrefs = content.xpath('//section[@aria-labelledby="versions"]//a/@href')
    assert hrefs == ["../../advisories/software/example-gateway/", "https://nvd.nist.gov/vuln/detail/CVE-2021-44228"]


def test_the_names_that_programs_know_a_product_by_are_shown() -> None:
    software = {
        "vendor": "Example", "product": "Gateway", "affected": "< 2", "fixed": "2", "cwe": ["CWE-79", "CWE-89"],
        "purl": "pkg:npm/%40example/gateway", "cpe": "cpe:2.3:a:example:gateway:*:*:*:*:*:*:*:*",
    }  # fmt: skip
    content = shown(advisory(1, kind="software-upgrade", fraud_types=[], software=[software]))
    ((product, *_, weakness),) = rows(content, "versions")
    assert product == f"Example Gateway {software['purl']} {software['cpe']}"
    assert weakness == "CWE-79, CWE-89"


def test_the_history_has_the_first_publication_last() -> None:
    history = one(shown(advisory(1, **FULL)), '//section[@aria-labelledby="history"]')
    assert [text(item) for item in history.xpath(".//li")] == [
        "9 May 2026, 10:00 IST: Added a site.",
        "2 May 2026, 10:00 IST: Added a number.",
        "2 March 2026, 11:00 IST: First published.",
    ]


def test_the_feeds_that_carry_it_are_linked() -> None:
    follow = one(shown(advisory(1)), '//section[@aria-labelledby="follow"]')
    hrefs = follow.xpath('.//a[contains(@class, "cv-chip")]/@href')
    names = [
        "all",
        "kind-fraud-warning",
        "fraud-type-courier-parcel",
        "sector-courier",
        "sector-public",
        "severity-high",
    ]
    assert hrefs == [f"../../feeds/{name}.{form}" for name in names for form in ("atom", "rss", "json")]


def first_text(content: html.HtmlElement) -> str:
    """Return the text of the first element of a page's content."""
    return text(content.xpath("./*")[0])


@pytest.mark.parametrize(
    ("severity", "forms"),
    [("high", ["JSON", "CAP", "STIX", "MISP", "CSAF"]), ("low", ["JSON", "STIX", "MISP", "CSAF"])],
)
@pytest.mark.parametrize("language", ["", "hi/"])
def test_its_files_for_programs_are_linked(severity: str, forms: list[str], language: str) -> None:
    of = library(advisory(1, severity=severity))
    url = f"{language}advisories/MPC-2026-0001/"
    links = tree(page(of, url)).xpath(with_class("cv-forms") + "//a")
    assert [text(link) for link in links] == forms
    files = planned(of, outputs=OUTPUTS)
    for link in links:
        target = files[normpath(url + link.get("href"))]
        assert target.media_type == link.get("type")
        assert b"MPC-2026-0001" in render(target)


def test_a_current_advisory_has_no_banner_and_says_where_the_advice_is() -> None:
    content = shown(advisory(1, **FULL))
    assert not content.xpath(with_class("cv-banner"))
    anchor = one(content, with_class("cv-advice") + "/a").get("href").removeprefix("#")
    assert text(one(content, f'//*[@id="{anchor}"]')) == "What to do"


def test_withdrawn_is_said_first_with_its_reason() -> None:
    withdrawn = advisory(1, **FULL | {"status": "withdrawn", "reason": "It was wrong & unfair."})
    content = shown(withdrawn)
    assert first_text(content).startswith("Withdrawn: do not act on this advisory")
    assert "It was wrong & unfair." in first_text(content)
    assert "Deadline passed" not in text(content)
    assert "These requests no longer apply." in text(content)
    assert not content.xpath(with_class("cv-advice"))
    assert page(library(withdrawn), "advisories/MPC-2026-0001/").title.startswith("Withdrawn: ")


def test_superseded_is_said_first_with_a_link_to_the_newer_one() -> None:
    old, new = advisory(1, status="superseded", superseded_by="MPC-2026-0002"), advisory(2, translations=[hindi(2)])
    content = shown(old, "hi", new)
    assert first_text(content).startswith("यह पुरानी हो चुकी है")
    link = content.xpath("./*")[0].xpath(".//a")[0]
    assert link.get("href") == "../../../hi/advisories/MPC-2026-0002/"
    assert text(link) == "MPC-2026-0002: पार्सल के नाम पर शुल्क माँगने वाली कॉल 2"
    replaced = one(shown(new, "en", old), '//section[@aria-labelledby="related"]')
    assert text(replaced.xpath(".//li")[0]) == "Replaces MPC-2026-0001: Parcel call number 1 that asks for a fee"


def test_an_advisory_that_is_not_public_is_never_named() -> None:
    secret = advisory(2, title="Secret of the community", tlp="AMBER", related=["MPC-2026-0001"])
    draft = advisory(3, id="MPC-0000-0000-planned", title="Only planned", status="draft", published=None)
    old = advisory(1, status="superseded", superseded_by=secret.id, related=[secret.id, draft.id])
    whole = repr(page(library(old, secret, draft), "advisories/MPC-2026-0001/"))
    assert "Replaced: there is a newer advisory" in whole
    assert not [word for word in (secret.id, secret.title, draft.id, draft.title) if word in whole]
    assert "MPC-2026-0002" not in "".join(planned(library(old, secret, draft)))


def test_expired_is_said_first_with_the_date_and_only_after_it() -> None:
    of = advisory(1, expires="2026-07-01T00:00:00+05:30")
    assert not shown(of).xpath(with_class("cv-banner"))
    after = shown(of, as_of=datetime(2026, 7, 2, tzinfo=UTC))
    assert "Expired" in first_text(after)
    assert "1 July 2026, 00:00 IST" in first_text(after)


def test_a_stale_translation_says_so_and_links_to_the_original() -> None:
    of = advisory(1, **FULL | {"translations": [hindi(1, 1)]})
    banner = shown(of, "hi").xpath("./*")[0]
    assert text(banner).startswith("यह अनुवाद पुराना है")
    assert "संस्करण 1 " in text(banner)
    assert "संस्करण 3 " in text(banner)
    assert banner.xpath(".//a/@href") == ["../../../advisories/MPC-2026-0001/"]
    assert not shown(of).xpath(with_class("cv-banner"))


def test_without_a_translation_the_page_says_so_and_marks_the_original() -> None:
    content = shown(advisory(1, actions=ACTIONS), "hi")
    assert first_text(content).startswith("यह चेतावनी अभी हिंदी में उपलब्ध नहीं है")
    for selector in ("//h1", with_class("cv-summary"), with_class("cv-body")):
        assert one(content, selector).get("lang") == "en"
    assert content.xpath('//section[@aria-labelledby="actions"]//span/@lang') == ["en", "en", "en"]
    assert "कंपनियों से क्या करने को कहा गया है" in text(content)


def test_a_translated_page_marks_only_what_has_no_translation() -> None:
    content = shown(advisory(1, **FULL), "hi")
    assert one(content, "//h1").get("lang") is None
    assert one(content, with_class("cv-body")).get("lang") is None
    assert content.xpath('//section[@aria-labelledby="history"]//span/@lang') == ["en", "en"]
    assert "समय-सीमा बीत चुकी" in rows(content, "actions")[0][0]


def test_every_page_has_one_heading_of_the_first_level_and_no_id_twice(told: Library) -> None:
    for artifact in planned(told).values():
        content = tree(made(artifact))
        assert len(content.xpath("//h1")) == 1, artifact.path
        found = [str(name) for name in content.xpath("//@id")]
        assert len(found) == len(set(found)), artifact.path


def test_a_sheet_is_counted_and_leads_to_the_lists_while_it_holds() -> None:
    sheet = Sheet(path="advisories/2026/MPC-2026-0001.indicators.csv", digest="0" * 64, rows=1234)
    current = advisory(1).model_copy(update={"sheet": sheet})
    ended = advisory(1, status="withdrawn", reason="So.").model_copy(update={"sheet": sheet})
    for told, counted in ((current, True), (ended, False), (advisory(1), False)):
        for language in ("en", "hi"):
            content = shown(told, language)
            assert ("1,234" in text(content)) is counted
            assert bool(content.xpath("//a[contains(@href, 'indicators/all.csv')]")) is counted
