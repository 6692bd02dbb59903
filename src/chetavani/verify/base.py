# SPDX-License-Identifier: Apache-2.0
"""What the gate looks at: a site on disk, the repository that it was made of, and the release before it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from chetavani.errors import SiteError
from chetavani.manifest import MANIFEST, entries_of
from chetavani.model.finding import Finding, Rule
from chetavani.model.library import Library
from chetavani.outputs.base import BuildContext, Output
from chetavani.writer import Entry


@dataclass(frozen=True)
class Site:
    """A finished site in a folder, and what its manifest says of it."""

    folder: Path

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Return the files of the manifest by path. Raises SiteError if there is none that can be read."""
        place = self.folder / MANIFEST
        try:
            return {entry.path: entry for entry in entries_of(place.read_bytes())}
        except OSError as error:
            raise SiteError(str(place), f"cannot be read: {error.strerror}.", _REMEDY) from None
        except (ValueError, KeyError, TypeError):
            raise SiteError(str(place), "is no manifest of a site.", _REMEDY) from None

    def read(self, path: str) -> bytes | None:
        """Return the content of a file, None if it is not there or is no file that can be read."""
        try:
            return (self.folder / path).read_bytes()
        except OSError:
            return None

    def there(self) -> set[str]:
        """Return the paths of all files that are there."""
        found = (path for path in self.folder.resolve().rglob("*") if not path.is_dir() or path.is_symlink())
        return {path.relative_to(self.folder.resolve()).as_posix() for path in found}


_REMEDY = "Name the folder of a finished build; build it again if it is damaged."


@dataclass(frozen=True)
class Release:
    """What is judged: ``site``, made by ``outputs`` of ``library`` in ``context``, to follow ``previous``."""

    site: Site
    library: Library
    context: BuildContext
    outputs: tuple[Output, ...]
    previous: Site | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A theme of the gate: its rules, and the function that finds where they are broken."""

    rules: tuple[Rule, ...]
    apply: Callable[[Release], Iterable[Finding]]


def finding(rule: Rule, path: str, message: str, remedy: str = "", field: str = "") -> Finding:
    """Return a finding of ``rule`` about a file of the site; ``remedy`` replaces the rule's own."""
    return Finding(path, 1, field, rule.code, message, remedy or rule.remedy, rule.level)
