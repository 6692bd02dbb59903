# SPDX-License-Identifier: Apache-2.0
"""The template engine of one language, made for pages by the ten thousand.

The site's own words become part of the templates when these are compiled:
``words["published"]`` is in every page, and never changes while a renderer lives: so it costs nothing in a page.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from importlib.metadata import version
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape
from markupsafe import _escape_inner as _escaped  # type: ignore[attr-defined]  # what `escape` itself calls for a text

_WORDS = "words"


class _PlainContext(Context):
    """A context in which a call is a call: nothing that templates of ours call asks for the context itself.

    The engine's own looks at each thing that is called, again and again, for marks that none of ours has.
    """

    def call(self, wanted: Callable[..., object], /, *given: object, **named: object) -> object:
        """Return what ``wanted`` returns; the engine's own variables of loops and blocks are not for it."""
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return wanted(*given, **named)


def _shown(value: object) -> str:
    """Return what a page shows of ``value``: escaped, unless it is markup.

    It is the engine's own ``escape``, but for making a text that is about to be joined to others into an object first.
    """
    kind = type(value)
    if kind is str:
        return _escaped(value)  # type: ignore[arg-type]  # it is a text
    return value if kind is Markup else escape(value)  # type: ignore[return-value]  # markup is a text


class _PlainTemplate(Template):
    """A template whose compiled code escapes by ``_shown``."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002 - the engine's name
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        """Return the template that compiled ``code`` makes."""
        made = super().from_code(environment, code, globals, uptodate)
        made.root_render_func.__globals__["escape"] = _shown
        return made


class SpokenEnvironment(Environment):
    """An environment whose templates have these words put in for ``words[...]``; what is missing stays an error."""

    context_class = _PlainContext
    template_class = _PlainTemplate

    def __init__(self, roots: Sequence[Path], words: Mapping[str, str]) -> None:
        super().__init__(
            loader=FileSystemLoader([str(root) for root in roots]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=_compiled(words),
        )
        self._put_in = _PutIn(words)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Return the syntax tree of a template, with the words in it."""
        tree = super()._parse(source, name, filename)
        self._put_in.visit(tree)
        return tree


def _compiled(words: Mapping[str, str]) -> FileSystemBytecodeCache | None:
    """Return where compiled templates are kept: the engine's own place, which belongs to this user alone.

    Compiling takes longer than all the pages of a small edit. Beside the template's text, the words in it, the engine's
    version and this module make its code. None where there is no safe place.
    """
    made_by = (version("jinja2"), Path(__file__).read_text(encoding="utf-8"), json.dumps(dict(words), sort_keys=True))
    digest = hashlib.sha256("\0".join(made_by).encode()).hexdigest()[:16]
    try:
        return FileSystemBytecodeCache(pattern=f"chetavani-{digest}-%s.cache")
    except (OSError, RuntimeError):
        return None


class _PutIn(NodeTransformer):
    """Replaces ``words["name"]`` and ``here.words["name"]`` by the text.

    It is escaped as any other, but once, by the compiler.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802  # the engine's name
        """Return the text, or ``node`` if it is something else."""
        of, name = node.node, node.arg
        ours = (isinstance(of, nodes.Name) and of.name == _WORDS) or (
            isinstance(of, nodes.Getattr) and of.attr == _WORDS
        )
        if ours and isinstance(name, nodes.Const):
            text = self._words.get(name.value)
            if text is not None:
                return nodes.Const(text, lineno=node.lineno)
        self.generic_visit(node)
        return node
