# SPDX-License-Identifier: Apache-2.0
"""The command line: the table of commands, and the only place that turns errors into exit codes.

0: done. 1: the content has findings. 2: cannot run (wrong arguments, settings, templates, disk).
"""

import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps

import typer
from rich.console import Console

from chetavani.commands import COMMANDS
from chetavani.errors import ChetavaniError, ContentError

DONE, FINDINGS, CANNOT_RUN, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="chetavani",
    help="Turn a repository of Markdown advisories into a bilingual site, feeds and machine-readable files.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)


def _code(command: Callable[[], int]) -> int:
    """Run a command; errors go to standard error as place, cause and remedy."""
    try:
        return command()
    except ContentError as error:
        _say(error)
        return FINDINGS
    except ChetavaniError as error:
        _say(error)
        return CANNOT_RUN
    except (KeyboardInterrupt, EOFError):  # Ctrl+C, or Ctrl+D at a question
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone: nothing is left to say to it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _exiting(command: Callable[..., int]) -> Callable[..., None]:
    """Return ``command`` as the parser wants it: with the same signature, leaving by its exit code."""

    @wraps(command)
    def leave(*arguments: object, **options: object) -> None:
        raise typer.Exit(_code(lambda: command(*arguments, **options)))

    return leave


for _name, _command in COMMANDS.items():
    app.command(_name)(_exiting(_command))


@app.callback()
def _always_subcommands() -> None:
    """Turn a repository of Markdown advisories into a bilingual site, feeds and machine-readable files."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    try:
        app(list(arguments), prog_name="chetavani")
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else DONE
    return DONE


def _say(error: ChetavaniError) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]error[/] {_plain(error.place)}: {_plain(error.cause)} {_plain(error.remedy)}")


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def main() -> None:
    """Run the command that the process was started with, and exit with its code."""
    sys.exit(run(sys.argv[1:]))
