# SPDX-License-Identifier: Apache-2.0
"""The commands, one a module: each takes plain arguments, reports, and returns the exit code.

``COMMANDS`` is the registry: a new command is one module and one line here. A command is loaded when it is asked for,
so that none pays for what only another needs.
"""

from collections.abc import Callable
from importlib import import_module

COMMANDS: dict[str, str] = {
    "new": "new:new",
    "assign-ids": "assign_ids:assign_ids",
    "build": "build:build",
    "check": "check:check",
    "compress": "compress:compress",
    "lint": "lint:lint",
    "serve": "serve:serve",
    "show": "show:show",
    "taxii": "taxii:taxii",
    "verify": "verify:verify",
}
"""Name to ``module:function``, the module in this package."""


def load_command(name: str) -> Callable[..., int]:
    """Return the command that is called ``name`` in ``COMMANDS``."""
    module, _, function = COMMANDS[name].partition(":")
    command: Callable[..., int] = getattr(import_module(f"{__name__}.{module}"), function)
    return command
