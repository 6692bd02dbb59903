# SPDX-License-Identifier: Apache-2.0
"""Where the answers to look-ups are, and by how many digits of the hash they are asked for."""

FOLDER = "lookup/v1/"
META = f"{FOLDER}meta.json"
MEAN = 250
"""How many entries a shard has on the average, at most: so that an answer is small and a prefix tells little."""
LONGEST = 6  # digits: with the mean, enough for four thousand million entries
HEX = "0123456789abcdef"


def prefix_digits(count: int) -> int:
    """Return how many hexadecimal digits of the hash are asked for, where there are so many entries."""
    return next((digits for digits in range(1, LONGEST) if count <= MEAN * 16**digits), LONGEST)


def shard_path(prefix: str) -> str:
    """Return where the entries are whose hashes begin with ``prefix``."""
    return f"{FOLDER}{prefix}.json"
