# SPDX-License-Identifier: Apache-2.0
"""An advisory's document read back from its bytes: at no cost right after it was written, which is when it is asked."""

import json
from collections.abc import Mapping
from typing import Any

_held: list[tuple[bytes, Mapping[str, Any]]] = [(b"", {})]


def written(content: bytes, document: Mapping[str, Any]) -> bytes:
    """Return ``content``, which is ``document`` as JSON, and hold on to both until the next."""
    _held[0] = (content, document)
    return content


def read_back(content: bytes) -> Mapping[str, Any]:
    """Return the document that these bytes are, which nobody may change. Raises ValueError for what is no JSON."""
    known, document = _held[0]
    if known is not content:
        document = json.loads(content)
        _held[0] = (content, document)
    return document
