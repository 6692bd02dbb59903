# SPDX-License-Identifier: Apache-2.0
"""``python bench/convert.py CORPUS PEER DIR``: write a peer's project for a corpus."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.conversion.builders import WRITERS, convert


def main() -> int:
    """Parse the arguments, convert, return the exit code."""
    parser = argparse.ArgumentParser(description="Write another site builder's project for a corpus.")
    parser.add_argument("corpus", type=Path, help="a folder that bench/corpus.py has written")
    parser.add_argument("peer", choices=sorted(WRITERS))
    parser.add_argument("folder", type=Path, help="where the project goes")
    given = parser.parse_args()
    convert(given.corpus, given.peer, given.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
