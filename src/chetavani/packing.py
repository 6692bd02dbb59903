# SPDX-License-Identifier: Apache-2.0
"""Packing: objects to bytes and back, from a short list of classes, so that foreign bytes can run nothing."""

import io
import pickle
from typing import Any

from chetavani.errors import DamagedStoreError

_MODULES = ("chetavani.model.", "chetavani.theme.", "chetavani.lint.", "chetavani.ledger.")
_found: dict[tuple[str, str], type] = {}  # what has been asked for, by the million
_CLASSES = frozenset({("datetime", name) for name in ("datetime", "date", "timedelta", "timezone")})


class _Unpickler(pickle.Unpickler):
    """Finds the classes of our records and of times; any other name is refused."""

    def find_class(self, module: str, name: str) -> type:
        """Return a class on the list. Raises UnpicklingError for anything else."""
        return _found.get((module, name)) or self._find(module, name)

    def _find(self, module: str, name: str) -> type:
        if "." not in name and ((module, name) in _CLASSES or module.startswith(_MODULES)):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:  # not what the module imports, as `Path`
                _found[module, name] = found
                return found
        message = f"{module}.{name} is none of ours"
        raise pickle.UnpicklingError(message)


def pack(value: object) -> bytes:
    """Return ``value`` as bytes that ``unpack`` understands."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def unpack(content: bytes) -> Any:  # noqa: ANN401 - whatever was packed
    """Return what was packed. Raises DamagedStoreError for bytes that are anything else."""
    try:
        return _Unpickler(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, AttributeError, EOFError, ImportError, LookupError, TypeError, ValueError) as error:
        raise DamagedStoreError("the store", f"holds something that is none of ours: {error}.") from None
