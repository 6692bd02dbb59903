# SPDX-License-Identifier: Apache-2.0
"""Instants as programs read them."""

from datetime import date, timedelta
from functools import lru_cache

_SECOND = 1_000_000  # microseconds
_DAY = 86_400  # seconds


@lru_cache(maxsize=8192)  # a million entries end at few times
def stamp(at: int) -> str:
    """Return an instant as RFC 3339 has it, in UTC and whole seconds, so that times are in order as texts too."""
    day, second = divmod(at // _SECOND, _DAY)
    return f"{_date(day)}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"


@lru_cache(maxsize=8192)  # an index of ten thousand documents names few days
def _date(day: int) -> str:
    """Return the day of this number since 1970."""
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()
