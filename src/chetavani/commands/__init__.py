# SPDX-License-Identifier: Apache-2.0
"""The commands, one a module: each takes plain arguments, reports, and returns the exit code.

``COMMANDS`` is the registry: a new command is one module and one line here, and so is a group of commands, a package
with a registry of its own. A command is loaded when it is asked for, so that none pays for what only another needs.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple


class Group(NamedTuple):
    """Commands that are asked for by two words, of which the first is the group's.

    ``about`` is what its help says; ``commands`` are as in ``COMMANDS``, their modules in the group's package.
    """

    about: str
    commands: Mapping[str, str]


COMMANDS: dict[str, str] = {
    "new": "new:new",
    "assign-ids": "assign_ids:assign_ids",
    "approvals": "approvals:approvals",
    "approve": "approve:approve",
    "build": "build:build",
    "check": "check:check",
    "compress": "compress:compress",
    "indicators": "indicators:INDICATORS",
    "keys": "keys:KEYS",
    "lint": "lint:lint",
    "publish": "publish:publish",
    "release": "release:release",
    "rollback": "rollback:rollback",
    "serve": "serve:serve",
    "show": "show:show",
    "taxii": "taxii:taxii",
    "verify": "verify:verify",
}
"""Name to ``module:function``, the module in this package, or ``package:GROUP`` for a group."""


def _found(package: str, place: str) -> tuple[str, Any]:
    """Return the module that ``place`` (``module:name``) in ``package`` means, and what has that name there."""
    module, _, name = place.partition(":")
    path = f"{package}.{module}"
    return path, getattr(import_module(path), name)


def group_of(name: str) -> Group | None:
    """Return the group that is called ``name`` in ``COMMANDS``; None if it is a command."""
    _, found = _found(__name__, COMMANDS[name])
    return found if isinstance(found, Group) else None


def load_command(name: str) -> Callable[..., int]:
    """Return the command that is called ``name``: one word in ``COMMANDS``, or two, the group's first."""
    first, _, second = name.partition(" ")
    package, found = _found(__name__, COMMANDS[first])
    if second:
        _, found = _found(package, found.commands[second])
    command: Callable[..., int] = found
    return command


def commands_of(name: str) -> tuple[str, ...]:
    """Return the commands that a name in ``COMMANDS`` stands for: itself, or each of the group by its two words."""
    group = group_of(name)
    return (name,) if group is None else tuple(f"{name} {own}" for own in group.commands)


def every_command() -> tuple[str, ...]:
    """Return the name of every command, in the order of the registry."""
    return tuple(command for name in COMMANDS for command in commands_of(name))
