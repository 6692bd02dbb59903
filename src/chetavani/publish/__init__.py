# SPDX-License-Identifier: Apache-2.0
"""Publishing: a release goes to where its readers get it. ``TARGETS`` is the registry: a new kind is one module.

Whatever happens on the way, readers have a whole site: the one of before, or the new one. A killed run is taken up by
the next; of two publishers at once one wins and the other is told so.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from chetavani.config import Settings
from chetavani.errors import ConfigError, PublishError
from chetavani.publish.base import Live, Target
from chetavani.publish.local import LocalTarget
from chetavani.publish.rsync import RsyncTarget
from chetavani.publish.s3 import S3Target
from chetavani.publish.source import Source, numbered
from chetavani.release.record import Previous

TARGETS: dict[str, Callable[[Any, Path], Target]] = {
    "local": LocalTarget,
    "rsync": RsyncTarget,
    "s3": S3Target,
}
"""Takes the settings of a ``[publish.NAME]`` by their ``type``, and the repository."""


def open_target(settings: Settings, name: str, root: Path) -> Target:
    """Return the target that the settings call ``name``. Raises ConfigError if there is none."""
    found = settings.publish.get(name)
    if found is None:
        known = ", ".join(sorted(settings.publish)) or "none"
        cause = f"there is no such target; chetavani.toml has {known}."
        raise ConfigError(f"publish.{name}", cause, f"Write a section [publish.{name}] into chetavani.toml.")
    return TARGETS[found.type](found, root)


def successor(source: Source, live: Live, place: str, as_of: datetime) -> Source | None:
    """Return what follows ``live``: the release itself, or a plain site with its number; None if it is live, whole.

    A plain site takes up its number again if a killed run had given it one. Raises PublishError for a release that
    does not follow.
    """
    if source.manifest == live.manifest and source.number in {0, live.release}:
        if live.whole:
            return None
        if source.number:
            return source
    if source.number == 0:
        known = [number for number, manifest in live.kept.items() if manifest == source.manifest]
        number = max((one for one in known if one > live.release), default=0)
        before = Previous(live.release, live.manifest) if live.release else None
        return numbered(source, number or max((live.release, *live.kept)) + 1, before, as_of)
    if source.number <= live.release:
        cause = f"has release {live.release}, and this is release {source.number}: readers who check would refuse it."
        raise PublishError(place, cause, "Make a newer release of it, or use `chetavani rollback`.")
    return source


def release_before(live: Live, place: str) -> int:
    """Return the release to go back to: the newest of those before that is another. Raises PublishError."""
    earlier = [one for one, manifest in live.kept.items() if one < live.release and manifest != live.manifest]
    if not earlier:
        cause = f"has release {live.release or 'none'} and keeps none before it."
        raise PublishError(place, cause, "Publish the folder of an earlier release again with `chetavani publish`.")
    return max(earlier)
