# SPDX-License-Identifier: Apache-2.0
"""The tables of ``chetavani.sqlite``, in the order in which they are filled, and what belongs to them.

Names are those of the JSON API. Times are RFC 3339 in UTC, ending in ``Z``, which SQLite's date functions understand.
"""

from collections.abc import Mapping

APPLICATION = 0x43485456
"""What marks the file as ours: ``CHTV``."""
VERSION = 1
"""Of the tables; in ``PRAGMA user_version``. A change that queries notice gets another number."""
DOCUMENTATION = "reference/bulk/"

TABLES: Mapping[str, tuple[str, ...]] = {
    "about": ("name TEXT PRIMARY KEY", "value TEXT NOT NULL"),
    "advisories": (
        "id TEXT PRIMARY KEY", "url TEXT NOT NULL", "kind TEXT NOT NULL", "severity TEXT NOT NULL",
        "tlp TEXT NOT NULL", "status TEXT NOT NULL", "standing TEXT NOT NULL", "reason TEXT",
        "superseded_by TEXT REFERENCES advisories (id)", "published TEXT NOT NULL", "updated TEXT NOT NULL",
        "expires TEXT", "revision INTEGER NOT NULL", "contact TEXT NOT NULL", "language TEXT NOT NULL",
    ),
    "texts": (
        "id INTEGER PRIMARY KEY", "advisory TEXT NOT NULL REFERENCES advisories (id)", "language TEXT NOT NULL",
        "title TEXT NOT NULL", "summary TEXT NOT NULL", "body TEXT NOT NULL", "translates INTEGER NOT NULL",
        "stale INTEGER NOT NULL", "url TEXT NOT NULL", "UNIQUE (advisory, language)",
    ),
    "revisions": (
        "advisory TEXT NOT NULL REFERENCES advisories (id)", "number INTEGER NOT NULL", "date TEXT NOT NULL",
        "summary TEXT", "PRIMARY KEY (advisory, number)",
    ),
    "fraud_types": (
        "advisory TEXT NOT NULL REFERENCES advisories (id)", "fraud_type TEXT NOT NULL",
        "PRIMARY KEY (advisory, fraud_type)",
    ),
    "sectors": (
        "advisory TEXT NOT NULL REFERENCES advisories (id)", "sector TEXT NOT NULL", "PRIMARY KEY (advisory, sector)",
    ),
    "actions": (
        "advisory TEXT NOT NULL REFERENCES advisories (id)", "number INTEGER NOT NULL", "what TEXT NOT NULL",
        "by TEXT", "text TEXT NOT NULL", "PRIMARY KEY (advisory, number)",
    ),
    "action_sectors": (
        "advisory TEXT NOT NULL", "action INTEGER NOT NULL", "sector TEXT NOT NULL",
        "PRIMARY KEY (advisory, action, sector)",
        "FOREIGN KEY (advisory, action) REFERENCES actions (advisory, number)",
    ),
    "indicators": (
        "advisory TEXT NOT NULL REFERENCES advisories (id)", "number INTEGER NOT NULL", "type TEXT NOT NULL",
        "value TEXT NOT NULL", "shown TEXT NOT NULL", "role TEXT NOT NULL", "evidence TEXT NOT NULL",
        "first_seen TEXT", "last_seen TEXT", "expires TEXT", "current INTEGER NOT NULL",
        "action TEXT", "until TEXT NOT NULL", "review_by TEXT", "cleared TEXT", "reason TEXT",
        "PRIMARY KEY (advisory, number)",
    ),
    "software": (
        "advisory TEXT NOT NULL REFERENCES advisories (id)", "number INTEGER NOT NULL", "vendor TEXT NOT NULL",
        "product TEXT NOT NULL", "affected TEXT NOT NULL", "fixed TEXT NOT NULL", "cvss TEXT",
        "purl TEXT", "cpe TEXT", "PRIMARY KEY (advisory, number)",
    ),
    "weaknesses": (
        "advisory TEXT NOT NULL", "software INTEGER NOT NULL", "cwe TEXT NOT NULL",
        "PRIMARY KEY (advisory, software, cwe)",
        "FOREIGN KEY (advisory, software) REFERENCES software (advisory, number)",
    ),
    "cves": (
        "advisory TEXT NOT NULL", "software INTEGER NOT NULL", "cve TEXT NOT NULL",
        "PRIMARY KEY (advisory, software, cve)",
        "FOREIGN KEY (advisory, software) REFERENCES software (advisory, number)",
    ),
    "sources": (
        "advisory TEXT NOT NULL REFERENCES advisories (id)", "number INTEGER NOT NULL", "title TEXT NOT NULL",
        "url TEXT NOT NULL", "PRIMARY KEY (advisory, number)",
    ),
    "aliases": (
        "advisory TEXT NOT NULL REFERENCES advisories (id)", "alias TEXT NOT NULL", "PRIMARY KEY (advisory, alias)",
    ),
    "related": (
        "advisory TEXT NOT NULL REFERENCES advisories (id)", "other TEXT NOT NULL REFERENCES advisories (id)",
        "PRIMARY KEY (advisory, other)",
    ),
}  # fmt: skip
"""Columns and constraints of each table."""

_ROWID = frozenset({"texts"})  # which the index of words refers to

INDEXES: Mapping[str, str] = {
    "advisories_published": "advisories (published)",
    "fraud_types_fraud_type": "fraud_types (fraud_type)",
    "sectors_sector": "sectors (sector)",
    "actions_by": "actions (by)",
    "indicators_value": "indicators (value)",
    "software_product": "software (vendor, product)",
    "cves_cve": "cves (cve)",
}

VIEWS: Mapping[str, str] = {
    "current_advisories": (
        "SELECT advisories.id, severity, title, summary, published, updated, advisories.url FROM advisories "
        "JOIN texts ON texts.advisory = advisories.id AND texts.language = advisories.language "
        "WHERE standing = 'current'"
    ),
    "current_indicators": (
        "SELECT type, value, shown, role, evidence, advisory, expires, action, until FROM indicators "
        "WHERE current AND julianday(until) > julianday('now')"
    ),
    "open_actions": (
        "SELECT by, what, text, advisory, number FROM actions JOIN advisories ON advisories.id = advisory "
        "WHERE standing = 'current' AND (by IS NULL OR julianday(by) > julianday('now')) ORDER BY by"
    ),
}

SEARCH = (
    'CREATE VIRTUAL TABLE search USING fts5 (title, summary, body, content="texts", content_rowid="id", '
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* Co'\")"
)
"""The index of words of all languages. Marks (M) belong to words: vowel signs are marks in Devanagari.

Datasette knows by ``content="texts"``, so written, that this is how to search in ``texts``.
"""


def statements() -> list[str]:
    """Return what makes the empty tables."""
    tables = (
        f"CREATE TABLE {name} ({', '.join(columns)}){'' if name in _ROWID else ' WITHOUT ROWID'}"
        for name, columns in TABLES.items()
    )
    return [*tables, SEARCH]


def closing_statements() -> list[str]:
    """Return what makes the indexes and views, when the tables are full."""
    indexes = (f"CREATE INDEX {name} ON {of}" for name, of in INDEXES.items())
    return [*indexes, *(f"CREATE VIEW {name} AS {query}" for name, query in VIEWS.items())]


def columns_of(table: str) -> list[str]:
    """Return the names of a table's columns."""
    constraints = ("PRIMARY KEY", "UNIQUE", "FOREIGN KEY")
    return [column.partition(" ")[0] for column in TABLES[table] if not column.startswith(constraints)]
