# SPDX-License-Identifier: Apache-2.0
"""Clearing an indicator that was listed by mistake: in every advisory, draft and sheet that lists it, or in none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from chetavani.clearing.base import Clearance, Found, Place, Sought, sought
from chetavani.clearing.files import write_all
from chetavani.clearing.front_matter import find as find_in_front_matter
from chetavani.clearing.sheet import find as find_in_sheet
from chetavani.errors import AuthoringError
from chetavani.loaders.tree import FOLDER, language_of, scan
from chetavani.model.indicator import IndicatorType, defang

__all__ = ["Clearance", "Place", "Plan", "apply", "plan", "sought"]

SHEET = ".indicators.csv"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """Every listing of a value, and the files to be written anew."""

    places: tuple[Place, ...]
    files: tuple[Found, ...]

    @property
    def open(self) -> tuple[Place, ...]:
        """Return the listings that are not cleared yet."""
        return tuple(place for place in self.places if not place.is_cleared)


def plan(root: Path, languages: Sequence[str], wanted: Sought, clearance: Clearance) -> Plan:
    """Return what it takes to clear what is wanted in the repository at ``root``.

    Raises AuthoringError if it is listed nowhere, if it is listed as several things, or if a file cannot be read.
    """
    files = tuple(_looked_through(root, languages, wanted, clearance))
    places = tuple(place for one in files for place in one.places)
    if not places:
        raise AuthoringError(repr(wanted.value), "is not listed anywhere.", _remedy(wanted, files))
    if len(kinds := sorted({place.type for place in places})) > 1:
        raise AuthoringError(
            repr(wanted.value), f"is listed as {' and as '.join(kinds)}.", "Say with `--type` which of them is cleared."
        )
    return Plan(places, tuple(one for one in files if one.rewrite is not None))


def apply(made: Plan) -> None:
    """Write what is planned: every file, or none. Raises WriteError."""
    write_all(made.files)


def _looked_through(root: Path, languages: Sequence[str], wanted: Sought, clearance: Clearance) -> Iterator[Found]:
    place = root.resolve()
    for folder in scan(place):
        for name in sorted(folder.files):
            shown = "/".join(part for part in (FOLDER, folder.name, name) if part)
            path = (place / shown).resolve()
            if not path.is_relative_to(place):
                continue  # a link out of the repository is no part of it
            if name.endswith(SHEET):
                yield find_in_sheet(path, shown, wanted, clearance)
            elif language_of(name, languages) == languages[0]:
                yield find_in_front_matter(path, shown, wanted, clearance)


def _remedy(wanted: Sought, files: Sequence[Found]) -> str:
    """Return what may have been meant, as it may be shown."""
    near = sorted({one for file in files for one in file.near})
    found: list[str] = []
    for kind, meaning in wanted.meanings.items():
        values = [value for of, value in near if of == kind]
        found += (defang(IndicatorType(kind), value) for value in get_close_matches(meaning, values, _NAMED))
    return f"Is it one of these? {', '.join(found[:_NAMED])}" if found else "`chetavani indicators list` shows all."
