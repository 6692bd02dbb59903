# SPDX-License-Identifier: Apache-2.0
"""Files that come with Chetavani and are published as they are. They are part of the code: ``code_digest`` has them."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def shipped(prefix: str) -> Mapping[str, bytes]:
    """Return the files in ``chetavani/data`` whose names begin with ``prefix``, by the rest of the name, sorted."""
    found = (one for one in files("chetavani").joinpath("data").iterdir() if one.name.startswith(prefix))
    return {one.name.removeprefix(prefix): one.read_bytes() for one in sorted(found, key=lambda one: one.name)}
