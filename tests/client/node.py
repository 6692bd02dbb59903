# SPDX-License-Identifier: Apache-2.0
"""The JavaScript client in a Node of its own, which answers one question after the other."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.builders import ROOT

CLIENT = ROOT / "src/chetavani/data/lookup-client.mjs"
NODE = Path(sys.prefix, "bin/node")
Pairs = Sequence[tuple[str, str]]


class Node:
    """A running Node with the client loaded."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, does: str, **given: object) -> Any:  # noqa: ANN401  (whatever JSON says)
        """Return what the client says."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"does": does, **given}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "Node has ended"
        return json.loads(answer)

    def canonical(self, pairs: Pairs) -> list[str | None]:
        """Return the canonical forms of texts as values of types, None where there is none."""
        answer: list[str | None] = self.ask("canonical", pairs=list(pairs))
        return answer


@contextmanager
def running() -> Iterator[Node]:
    """Run Node with the client."""
    command = [str(NODE), str(Path(__file__).with_name("asking.mjs")), CLIENT.as_uri()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Node(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=20) == 0
