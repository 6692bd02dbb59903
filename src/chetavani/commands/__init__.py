# SPDX-License-Identifier: Apache-2.0
"""The commands, one a module: each takes plain arguments, reports, and returns the exit code.

``COMMANDS`` is the registry: a new command is one module and one line here.
"""

from collections.abc import Callable

from chetavani.commands.build import build

COMMANDS: dict[str, Callable[..., int]] = {
    "build": build,
}
