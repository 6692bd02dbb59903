# SPDX-License-Identifier: Apache-2.0
"""``chetavani compress``: the built site with Brotli and gzip variants, for a web server to send as they are."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from chetavani.compression import publish_compressed


def compress(
    root: Annotated[Path, typer.Option("--root", help="The repository.")] = Path(),
    site: Annotated[Path | None, typer.Option("--site", help="The built site; ROOT/site if not given.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="What the web server serves; ROOT/published if not given.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="How many files are compressed at once.")] = 1,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing unless something is wrong.")] = False,
) -> int:
    """Publish the built site with Brotli and gzip variants beside its files.

    Only what has changed since the last time is compressed. What was published is replaced at once, or stays.

    Examples:
    - `chetavani compress`

    - `chetavani compress --jobs 4 --site /srv/build/site --output /srv/www/published`
    """
    target = output or root / "published"
    report = publish_compressed(site or root / "site", target, jobs)
    if not quiet:
        sys.stdout.write(f"{report.files} files and {report.variants} variants in {target}, {report.made} made now\n")
    return 0
