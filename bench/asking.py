# SPDX-License-Identifier: Apache-2.0
"""How long a look-up takes in each client once the shard is there: what a payment waits for."""

import json
import subprocess
import sys
import time
from pathlib import Path

from chetavani.client import Checker

_CLIENT = Path(__file__).resolve().parents[1] / "src/chetavani/data/lookup-client.mjs"
_NODE = Path(sys.prefix, "bin/node")
_WARM = 50  # look-ups before the clock runs: the files come, and the code is compiled
_PROGRAM = """
const [client, base, type, value, rounds, warm] = process.argv.slice(1);
const { Checker } = await import(client);
const checker = new Checker(base);
const { state } = await checker.check(type, value);
for (let round = 0; round < warm; round++) await checker.check(type, value);
const start = performance.now();
for (let round = 0; round < rounds; round++) await checker.check(type, value);
console.log(JSON.stringify({ state, milliseconds: (performance.now() - start) / rounds }));
"""


def cached_lookups(base: str, kind: str, value: str, rounds: int = 2000) -> dict[str, float]:
    """Return the milliseconds of a look-up of ``value`` at the served site ``base``, by client, with all files kept.

    Raises RuntimeError if the site cannot be asked: how fast nothing is found out is no result.
    """
    return {"python": _in_python(base, kind, value, rounds), "node": _in_node(base, kind, value, rounds)}


def _in_python(base: str, kind: str, value: str, rounds: int) -> float:
    checker = Checker(base)
    _checked(checker.check(kind, value).state)
    for _ in range(_WARM):
        checker.check(kind, value)
    start = time.perf_counter()
    for _ in range(rounds):
        checker.check(kind, value)
    return (time.perf_counter() - start) / rounds * 1000


def _in_node(base: str, kind: str, value: str, rounds: int) -> float:
    given = [_CLIENT.as_uri(), base, kind, value, str(rounds), str(_WARM)]
    command = [str(_NODE), "--input-type=module", "--eval", _PROGRAM, *given]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    _checked(told["state"])
    return float(told["milliseconds"])


def _checked(state: str) -> None:
    if state == "unavailable":
        message = "the site cannot be asked"
        raise RuntimeError(message)
