# SPDX-License-Identifier: Apache-2.0
"""The other site builders' scenarios: their own commands, with their own caches kept where they have some.

``cold`` is the build into nothing, with the search index of those that make one; ``pagefind`` is indexing the site
afterwards for those that do not. ``edit`` is the command that a user gives after changing one advisory.
"""

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.conversion.builders import convert
from bench.harness.machine import PEERS, PELICAN, hugo, node, pagefind
from bench.harness.ours import add_sentence, edited
from bench.harness.processes import Run, measure, put_aside

_SOURCES = {
    "hugo": "content/en/advisories/{id}.md", "eleventy": "content/en/advisories/{id}.md",
    "pelican": "content/en/{id}.md", "mkdocs": "docs/advisories/{id}.md", "zensical": "docs/advisories/{id}.md",
}  # fmt: skip
_CACHES = ("public", ".cache", "cache", "resources", ".hugo_build.lock")
_HEAP = "--max-old-space-size=12288"
WITH_OWN_SEARCH = frozenset({"mkdocs", "zensical"})


def _command(name: str) -> list[str]:
    match name:
        case "hugo":
            return [str(hugo()), "--quiet", "--destination", "public", "--cacheDir", "{project}/cache"]
        case "eleventy":
            return [node(), _HEAP, "node_modules/@11ty/eleventy/cmd.cjs", "--quiet"]
        case "pelican":
            return [str(PELICAN / "bin/pelican"), "--quiet", "-s", "pelicanconf.py"]
        case "mkdocs":
            return [str(PEERS / "bin/mkdocs"), "build", "--quiet", "--config-file", "mkdocs.yml"]
        case _:
            return [str(PEERS / "bin/zensical"), "build", "--config-file", "mkdocs.yml"]


@dataclass
class Peer:
    """One site builder on one corpus."""

    name: str
    corpus: Path
    work: Path
    limit: float
    memory_limit: int
    edits: int = field(default_factory=lambda: random.SystemRandom().randrange(10**9))

    @property
    def scenarios(self) -> dict[str, Callable[[], Run]]:
        """Return the scenarios in the order in which one leaves what the next needs."""
        found: dict[str, Callable[[], Run]] = {"cold": self._cold}
        if self.name not in WITH_OWN_SEARCH:
            found["pagefind"] = self._index
        found |= {"no-change": self._build, "edit": self._edit}
        if self.name not in WITH_OWN_SEARCH:
            found["edit-pagefind"] = self._index
        if self.name == "mkdocs":
            found["cold-without-search"] = self._cold_without
        return found

    @property
    def output(self) -> Path:
        """Return where the site is."""
        return self.work / "public"

    def is_ready(self) -> bool:
        """Whether a site is there, to be changed."""
        return (self.output / "sitemap.xml").exists() or (self.output / "advisories").exists()

    def needs_cold(self, scenario: str) -> str:
        """Return the scenario that has to have been before this one, empty if none has."""
        return "" if scenario.startswith("cold") or self.is_ready() else "cold"

    def prepare(self) -> None:
        """Write the project, unless it is there."""
        if (self.work / ".converted").exists():
            return
        shutil.rmtree(self.work, ignore_errors=True)
        convert(self.corpus, self.name, self.work)
        if self.name == "eleventy":
            (self.work / "node_modules").symlink_to(PEERS / "node_modules")
            shutil.copy(PEERS / "package.json", self.work)
        (self.work / ".converted").touch()

    def _measured(self, command: list[str]) -> Run:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        environment["NO_MKDOCS_2_WARNING"] = "1"
        filled = [part.replace("{project}", str(self.work)) for part in command]
        return measure(filled, self.work, environment, self.limit, self.memory_limit)

    def _build(self) -> Run:
        return self._measured(_command(self.name))

    def _cold(self) -> Run:
        self._clear()
        return self._build()

    def _cold_without(self) -> Run:
        self._clear()
        return self._measured([*_command(self.name)[:-1], "mkdocs-without-search.yml"])

    def _clear(self) -> None:
        for name in _CACHES:
            put_aside(self.work / name)

    def _edit(self) -> Run:
        self.edits += 1
        advisory = edited(self.corpus, -1)
        add_sentence(self.work / _SOURCES[self.name].format(id=advisory.stem), f"mark{self.edits}")
        return self._build()

    def _index(self) -> Run:
        return self._measured([str(pagefind()), "--silent", "--site", "public"])
