# SPDX-License-Identifier: Apache-2.0
"""Small valid things for tests: advisories, libraries, and whole repositories on disk."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from chetavani.model.advisory import Advisory
from chetavani.model.library import Library

ROOT = Path(__file__).resolve().parents[1]
AS_OF = datetime(2026, 6, 1, 12, tzinfo=UTC)
BODY = """
A caller says that a parcel was stopped, and asks for money to clear it.

## What is happening

The caller names a parcel, then an officer joins the call, and both press for an immediate transfer of money.

## How to recognise it

No courier and no officer asks for money over a call; whoever does is a thief, whatever papers are shown.

## What to do

End the call, tell somebody you trust, and call 1930 if money has left your account already.
"""
HINDI_BODY = """
फ़ोन पर कहा जाता है कि आपका पार्सल रोका गया है, और छुड़ाने के लिए पैसे माँगे जाते हैं।

## क्या हो रहा है

पहले पार्सल की बात होती है, फिर एक अधिकारी कॉल पर आता है, और दोनों तुरंत पैसे भेजने का दबाव बनाते हैं।

## कैसे पहचानें

कोई कूरियर या अधिकारी कॉल पर पैसे नहीं माँगता; जो माँगे वह ठग है, चाहे कोई भी कागज़ दिखाए।

## क्या करें

कॉल काटिए, किसी अपने को बताइए, और पैसे जा चुके हों तो 1930 पर कॉल कीजिए।
"""


def fields(number: int = 1, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the fields of a valid fraud warning, with ``changes``; a None takes a field out."""
    base: dict[str, Any] = {
        "id": f"MPC-2026-{number:04d}",
        "kind": "fraud-warning",
        "title": f"Parcel call number {number} that asks for a fee",
        "summary": f"Callers in wave {number} claim that a parcel was stopped and ask for a fee to release it.",
        "severity": "high",
        "published": f"2026-03-{1 + number % 28:02d}T11:00:00+05:30",
        "fraud_types": ["courier-parcel"],
        "sectors": ["courier", "public"],
        "references": [{"title": "National Cyber Crime Reporting Portal", "url": "https://cybercrime.gov.in/"}],
        "body": BODY,
    }
    return {key: value for key, value in (base | changes).items() if value is not None}


def advisory(number: int = 1, **changes: Any) -> Advisory:  # noqa: ANN401
    """Return a valid advisory, with ``changes`` to its fields."""
    return Advisory.model_validate(fields(number, **changes))


def library(*advisories: Advisory, as_of: datetime = AS_OF) -> Library:
    """Return a library of these advisories as of a fixed time."""
    return Library(advisories, as_of)


def published(told: Library) -> tuple[Advisory, ...]:
    """Return the public advisories of a library in full, newest first."""
    return tuple(told.advisory(card.id) for card in told.newest_first())


def advisories(told: Library) -> tuple[Advisory, ...]:
    """Return every advisory of a library in full, drafts included, in the order of the ids."""
    return tuple(told.advisory(advisory_id) for advisory_id in sorted(told.cards))


def source(number: int = 1, **changes: Any) -> str:  # noqa: ANN401
    """Return the text of an advisory file."""
    given = fields(number, **changes)
    body = given.pop("body")
    return f"---\n{_yaml(given)}---\n{body}"


def translation(number: int = 1, **changes: Any) -> str:  # noqa: ANN401
    """Return the text of a Hindi file."""
    given = {
        "translates": "1",
        "title": f"पार्सल के नाम पर शुल्क माँगने वाली कॉल {number}",
        "summary": f"लहर {number} में फ़ोन करने वाले कहते हैं कि पार्सल रोका गया है, और छुड़ाने का शुल्क माँगते हैं।",
        "body": HINDI_BODY,
    } | changes
    body = given.pop("body")
    return f"---\n{_yaml(given)}---\n{body}"


def _yaml(given: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(given), sort_keys=False, allow_unicode=True, width=4096)


def repository(root: Path, files: Mapping[str, str] | None = None, *, documents: bool = True) -> Path:
    """Make a small repository at ``root``: our settings, and ``files`` (path to text); return ``root``."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "chetavani.toml", root)
    if documents:
        (root / "docs/guide").mkdir(parents=True, exist_ok=True)
        (root / "docs/hi/guide").mkdir(parents=True, exist_ok=True)
        (root / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
        (root / "docs/guide/first-hour.md").write_text(ARTICLE, encoding="utf-8")
        (root / "docs/hi/guide/first-hour.md").write_text(HINDI_ARTICLE, encoding="utf-8")
    for name, text in (files if files is not None else small_tree()).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def small_tree() -> dict[str, str]:
    """Return three advisories, one of them in Hindi too and one that expires on 1 July 2026."""
    return {
        "advisories/2026/MPC-2026-0001.md": source(1),
        "advisories/2026/MPC-2026-0001.hi.md": translation(1),
        "advisories/2026/MPC-2026-0002.md": source(2, title="Bills that threaten to cut the power tonight"),
        "advisories/2026/MPC-2026-0003.md": source(
            3, title="Festival shops that never deliver", expires="2026-07-01T00:00:00+05:30"
        ),
    }


def commit(root: Path, when: str = "2026-06-01T12:00:00+00:00") -> None:
    """Make ``root`` a git repository with everything committed at ``when``."""
    environment = {
        **os.environ, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "GIT_CONFIG_GLOBAL": os.devnull,
    }  # fmt: skip
    who = ("-c", "user.name=Test", "-c", "user.email=test@chetavani.example")
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "A commit for a test")):
        subprocess.run(["git", *who, *arguments], cwd=root, env=environment, check=True)


MKDOCS = """\
site_name: Chetavani
theme:
  name: material
  font: false
plugins:
  - chetavani
markdown_extensions: [admonition, attr_list, tables]
nav:
  - en:
      - Home: index.md
      - Advisories: advisories/index.md
      - Guides:
          - guide/first-hour.md
  - hi:
      - मुखपृष्ठ: hi/index.md
      - चेतावनियाँ: hi/advisories/index.md
      - जानकारी:
          - hi/guide/first-hour.md
"""
ARTICLE = """\
---
title: What to do in the first hour
description: What to do when money has just left the account.
lang: en
alternate: hi/guide/first-hour/
---
# What to do in the first hour

Call 1930 at once.
"""
HINDI_ARTICLE = """\
---
title: पहले घंटे में क्या करें
description: पैसे जाने के तुरंत बाद क्या करें।
lang: hi
alternate: guide/first-hour/
---
# पहले घंटे में क्या करें

तुरंत 1930 पर कॉल करें।
"""
