# SPDX-License-Identifier: Apache-2.0
"""The lists of official places: those that come with Chetavani, and a repository's own beside ``chetavani.toml``.

With them comes the list of shared hosts, which belong to everybody.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from chetavani.errors import ConfigError
from chetavani.model.indicator import IndicatorType

LIST_NAME = "official-domains.txt"
VALUES_NAME = "official-values.txt"
SHARED_NAME = "shared-hosts.txt"

_HOST = r"(?:[a-z0-9\u0080-\U0010ffff-]+\.)*[a-z0-9\u0080-\U0010ffff-]+"
_TYPES = "|".join(kind for kind in IndicatorType if kind not in {IndicatorType.DOMAIN, IndicatorType.PHONE})
_ENTRY = re.compile(rf"\+[1-9]\d{{6,14}}|=?{_HOST}|(?:{_TYPES}):\S+|!\S+", re.ASCII)
_SHARED = re.compile(rf"(?P<sort>shortener|host) (?P<host>{_HOST})", re.ASCII)


def load_official(root: Path) -> frozenset[str]:
    """Return the entries of all lists, as ``lint.hosts.Official`` takes them.

    Raises ConfigError if the repository's list cannot be read or has a line that is no entry.
    """
    entries = {*_entries(_shipped(LIST_NAME), LIST_NAME), *_entries(_shipped(VALUES_NAME), VALUES_NAME), *_shared()}
    path = root / LIST_NAME
    try:
        own = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return frozenset(entries)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"cannot be read: {error}.", "Save it as a UTF-8 text file.") from None
    return frozenset(entries.union(_entries(own, str(path))))


def _shipped(name: str) -> str:
    return files("chetavani").joinpath("data", name).read_text(encoding="utf-8")


def _shared() -> Iterator[str]:
    """Yield the shared hosts, each after its sort and a colon."""
    for line in _shipped(SHARED_NAME).splitlines():
        if found := _SHARED.fullmatch(line.partition("#")[0].strip()):
            yield f"{found['sort']}:{found['host']}"


def _entries(text: str, place: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        if not _ENTRY.fullmatch(entry):
            raise ConfigError(
                f"{place}:{number}", f"{entry!r} is no domain, no =host, no phone number and no TYPE:VALUE.",
                "Write one like bank.example, =www.bank.example, +911800000000 or upi:fund@example.",
            )  # fmt: skip
        yield entry
