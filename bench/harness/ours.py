# SPDX-License-Identifier: Apache-2.0
"""Chetavani's scenarios, each a whole process from its start to its end."""

import os
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bench.generator.calendar import END, IST, Calendar
from bench.generator.names import invented
from bench.harness.preview import refresh
from bench.harness.processes import Run, measure, put_aside

_URGENT = """\
---
id: {id}
kind: fraud-warning
title: "{A} {B} calls empty accounts within minutes tonight"
summary: "Callers in the name of {A} have emptied accounts since tonight. Do not answer; call 1930 if money has gone."
severity: critical
published: {published}
fraud_types: [vishing]
sectors: [banking, payment, public]
actions:
  - who: [banking, payment]
    what: block
    by: {by}
    text: "Block the listed payee at once."
indicators:
  - type: upi
    value: {a}.urgent@example
    role: payee
references:
  - title: National Cyber Crime Reporting Portal
    url: https://cybercrime.gov.in/
---

Callers in the name of {A} have emptied accounts since this evening.

## What is happening

The caller names a blocked card and asks for the code that has just arrived.

## How to recognise it

No bank asks for a code on the phone, whatever the reason.

## What to do

End the call, and call 1930 if money has gone.
"""


@dataclass
class Ours:
    """Chetavani on one corpus. ``variant`` names outputs apart: with search, and without."""

    corpus: Path
    work: Path
    count: int
    jobs: int
    limit: float
    memory_limit: int
    name: str = "chetavani"
    edits: int = field(default_factory=lambda: random.SystemRandom().randrange(10**9))

    @property
    def scenarios(self) -> dict[str, Callable[[], Run]]:
        """Return the scenarios in the order in which one leaves what the next needs."""
        return {
            "cold": self._cold, "no-change": self._build, "edit": self._edit_recent, "edit-old": self._edit_old,
            "publish": self._publish, "cold-without-search": self._cold_without,
            "edit-without-search": self._edit_without, "search-cold": self._search_cold,
            "search-delta": self._search_delta, "preview": self._preview,
        }  # fmt: skip

    @property
    def output(self) -> Path:
        """Return where the site is."""
        return self.work / "with-search/site"

    def is_ready(self) -> bool:
        """Whether a site is there, to be changed."""
        return self.output.exists()

    def needs_cold(self, scenario: str) -> str:
        """Return the scenario that has to have been before this one, empty if none has."""
        if scenario in {"edit-without-search", "search-cold", "search-delta"}:
            return "" if (self.work / "without-search/site").exists() else "cold-without-search"
        apart = scenario in {"cold", "cold-without-search", "preview"}
        return "" if apart or self.is_ready() else "cold"

    def _command(self, variant: str, *options: str) -> list[str]:
        program = Path(sys.executable).parent / "chetavani"
        return [
            str(program), "build", "--root", str(self.corpus), "--output", str(self.work / variant / "site"),
            "--jobs", str(self.jobs), "--as-of", END.isoformat(), *options,
        ]  # fmt: skip

    def _build(self) -> Run:
        return self._measured(self._command("with-search"))

    def _build_without(self) -> Run:
        return self._measured(self._command("without-search", "--without-search"))

    def _measured(self, command: list[str]) -> Run:
        return measure(command, self.corpus, os.environ, self.limit, self.memory_limit)

    def _cold(self) -> Run:
        put_aside(self.work / "with-search")
        (self.work / "with-search").mkdir(parents=True)
        return self._build()

    def _cold_without(self) -> Run:
        put_aside(self.work / "without-search")
        (self.work / "without-search").mkdir(parents=True)
        return self._build_without()

    def _edit_recent(self) -> Run:
        self._change(-1)
        return self._build()

    def _edit_old(self) -> Run:
        self._change(0)
        return self._build()

    def _edit_without(self) -> Run:
        self._change(-1)
        return self._build_without()

    def _search_cold(self) -> Run:
        """Index everything for a site that is finished but for its search index."""
        return self._measured(self._command("without-search"))

    def _search_delta(self) -> Run:
        """Index what one edit has changed, for a site that is finished but for that."""
        self._edit_without()
        return self._measured(self._command("without-search"))

    def _publish(self) -> Run:
        self.edits += 1
        calendar = Calendar(self.count, 0)
        year = END.year - 1
        number = 1 + max(int(path.name[9:13]) for path in (self.corpus / f"advisories/{year}").glob("MPC-*.md"))
        words = [invented(810_000 - number, which, self.edits).capitalize() for which in (0, 1)]
        published = (END - timedelta(minutes=1)).astimezone(IST)
        text = _URGENT.format(
            id=f"MPC-{calendar.first_year + calendar.years - 1}-{number:04d}", A=words[0], B=words[1],
            a=words[0].lower(), published=published.isoformat(), by=(published + timedelta(days=2)).isoformat(),
        )  # fmt: skip
        path = self.corpus / f"advisories/{year}/MPC-{year}-{number:04d}.md"
        path.write_text(text, encoding="utf-8")
        try:
            return self._build()
        finally:
            path.unlink()  # the next round begins with the same corpus

    def _change(self, which: int) -> str:
        """Add a sentence to the newest or oldest advisory that has a Hindi text; return its mark."""
        self.edits += 1
        mark = f"mark{self.edits}"
        add_sentence(edited(self.corpus, which), mark)
        return mark

    def _preview(self) -> Run:
        path = edited(self.corpus, -1)
        program = str(Path(sys.executable).parent / "chetavani")
        return refresh(program, self.corpus, path, lambda: self._change(-1), self.limit)


def edited(corpus: Path, which: int) -> Path:
    """Return the oldest (0) or newest (-1) advisory that has a Hindi text of its own, so that the edit is one page."""
    year = sorted(path for path in (corpus / "advisories").iterdir() if any(path.glob("*.hi.md")))[which]
    translation = sorted(year.glob("*.hi.md"))[which]
    return translation.with_name(translation.name.removesuffix(".hi.md") + ".md")


def add_sentence(path: Path, mark: str) -> None:
    """Add a sentence with ``mark`` to the end of a text; it takes the place of the one that was added before."""
    text = path.read_text(encoding="utf-8").partition("\n\nSeen again under")[0].rstrip("\n")
    path.write_text(f"{text}\n\nSeen again under the name {mark}.\n", encoding="utf-8")
