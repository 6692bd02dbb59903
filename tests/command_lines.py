# SPDX-License-Identifier: Apache-2.0
"""What people and machines are told to type: the lines of documents and scripts that run ``chetavani``."""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import typer.main
import yaml

from chetavani.cli import parser
from chetavani.commands import every_command

_CALL = re.compile(r"(?:^|[\s/(])chetavani (?=[a-z-])")


class CommandLine(NamedTuple):
    """The words after ``chetavani``, and where they stand."""

    place: str
    words: tuple[str, ...]


def in_document(path: Path) -> list[CommandLine]:
    """Return the command lines of a Markdown document: in its consoles, and between backticks."""
    text = path.read_text(encoding="utf-8")
    consoles = re.findall(r"^ *```(?:console|sh|shell|text)\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    spans = [span for span in re.findall(r"`([^`\n]+)`", text) if span.startswith("chetavani ")]
    return in_shell("\n".join((*consoles, *spans)), path.name)


def in_workflow(path: Path) -> list[CommandLine]:
    """Return the command lines of a workflow or pipeline: of each ``run`` and ``script``."""
    found: list[str] = []

    def look(value: object, key: str = "") -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                look(inner, str(name))
        elif isinstance(value, list):
            for inner in value:
                look(inner, key)
        elif isinstance(value, str) and key in {"run", "script", "before_script"}:
            found.append(value)

    look(yaml.safe_load(path.read_text(encoding="utf-8")))
    return in_shell("\n".join(found), path.name)


def in_shell(text: str, place: str) -> list[CommandLine]:
    """Return the command lines of shell text; what is expanded by the shell is passed over."""
    joined = text.replace("\\\n", " ")
    found = []
    for line in joined.splitlines():
        if line.lstrip().startswith("#"):
            continue
        for match in _CALL.finditer(line):
            rest = re.sub(r"\$\{\w+:\+([^}]*)\}", r"\1", line[match.end() :])
            words = shlex.shlex(rest, posix=True, punctuation_chars="&|;<>()")
            words.whitespace_split, words.commenters = True, "#"
            found.append(CommandLine(place, tuple(_until_end(words))))
    return found


def _until_end(words: shlex.shlex) -> list[str]:
    taken: list[str] = []
    for word in words:
        if set(word) <= set("&|;<>()"):
            break
        taken.append(word)
    return taken


def objection(line: CommandLine) -> str:
    """Return why there is no such command or option; empty if there is."""
    name = next((" ".join(line.words[:size]) for size in (2, 1) if " ".join(line.words[:size]) in every_command()), "")
    if not name:
        return f"{line.place}: there is no command {' '.join(line.words)!r}"
    command = typer.main.get_command(parser([name]))
    for word in name.split():
        command = command.commands[word]  # type: ignore[attr-defined]
    known = {option for parameter in command.params for option in parameter.opts + parameter.secondary_opts}
    asked = {word.partition("=")[0] for word in line.words if word.startswith("--")} - {"--help"}
    return f"{line.place}: {name} has no {sorted(asked - known)}" if asked - known else ""
