# SPDX-License-Identifier: Apache-2.0
"""``chetavani taxii``: the STIX bundles of the built site as collections for a TAXII 2.1 server."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from chetavani.config import load_settings
from chetavani.errors import ConfigError
from chetavani.outputs.stix.current import CURRENT
from chetavani.outputs.stix.taxii import server_data
from chetavani.writer import disk


def taxii(
    root: Annotated[Path, typer.Option("--root", help="The repository.")] = Path(),
    site: Annotated[Path | None, typer.Option("--site", help="The built site; ROOT/site if not given.")] = None,
    output: Annotated[Path, typer.Option("--output", help="The file to write.")] = Path("taxii.json"),
    address: Annotated[
        str, typer.Option("--address", help="Where the server will be, with a closing /.")
    ] = "http://127.0.0.1:5000/",
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing unless something is wrong.")] = False,
) -> int:
    """Write the data file of medallion, OASIS' TAXII server: the current indicators, and all advisories.

    Objects that the file had before keep the time at which they were added, so write the same file each time.

    Examples:
    - `chetavani taxii`

    - `chetavani taxii --site /srv/build/site --output /srv/taxii/data.json --address https://taxii.cell.example/`
    """
    settings = load_settings(root)
    current = (site or root / "site") / CURRENT
    whole = _read(current, "Build the site first: `chetavani build`.")
    each = (_read(path, "Build the site again.") for path in sorted(current.parent.glob("*.json")) if path != current)
    before = _read(output, "Take it away, and all is added now.") if output.exists() else {}
    bundles = {"current-indicators": (whole,), "advisories": each}
    data = server_data(settings, address, bundles, before, datetime.now(UTC))
    fresh = output.with_name(f"{output.name}.new")
    with disk(output):
        fresh.write_text(json.dumps(data, ensure_ascii=False) + "\n", encoding="utf-8")
        fresh.replace(output)
    if not quiet:
        for one in data["chetavani"]["collections"]:
            sys.stdout.write(f"{one['title']}: {len(one['objects'])} objects, id {one['id']}\n")
    return 0


def _read(path: Path, remedy: str) -> dict[str, Any]:
    """Return the object in a JSON file. Raises ConfigError if there is none."""
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise ConfigError(str(path), "there is no such file.", remedy) from None
    except (OSError, ValueError) as error:
        raise ConfigError(str(path), f"cannot be read: {error}.", remedy) from None
    if not isinstance(found, dict):
        raise ConfigError(str(path), "holds no JSON object.", remedy)
    return found
