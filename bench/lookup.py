# SPDX-License-Identifier: Apache-2.0
"""``python bench/lookup.py``: what a million indicators cost, in one advisory's sheet: all look-up shards and lists.

Measured are builds in processes of their own, with all memory that they take: of the two outputs alone, without MkDocs
and without pages, and of a whole repository with ``--whole``. Then ten rows more, one row less, and nothing changed.
Values point at nobody, and the repository is made in a temporary folder and goes with it. ``--rows 10000000`` is the
proof that a longer prefix works.
"""

import argparse
import gc
import gzip
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))
sys.path.insert(0, str(HERE.parents[1] / "src"))

from bench.harness.processes import Run, measure
from chetavani import pipeline, planning
from chetavani.base_cache import KeptBase
from chetavani.lint import RULES
from chetavani.outputs.indicators import IndicatorLists
from chetavani.outputs.lookup import Lookup
from chetavani.theme.shell import Base

RESULTS = HERE.parent / "results/lookup.json"
AS_OF = "2026-11-01T00:00:00Z"
_ADVISORY = """\
---
id: MPC-2026-0001
kind: fraud-warning
title: "What was reported of calls that ask for a fee"
summary: "Callers say that a parcel was stopped, and ask for a fee; members have listed what was used."
severity: high
published: 2026-10-01T11:00:00+05:30
fraud_types: [courier-parcel]
sectors: [courier, public]
references:
  - title: National Cyber Crime Reporting Portal
    url: https://cybercrime.gov.in/
---

Callers say that a parcel was stopped, and ask for a fee to release it.

## What is happening

The caller names a parcel, then an officer joins the call, and both press for an immediate transfer of money.

## How to recognise it

No courier and no officer asks for money over a call; whoever does is a thief, whatever papers are shown.

## What to do

End the call, tell somebody you trust, and call 1930 if money has left your account already.
"""
_MKDOCS = """\
site_name: Chetavani
theme:
  name: material
  font: false
plugins:
  - chetavani
nav:
  - en:
      - Home: index.md
  - hi:
      - मुखपृष्ठ: hi/index.md
"""
_HEADER = "type,value,role,evidence,first_seen,last_seen\n"
_SHARES = (("phone", 35), ("upi", 25), ("domain", 20), ("bank-account", 10), ("url", 10))
_ROLES = {"phone": "caller", "upi": "payee", "domain": "lure", "bank-account": "payee", "url": "lure"}
_EVIDENCE = ("reported", "reported", "several-reports", "confirmed")
_WORDS = ("parcel", "kyc", "refund", "bill", "fee", "desk", "prize", "loan", "job", "tax")


def rows(count: int, first: int = 0) -> Iterator[str]:
    """Yield so many lines of a sheet from number ``first`` on, always the same ones."""
    kinds = [kind for kind, share in _SHARES for _ in range(share)]
    for number in range(first, first + count):
        draw = random.Random(number)
        kind, word = kinds[number % 100], draw.choice(_WORDS)
        seen = draw.randrange(1, 28)
        days = f"2026-10-{1 + seen // 2:02d},2026-10-{seen:02d}"
        yield f"{kind},{_value(kind, number, word)},{_ROLES[kind]},{draw.choice(_EVIDENCE)},{days}\n"


def _value(kind: str, number: int, word: str) -> str:
    values = {
        "phone": f"+916{number:09d}",  # a series counted up; no line of it is printed or kept
        "upi": f"{word}.{number}@example",
        "domain": f"{word}-{number}.example",
        "bank-account": f"{number:011d}@XXXX0000000",
        "url": f"https://{word}-{number % 997}.example/{word}/{number}",
    }
    return values[kind]


def repository(root: Path, count: int) -> Path:
    """Write the repository; return the sheet."""
    folder = root / "advisories/2026"
    folder.mkdir(parents=True)
    (root / "docs/hi").mkdir(parents=True)
    settings = HERE.parents[1] / "chetavani.toml"
    (root / settings.name).write_bytes(settings.read_bytes())
    (root / "mkdocs.yml").write_text(_MKDOCS, encoding="utf-8")
    (folder / "MPC-2026-0001.md").write_text(_ADVISORY, encoding="utf-8")
    sheet = folder / "MPC-2026-0001.indicators.csv"
    with sheet.open("w", encoding="utf-8") as file:
        file.write(_HEADER)
        file.writelines(rows(count))
    return sheet


def engine(root: Path, output: Path, jobs: int) -> None:
    """Build the look-up and the lists alone, by the pipeline, without MkDocs and without any page."""
    setattr(planning, "OUTPUTS", (Lookup(), IndicatorLists()))  # noqa: B010 - not for others to do
    base = Base(root, (), {}, (), (), "none")
    setattr(pipeline, "kept_base", lambda *_, **__: KeptBase("none", base, fresh=False))  # noqa: B010
    request = pipeline.Request(root, output, datetime.fromisoformat(AS_OF), jobs=jobs)
    gc.disable()  # as the command does
    sys.stderr.write(f"{len(RULES)} rules are loaded\n")
    began = time.perf_counter()
    report = pipeline.build(request)
    told = {"seconds": round(time.perf_counter() - began, 3), "written": report.written}
    output.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")


def _measured(root: Path, output: Path, *, whole: bool, jobs: int) -> Run:
    own = [sys.executable, str(HERE), "--engine", str(root), "--output", str(output), "--jobs", str(jobs)]
    build = [sys.executable, "-m", "chetavani.cli", "build", "--root", str(root), "--output", str(output), "--quiet"]
    build += ["--as-of", AS_OF, "--jobs", str(jobs), "--without-search"]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1] / "src")}
    run = measure(build if whole else own, root, environment, 3600, 20 << 30)
    if run.status != "ok":
        sys.exit(f"{run.status}: {run.note}")
    return run


def _shards(site: Path) -> dict[str, object]:
    """Return how large the answers are."""
    names = [path for path in (site / "lookup/v1").glob("*.json") if path.stem not in {"meta", "vectors"}]
    sizes = sorted(((path.stat().st_size, path) for path in names), reverse=True)
    largest = max(len(gzip.compress(path.read_bytes(), 9)) for _, path in sizes[:40])
    meta = json.loads((site / "lookup/v1/meta.json").read_bytes())
    return {"shards": len(names), "largest": sizes[0][0], "largest_gzip": largest, "digits": meta["prefix_digits"]}


def main() -> None:
    """Measure, and keep the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--whole", action="store_true", help="whole builds with MkDocs and every output")
    parser.add_argument("--cold", action="store_true", help="the first build alone")
    parser.add_argument("--folder", type=Path, help="where to put the repository for a while")
    parser.add_argument("--engine", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.engine:
        engine(given.engine, given.output, given.jobs)
        return
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        told = _steps(Path(name), given.rows, whole=given.whole, cold=given.cold, jobs=given.jobs)
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    known[f"{given.rows}{' whole' if given.whole else ''}"] = told
    RESULTS.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def _steps(folder: Path, count: int, *, whole: bool, cold: bool, jobs: int) -> dict[str, object]:
    root, output = folder / "tree", folder / "site"
    sheet = repository(root, count)
    told: dict[str, Any] = {"rows": count, "sheet_bytes": sheet.stat().st_size, "jobs": jobs}

    def step(name: str) -> None:
        os.sync()
        time.sleep(3)  # a file that has just changed is read again
        run = _measured(root, output, whole=whole, jobs=jobs)
        told[name] = {"seconds": round(run.seconds, 3), "cpu": round(run.cpu, 2), "MiB": run.peak >> 20}
        if not whole:  # without the start of Python, and without what it loads
            told[name]["engine"] = json.loads(output.with_suffix(".json").read_bytes())["seconds"]
        sys.stdout.write(f"{name}: {told[name]}\n")

    step("cold")
    told |= _shards(output)
    if cold:
        return told
    step("nothing changed")
    with sheet.open("a", encoding="utf-8") as file:
        file.writelines(rows(10, count))
    step("ten rows more")
    text = sheet.read_bytes()
    middle = text.index(b"\n", len(text) // 2) + 1
    sheet.write_bytes(text[:middle] + text[text.index(b"\n", middle) + 1 :])
    step("one row less")
    return told


if __name__ == "__main__":
    main()
