# SPDX-License-Identifier: Apache-2.0
"""Reads the published vectors."""

import json
from importlib import resources
from typing import Any

_FILE = resources.files("chetavani") / "data" / "lookup-vectors.json"
VECTORS: list[dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))["vectors"]
