# SPDX-License-Identifier: Apache-2.0
"""What was measured on: the machine without its name, and the version of every tool."""

import json
import os
import platform
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools"
PEERS = TOOLS / "bench"
PELICAN = TOOLS / "bench-pelican"
_PYTHON_PEERS = ("zensical", "mkdocs", "mkdocs-material", "mkdocs-rss-plugin", "pagefind")


def machine() -> dict[str, str | int]:
    """Return cores, memory, system and interpreter."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def hugo() -> Path:
    """Return Hugo's own program, without the Python one that only starts it."""
    return next(PEERS.glob("lib/python3*/site-packages/hugo/binaries/hugo*"))


def pagefind() -> Path:
    """Return Pagefind's own program, without the Python one that only starts it."""
    return next(PEERS.glob("lib/python3*/site-packages/pagefind_bin_extended/pagefind_*"))


def node() -> str:
    """Return the Node.js program: the environment's own, else the system's."""
    own = Path(sys.executable).parent / "node"
    return str(own) if own.exists() else shutil.which("node") or "node"


def versions() -> dict[str, str]:
    """Return the version of every tool that was measured; those that are not installed are left out."""
    found = {"chetavani": version("chetavani")}
    for python, names in ((PEERS / "bin/python", _PYTHON_PEERS), (PELICAN / "bin/python", ("pelican",))):
        if python.exists():
            asked = f"import importlib.metadata as m, json; print(json.dumps({{n: m.version(n) for n in {names!r}}}))"
            found |= json.loads(_said([str(python), "-c", asked]))
    if PEERS.exists():
        found["hugo"] = _said([str(hugo()), "version"]).split("-")[0].split()[-1].lstrip("v")
        eleventy = PEERS / "node_modules/@11ty/eleventy/package.json"
        found["eleventy"] = json.loads(eleventy.read_text(encoding="utf-8"))["version"]
        found["node"] = _said([node(), "--version"]).lstrip("v")
    return found


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()
