# SPDX-License-Identifier: Apache-2.0
"""The JavaScript client in Chromium: what the server learns there, and what the browser keeps."""

import re

from playwright.sync_api import Page as Tab
from tests.client.lookup_world import NOW, Site, prefix_of
from tests.client.node import CLIENT

_ASK = """async ([base, moments, values]) => {
    document.cookie = "who=me; path=/";
    const { Checker } = await import("/client.mjs");
    const said = [];
    for (const now of moments) {
        const checker = new Checker(base, { now: () => now * 1000 });
        for (const [type, value] of values) said.push((await checker.check(type, value)).state);
    }
    return said;
}"""


def test_the_server_learns_prefixes_and_no_more(tab: Tab, site: Site) -> None:
    (site.folder / "client.mjs").write_bytes(CLIENT.read_bytes())
    (site.folder / "page.html").write_text("<!doctype html><title>Ask</title><link rel=icon href=data:,>")
    tab.goto(f"{site.address}page.html?fee.desk@example")
    site.asked.clear()
    values = [("upi", "fee.desk@example"), ("phone", "+44 7700 900999"), ("upi", "nobody@example")]
    assert tab.evaluate(_ASK, ["./", [NOW, NOW], values]) == ["listed", "cleared", "unknown"] * 2
    asked = [one for one in site.asked if one.path != "/client.mjs"]
    wanted = ["meta.json", *(f"{prefix_of(kind, value.replace(' ', ''))}.json" for kind, value in values)]
    assert [one.path for one in asked] == wanted * 2
    # the second client, as after the page was loaded again, has the files by their marks
    assert [one.status for one in asked] == [200] * 4 + [304] * 4
    for one in asked:
        assert not {"Cookie", "Referer"} & one.headers.keys()
        assert not re.search("fee|desk|7700|nobody|me;", str(one.headers))


def test_a_page_that_came_over_http_holds_nobody_up(tab: Tab, site: Site) -> None:
    (site.folder / "client.mjs").write_bytes(CLIENT.read_bytes())
    (site.folder / "page.html").write_text("<!doctype html><title>Ask</title>")
    tab.goto(f"{site.address}page.html")
    tab.evaluate("Object.defineProperty(crypto, 'subtle', { value: undefined })")  # as browsers have it there
    assert tab.evaluate(_ASK, ["./", [NOW], [("upi", "fee.desk@example")]]) == ["unavailable"]
