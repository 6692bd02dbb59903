# SPDX-License-Identifier: Apache-2.0
"""What has gone from the releases and is still there, for who read a page of before: by path, until when.

Times are seconds since 1970, as the clock of the publishing machine has them.
"""

from collections.abc import Iterable, Mapping

DAY = 86_400


def still_leaving(leaving: Mapping[str, float], now: float) -> dict[str, float]:
    """Return what may not be deleted yet."""
    return {path: until for path, until in leaving.items() if until > now}


def carried(
    leaving: Mapping[str, float], before: Iterable[str], wanted: Mapping[str, object], now: float, days: float
) -> dict[str, float]:
    """Return what is leaving once ``wanted`` has replaced what was there ``before``; what comes back is not leaving."""
    going = {path: now + days * DAY for path in before if path not in wanted}
    kept = {path: until for path, until in still_leaving(leaving, now).items() if path not in wanted}
    return {path: until for path, until in sorted((going | kept).items()) if until > now}
