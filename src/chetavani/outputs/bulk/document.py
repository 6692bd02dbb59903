# SPDX-License-Identifier: Apache-2.0
"""The document of the JSON API that rows and cells are taken out of, read once for all who ask in a row."""

import json
from functools import lru_cache
from typing import Any

from chetavani.outputs.api import documents

FOLDER = f"{documents.FOLDER}advisories/"
"""Where the documents are."""


@lru_cache(maxsize=1)
def parsed(content: bytes) -> dict[str, Any]:
    """Return an advisory's document (``api.documents.Advisory``), which nobody may change."""
    document: dict[str, Any] = json.loads(content)
    return document
