# SPDX-License-Identifier: Apache-2.0
"""The list of official places: the one that comes with Chetavani, and a repository's own beside ``chetavani.toml``."""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from chetavani.errors import ConfigError

LIST_NAME = "official-domains.txt"

_ENTRY = re.compile(r"\+[1-9]\d{6,14}|=?(?:[a-z0-9\u0080-\U0010ffff-]+\.)*[a-z0-9\u0080-\U0010ffff-]+", re.ASCII)


def load_official(root: Path) -> frozenset[str]:
    """Return the entries of both lists: domains, ``=`` and a host, or phone numbers in E.164.

    Raises ConfigError if the repository's list cannot be read or has a line that is none of these.
    """
    shipped = files("chetavani").joinpath("data", LIST_NAME).read_text(encoding="utf-8")
    entries = set(_entries(shipped, LIST_NAME))
    path = root / LIST_NAME
    try:
        own = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return frozenset(entries)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"cannot be read: {error}.", "Save it as a UTF-8 text file.") from None
    return frozenset(entries.union(_entries(own, str(path))))


def _entries(text: str, place: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        if not _ENTRY.fullmatch(entry):
            raise ConfigError(
                f"{place}:{number}", f"{entry!r} is no domain, no =host and no phone number.",
                "Write a domain in lower case like bank.example, =www.bank.example, or +911800000000.",
            )  # fmt: skip
        yield entry
