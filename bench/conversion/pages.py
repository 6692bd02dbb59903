# SPDX-License-Identifier: Apache-2.0
"""The pages of a corpus: every advisory in every language of the site, the original where there is no translation.

Chetavani makes a page in each language for each advisory. So that all make as many pages, the others are given the
file that ours does without: the original text under the other language's address.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("en", "hi")
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One advisory in one language: the original's fields, and the texts that the page shows."""

    id: str
    language: str
    title: str
    summary: str
    body: str
    fields: Fields

    @property
    def year(self) -> str:
        """Return the year in the id."""
        return self.id.split("-")[1]

    @property
    def facets(self) -> dict[str, list[str]]:
        """Return what the page is listed under: facet names to values."""
        return {
            "kind": [self.fields["kind"]], "fraud-type": self.fields.get("fraud_types", []),
            "sector": self.fields["sectors"], "severity": [self.fields["severity"]], "year": [self.year],
        }  # fmt: skip

    @property
    def updated(self) -> str:
        """Return when it last changed, RFC 3339."""
        revisions = self.fields.get("revisions", [])
        return str(revisions[-1]["date"] if revisions else self.fields["published"])


def read(path: Path) -> tuple[Fields, str]:
    """Return the fields, all of them texts, and the body of an advisory file."""
    _, matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
    fields: Fields = yaml.load(matter, Loader=yaml.CBaseLoader)  # noqa: S506 - makes nothing but texts
    return fields, body.strip() + "\n"


def titles(corpus: Path) -> dict[str, str]:
    """Return the title of every advisory by its id, for the lists of related ones."""
    found = {}
    for path in _originals(corpus):
        with path.open(encoding="utf-8") as lines:
            line = next(line for line in lines if line.startswith("title: "))
        found[path.stem] = str(yaml.load(line, Loader=yaml.CBaseLoader)["title"])  # noqa: S506
    return found


def pages(corpus: Path) -> Iterator[Page]:
    """Yield the pages of the repository at ``corpus``, both languages of an advisory after each other."""
    for path in _originals(corpus):
        yield from pages_of(path)


def pages_of(path: Path) -> Iterator[Page]:
    """Yield the pages of the advisory whose original is at ``path``."""
    fields, body = read(path)
    yield Page(path.stem, "en", fields["title"], fields["summary"], body, fields)
    translation = path.with_suffix(".hi.md")
    texts, text = read(translation) if translation.exists() else (fields, body)
    yield Page(path.stem, "hi", texts["title"], texts["summary"], text, fields)


def _originals(corpus: Path) -> list[Path]:
    return sorted(path for path in corpus.glob("advisories/*/*.md") if path.name.count(".") == 1)
