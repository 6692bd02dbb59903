# SPDX-License-Identifier: Apache-2.0
"""When and under which id each advisory is published, and what becomes of it: all from its place in the row.

Nothing is kept: any advisory can be asked about any other, so a corpus is written in one pass.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

IST = timezone(timedelta(hours=5, minutes=30))
END = datetime(2026, 1, 1, tzinfo=IST)
"""As of when a corpus is complete: after everything in it, and on the day after its last year."""
MOST = 109_989
_A_YEAR = 9_999
_TEN, _ELEVEN = 10, 11
_WITHDRAWN, _SUPERSEDED = 0.02, 0.05
_AHEAD = 30


@dataclass(frozen=True, slots=True)
class Calendar:
    """The row of ``count`` advisories, oldest first, over ten years; over eleven where ten have no ids left."""

    count: int
    seed: int

    @property
    def years(self) -> int:
        """Return over how many years the advisories are spread."""
        return _TEN if self.count <= _TEN * _A_YEAR else _ELEVEN

    @property
    def first_year(self) -> int:
        """Return the first of them; the last is always the same."""
        return END.year - self.years

    def place(self, index: int) -> tuple[int, int, int]:
        """Return year, number in the year, and how many the year has, for the advisory at ``index``."""
        share, rest = divmod(self.count, self.years)
        late = self.years - rest  # years before this one have one fewer
        if index < late * share:
            year, number = divmod(index, share)
            return self.first_year + year, number + 1, share
        year, number = divmod(index - late * share, share + 1)
        return self.first_year + late + year, number + 1, share + 1

    def id(self, index: int) -> str:
        """Return the id of the advisory at ``index``."""
        year, number, _ = self.place(index)
        return f"MPC-{year}-{number:04d}"

    def published(self, index: int) -> datetime:
        """Return when it was published: evenly over the year, to the minute, each after the one before."""
        year, number, share = self.place(index)
        start = datetime(year, 1, 1, tzinfo=IST)
        whole = datetime(year + 1, 1, 1, tzinfo=IST) - start
        return start + timedelta(minutes=int(whole.total_seconds() / 60 * (number - 0.5) / share))

    def is_withdrawn(self, index: int) -> bool:
        """Whether it has been withdrawn."""
        return self._fate(index) < _WITHDRAWN

    def successor(self, index: int) -> int | None:
        """Return the place of the advisory that superseded this one; None if none did."""
        if not _WITHDRAWN <= self._fate(index) < _SUPERSEDED:
            return None
        following = range(index + 1, min(index + _AHEAD, self.count))
        return next((other for other in following if self._fate(other) >= _SUPERSEDED), None)

    def _fate(self, index: int) -> float:
        return random.Random(f"fate {self.seed} {index}").random()
