# SPDX-License-Identifier: Apache-2.0
"""How each builder wants its sources: where a page's file goes and what is in it."""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bench.conversion.markdown import with_fields
from bench.conversion.pages import LANGUAGES, Page, pages, pages_of, titles
from chetavani.model.indicator import INDICATOR_TYPES, IndicatorType, defang
from chetavani.model.vocab import ACTIONS, EVIDENCE, FRAUD_TYPES, KINDS, ROLES, SECTORS, SEVERITIES

PEERS = Path(__file__).resolve().parents[1] / "peers"
Titles = Mapping[str, str]
Source = tuple[str, str]
_VOCABULARIES = {
    "kind": KINDS, "fraud-type": FRAUD_TYPES, "sector": SECTORS, "severity": SEVERITIES, "action": ACTIONS,
    "role": ROLES, "evidence": EVIDENCE, "indicator": INDICATOR_TYPES,
}  # fmt: skip


def _matter(fields: Mapping[str, object]) -> str:
    """Return front matter; JSON values are YAML, and every builder here reads them."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items() if value]
    return "\n".join(["---", *lines, "---", "", ""])


def _shown(page: Page, known: Titles) -> dict[str, object]:
    """Return the fields that a page template shows, indicators disarmed and grouped, related ones with titles."""
    groups: dict[str, list[Mapping[str, str]]] = {}
    for one in page.fields.get("indicators", []):
        shown = defang(IndicatorType(one["type"]), one["value"])
        groups.setdefault(one["type"], []).append({**one, "value": shown})
    return {
        "actions": page.fields.get("actions"), "software": page.fields.get("software"),
        "indicators": [{"type": kind, "items": items} for kind, items in sorted(groups.items())],
        "references": page.fields.get("references"), "revisions": page.fields.get("revisions"),
        "related": [{"id": one, "title": known.get(one, one)} for one in page.fields.get("related", [])],
        "standing": page.fields["status"], "expires": page.fields.get("expires"),
    }  # fmt: skip


def _hugo(page: Page, known: Titles) -> Source:
    facets = {f"{facet.replace('-', '_')}s": values for facet, values in page.facets.items()}
    fields = {
        "title": page.title, "description": page.summary, "date": page.fields["published"], "lastmod": page.updated,
        **facets, "params": {"advisory": page.id, **_shown(page, known)},
    }  # fmt: skip
    return f"content/{page.language}/advisories/{page.id}.md", _matter(fields) + page.body


def _eleventy(page: Page, known: Titles) -> Source:
    fields = {
        "title": page.title, "description": page.summary, "date": page.fields["published"], "updated": page.updated,
        "advisory": page.id, "facets": page.facets, **_shown(page, known),
    }  # fmt: skip
    return f"content/{page.language}/advisories/{page.id}.md", _matter(fields) + page.body


def _pelican(page: Page, known: Titles) -> Source:
    tags = [
        f"{facet}-{value}" for facet, values in page.facets.items() if facet not in {"year", "kind"} for value in values
    ]
    head = [
        f"Title: {page.title}", f"Date: {page.fields['published']}", f"Modified: {page.updated}", f"Slug: {page.id}",
        f"Lang: {page.language}", f"Category: {page.fields['kind']}", f"Tags: {', '.join(tags)}",
        f"Summary: {page.summary}", f"Severity: {page.fields['severity']}",
    ]  # fmt: skip
    return f"content/{page.language}/{page.id}.md", "\n".join(head) + "\n\n" + with_fields(page, known)


def _mkdocs(page: Page, known: Titles) -> Source:
    tags = [f"{facet}: {value}" for facet, values in page.facets.items() for value in values]
    fields = {
        "title": page.title, "description": page.summary, "date": page.fields["published"],
        "tags": tags if page.language == "en" else None,
    }  # fmt: skip
    folder = "" if page.language == "en" else "hi/"
    text = f"# {page.title}\n\n{with_fields(page, known)}"
    return f"docs/{folder}advisories/{page.id}.md", _matter(fields) + text


WRITERS: dict[str, Callable[[Page, Titles], Source]] = {
    "hugo": _hugo, "eleventy": _eleventy, "pelican": _pelican, "mkdocs": _mkdocs, "zensical": _mkdocs,
}  # fmt: skip
_FRAME = {"hugo": "layouts/partials", "eleventy": "includes", "pelican": "theme/templates"}
_LABELS = {"hugo": "data/labels.json", "eleventy": "content/_data/labels.json"}


def convert(corpus: Path, peer: str, folder: Path) -> None:
    """Write ``peer``'s project for the repository at ``corpus`` into ``folder``: settings, templates, every page."""
    shutil.copytree(PEERS / peer, folder, dirs_exist_ok=True)
    if peer in _FRAME:
        for part in sorted((PEERS / "shared").glob("*.html")):
            (folder / _FRAME[peer]).mkdir(parents=True, exist_ok=True)
            shutil.copy(part, folder / _FRAME[peer])
    if peer in _LABELS:
        target = folder / _LABELS[peer]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(_labels(), ensure_ascii=False), encoding="utf-8")
    if peer in {"mkdocs", "zensical"}:
        shutil.copytree(corpus / "docs", folder / "docs", dirs_exist_ok=True)
    _write(folder, (WRITERS[peer](page, known) for known in (titles(corpus),) for page in pages(corpus)))


def convert_one(corpus: Path, peer: str, folder: Path, advisory: Path) -> None:
    """Write the pages of one changed advisory again."""
    _write(folder, (WRITERS[peer](page, titles(corpus)) for page in pages_of(advisory)))


def _write(folder: Path, sources: Iterable[Source]) -> None:
    made: set[Path] = set()
    for name, text in sources:
        path = folder / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_text(text, encoding="utf-8")


def _labels() -> dict[str, dict[str, dict[str, str]]]:
    return {
        language: {name: {term.id: term.label(language) for term in words} for name, words in _VOCABULARIES.items()}
        for language in LANGUAGES
    }
