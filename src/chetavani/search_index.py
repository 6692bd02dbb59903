# SPDX-License-Identifier: Apache-2.0
"""The search index: Pagefind run over the search records, one bundle for each folder of records.

Pagefind is run by its command line: its Python API waits between records. Every bundle is forced to one language,
because with several the order of keys in its entry file varies from run to run.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from chetavani.errors import SearchError
from chetavani.search_bundle import ENTRY, make_canonical

BUNDLES = "pagefind"
"""Where the bundles are in a site: that of a language in a folder of its name, its client ``pagefind.js`` with it."""

_PARTS = (ENTRY, "pagefind.js", "pagefind.*.pf_meta", "wasm.*.pagefind", "index/*", "filter/*", "fragment/*")
_UNUSED = "wasm.unknown.pagefind"
_LONGEST = 600  # seconds; 10,000 records take about ten
_REMEDY = "Install pagefind[extended] again, at the version of the lock; then build again."


def index_records(records: Path) -> Iterator[tuple[str, bytes]]:
    """Index the record pages in each folder of ``records``, which is named after their language.

    Yield the path in the site and the bytes of every file that a browser needs, in a fixed order; nothing if there
    are no records. Raises SearchError if the indexer fails.
    """
    for folder in sorted(path for path in records.glob("*") if path.is_dir()):
        with tempfile.TemporaryDirectory(prefix="chetavani-search-") as scratch:
            bundle = Path(scratch)
            _run(folder, bundle)
            yield from _needed(bundle, f"{BUNDLES}/{folder.name}")


def _run(records: Path, bundle: Path) -> None:
    """Index the pages in ``records`` as the language that the folder is named after."""
    command = [
        sys.executable, "-m", "pagefind", "--silent",
        "--site", str(records.resolve()), "--output-path", str(bundle), "--force-language", records.name,
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and paths, no shell
            command, cwd=bundle, capture_output=True, text=True, errors="replace", timeout=_LONGEST, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SearchError("the search indexer", f"could not be run: {error}.", _REMEDY) from None
    if done.returncode or not (bundle / ENTRY).is_file():
        said = " ".join((done.stderr or done.stdout).split()) or "it made no index"
        raise SearchError(f"the search index for {records.name}", f"was not made: {said}.", _REMEDY)
    make_canonical(bundle)


def _needed(bundle: Path, place: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(path for pattern in _PARTS for path in bundle.glob(pattern)):
        if path.name != _UNUSED:
            yield f"{place}/{path.relative_to(bundle).as_posix()}", path.read_bytes()
