# SPDX-License-Identifier: Apache-2.0
"""What axe finds broken on an open page. Only that is asked of it: all that is right would cost as much again."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Tab

TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}


def violations(tab: Tab, options: dict[str, Any] = TAGS) -> list[tuple[str, list[str]]]:
    """Return the rules that axe finds broken, and where."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(Axe().axe_script)
    told = "one => [one.id, one.nodes.map(node => node.html)]"
    found: list[list[Any]] = tab.evaluate(f"async options => (await axe.run(options)).violations.map({told})", options)
    return [(rule, places) for rule, places in found]
