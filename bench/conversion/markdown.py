# SPDX-License-Identifier: Apache-2.0
"""What an advisory's fields say, as Markdown: for builders whose front matter their page template cannot show."""

from collections.abc import Iterator, Mapping

from bench.conversion.pages import Page
from chetavani.model.indicator import IndicatorType, defang
from chetavani.model.vocab import ACTIONS, EVIDENCE, ROLES, SECTORS

_HEADINGS = {
    "en": ("Actions", "Software", "Indicators", "Sources", "Related advisories", "History"),
    "hi": ("कार्रवाई", "सॉफ़्टवेयर", "संकेतक", "स्रोत", "संबंधित चेतावनियाँ", "इतिहास"),
}


def with_fields(page: Page, titles: Mapping[str, str]) -> str:
    """Return the body with tables and lists of the fields around it, as our page shows them."""
    actions, software, indicators, sources, related, history = _HEADINGS[page.language]
    fields = page.fields
    parts = [
        f"**{fields['severity']}** · {page.id} · {fields['published']}\n\n{page.summary}",
        _section(actions, _actions(page)), page.body,
        _section(software, _software(page)),
        _section(indicators, _indicators(page)),
        _section(sources, (f"- [{one['title']}]({one['url']})" for one in fields.get("references", []))),
        _section(related, (f"- [{one}: {titles.get(one, one)}](../{one}/)" for one in fields.get("related", []))),
        _section(history, (f"- {one['date']}: {one['summary']}" for one in [*fields.get("revisions", [])][::-1])),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(heading: str, lines: Iterator[str]) -> str:
    listed = "\n".join(lines)
    return f"## {heading}\n\n{listed}" if listed else ""


def _actions(page: Page) -> Iterator[str]:
    for number, action in enumerate(page.fields.get("actions", [])):
        if number == 0:
            yield "| by | who | what |\n| --- | --- | --- |"
        who = ", ".join(SECTORS[sector].label(page.language) for sector in action["who"])
        yield f"| {action['by']} | {who} | **{ACTIONS[action['what']].label(page.language)}:** {action['text']} |"


def _software(page: Page) -> Iterator[str]:
    for one in page.fields.get("software", []):
        yield f"- {one['vendor']} {one['product']}: {one['affected']}, {one['fixed']}, {', '.join(one['cve'])}"


def _indicators(page: Page) -> Iterator[str]:
    for number, one in enumerate(page.fields.get("indicators", [])):
        if number == 0:
            yield "| indicator | role | evidence | seen |\n| --- | --- | --- | --- |"
        shown = defang(IndicatorType(one["type"]), one["value"])
        role, evidence = ROLES[one["role"]].label(page.language), EVIDENCE[one["evidence"]].label(page.language)
        yield f"| `{shown}` | {role} | {evidence} | {one['first_seen']} – {one['last_seen']} |"
