# SPDX-License-Identifier: Apache-2.0
"""``python bench/corpus.py --count N --seed S DIR``: write a repository of N advisories, the same for the same seed."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.generator.calendar import MOST
from bench.generator.repository import write_repository


def main() -> int:
    """Parse the arguments, write the repository, return the exit code."""
    parser = argparse.ArgumentParser(description="Write a repository of advisories for measuring.")
    parser.add_argument("--count", type=int, default=1000, help=f"how many advisories, 1 to {MOST}")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other advisories")
    parser.add_argument("folder", type=Path, help="where the repository goes; must be new or empty")
    given = parser.parse_args()
    if not 1 <= given.count <= MOST:
        parser.error(f"--count: write a number from 1 to {MOST}")
    if given.folder.exists() and (not given.folder.is_dir() or any(given.folder.iterdir())):
        parser.error(f"{given.folder}: is not empty; name a new folder")
    write_repository(given.folder, given.count, given.seed, _tell)
    return 0


def _tell(done: int) -> None:
    if done % 10_000 == 0:
        sys.stderr.write(f"{done} advisories\n")


if __name__ == "__main__":
    sys.exit(main())
