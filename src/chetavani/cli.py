# SPDX-License-Identifier: Apache-2.0
"""The command line: the table of commands, and the only place that turns errors into exit codes.

0: done. 1: the content has findings. 2: cannot run (wrong arguments, settings, templates, disk).
"""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import wraps

import typer

from chetavani.commands import COMMANDS, commands_of, every_command, group_of, load_command
from chetavani.errors import ChetavaniError, ContentError

DONE, FINDINGS, CANNOT_RUN, INTERRUPTED = 0, 1, 2, 130


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


def _always_subcommands() -> None:
    """Turn a repository of Markdown advisories into a bilingual site, feeds and machine-readable files."""


def parser(names: Iterable[str]) -> typer.Typer:
    """Return the parser of these commands, which are loaded for it: their signatures are their options.

    A command of a group has two words; its group is made of those that are asked for.
    """
    app = _app("chetavani")
    app.callback()(_always_subcommands)
    groups: dict[str, typer.Typer] = {}
    for name in names:
        first, _, second = name.partition(" ")
        if second and first not in groups:
            groups[first] = _app(first)
            group = group_of(first)
            app.add_typer(groups[first], help=group.about if group else None)
        groups.get(first, app).command(second or first)(_exiting(load_command(name)))
    return app


def _app(name: str) -> typer.Typer:
    return typer.Typer(name=name, no_args_is_help=True, rich_markup_mode="markdown", pretty_exceptions_enable=False)


def _wanted(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the commands that it takes to understand ``arguments``: the one that is named, or all."""
    if not arguments or arguments[0] not in COMMANDS:
        return every_command()  # help, completion and a misspelt name need all
    named = commands_of(arguments[0])
    both = " ".join(arguments[:2])
    return (both,) if both in named else named


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    try:
        parser(_wanted(arguments))(list(arguments), prog_name="chetavani")
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else DONE
    return DONE


def _say(error: ChetavaniError) -> None:
    from rich.console import Console

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]error[/] {_plain(error.place)}: {_plain(error.cause)} {_plain(error.remedy)}")


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def main() -> None:
    """Run the command that the process was started with, and exit with its code."""
    sys.exit(run(sys.argv[1:]))
