# SPDX-License-Identifier: Apache-2.0
"""The commands, one a module: each takes plain arguments, reports, and returns the exit code.

``COMMANDS`` is the registry: a new command is one module and one line here.
"""

from collections.abc import Callable

from chetavani.commands.assign_ids import assign_ids
from chetavani.commands.build import build
from chetavani.commands.lint import lint
from chetavani.commands.new import new
from chetavani.commands.serve import serve
from chetavani.commands.show import show

COMMANDS: dict[str, Callable[..., int]] = {
    "new": new,
    "assign-ids": assign_ids,
    "build": build,
    "lint": lint,
    "serve": serve,
    "show": show,
}
