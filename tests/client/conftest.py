# SPDX-License-Identifier: Apache-2.0
"""A served site with look-up files, and both clients, asked in one way."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from tests.client.lookup_world import NOW, Site, serving, write_lookup
from tests.client.node import Node, running

from chetavani.client import Checker

Told = tuple[str, str | None, str | None, str | None, str | None]


class Asker(Protocol):
    """A client with a clock that stands at ``NOW`` until it is set."""

    def open(self, base: str, timeout: float = 2.0) -> None:
        """Start anew, with nothing kept."""

    def clock(self, seconds: float) -> None:
        """Set the clock, in seconds since 1970."""

    def check(self, kind: str, value: str) -> Told:
        """Return state, action, advisory, type and value of what matched."""

    def card(self, advisory: str) -> dict[str, Any] | None:
        """Return a card."""


class InPython:
    """The client for Python."""

    def __init__(self) -> None:
        self._now: float = NOW

    def open(self, base: str, timeout: float = 2.0) -> None:
        """Start anew, with nothing kept."""
        self._checker = Checker(base, timeout=timeout, now=lambda: self._now)

    def clock(self, seconds: float) -> None:
        """Set the clock, in seconds since 1970."""
        self._now = seconds

    def check(self, kind: str, value: str) -> Told:
        """Return state, action, advisory, type and value of what matched."""
        answer = self._checker.check(kind, value)
        return answer.state, answer.action or None, answer.advisory or None, answer.type, answer.value or None

    def card(self, advisory: str) -> dict[str, Any] | None:
        """Return a card."""
        return self._checker.card(advisory)


class InJavaScript:
    """The client for JavaScript."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def open(self, base: str, timeout: float = 2.0) -> None:
        """Start anew, with nothing kept."""
        self._node.ask("clock", seconds=NOW)
        self._node.ask("open", base=base, timeout=round(timeout * 1000))

    def clock(self, seconds: float) -> None:
        """Set the clock, in seconds since 1970."""
        self._node.ask("clock", seconds=seconds)

    def check(self, kind: str, value: str) -> Told:
        """Return state, action, advisory, type and value of what matched."""
        answer = self._node.ask("check", type=kind, value=value)
        matched = answer["matched"]
        return answer["state"], answer["action"], answer["advisory"], matched["type"], matched["value"]

    def card(self, advisory: str) -> dict[str, Any] | None:
        """Return a card."""
        found: dict[str, Any] | None = self._node.ask("card", advisory=advisory)
        return found


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """One Node for all tests."""
    with running() as node:
        yield node


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A served site with look-up files."""
    with serving(write_lookup(tmp_path / "site")) as site:
        yield site


@pytest.fixture(params=["python", "javascript"])
def asker(request: pytest.FixtureRequest, node: Node) -> Asker:
    """Each of the two clients."""
    return InPython() if request.param == "python" else InJavaScript(node)
