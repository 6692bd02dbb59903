# SPDX-License-Identifier: Apache-2.0
"""Templates and wording: where they come from, and the one Jinja2 environment that renders them.

Autoescape is on for every template whatever its name; an unknown variable is an error, not an empty string. A
repository's own ``templates/`` wins over the ones that come with the package, file by file; its wording, word by word.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chetavani.errors import TemplateError

if TYPE_CHECKING:
    from chetavani.spoken import SpokenEnvironment

_PACKAGE = Path(__file__).resolve().parent
_WORDING = "wording"
_WORDLESS: Mapping[str, str] = {}


def shipped_templates() -> Path:
    """Return the folder of our own templates: inside an installed wheel, or at the top of a checkout."""
    installed = _PACKAGE / "templates"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "templates"


def template_roots(root: Path) -> tuple[Path, ...]:
    """Return the template folders that count for a repository, the winning one first."""
    own, shipped = root.resolve() / "templates", shipped_templates()
    return (own, shipped) if own.is_dir() and own != shipped else (shipped,)


def templates_digest(roots: Sequence[Path]) -> str:
    """Return a digest over the names and bytes of all templates and wordings, in order of precedence."""
    digest = hashlib.sha256()
    for root in roots:
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


class TemplateRenderer:
    """Renders templates from ``roots``; the only maker of HTML in the project.

    The engine is loaded at the first page, and made anew in a process that is handed a renderer.
    """

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = tuple(roots)
        self._environments: dict[int, tuple[SpokenEnvironment, Mapping[str, str]]] = {}  # kept alive with its words

    def __reduce__(self) -> tuple[type["TemplateRenderer"], tuple[tuple[Path, ...]]]:
        """Return how to make it again elsewhere."""
        return type(self), (self._roots,)

    def _environment(self, words: Mapping[str, str]) -> "SpokenEnvironment":
        """Return the engine for pages with these words; a mapping of words never changes."""
        known = self._environments.get(id(words))
        if known is None:
            from chetavani.spoken import SpokenEnvironment

            known = self._environments[id(words)] = (SpokenEnvironment(self._roots, words), words)
        return known[0]

    def render(self, template: str, /, words: Mapping[str, str] | None = None, **variables: object) -> str:
        """Return the text that ``template`` makes of ``words`` and ``variables``.

        ``words`` are the site's own in one language. Raises TemplateError with file and line.
        """
        from jinja2 import TemplateError as JinjaError
        from jinja2 import TemplateNotFound

        try:
            return self._environment(words or _WORDLESS).get_template(template).render(variables, words=words)
        except TemplateNotFound as error:
            raise TemplateError(
                f"templates/{error.name}", "there is no such template.", "Restore it, or delete your own templates/."
            ) from None
        except JinjaError as error:
            line = getattr(error, "lineno", None)
            place = f"templates/{template}" + (f":{line}" if line else "")
            raise TemplateError(place, f"does not render: {error}.", "Mend the template.") from error


def load_wording(roots: Sequence[Path], languages: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Return the site's own words, language by language. Raises TemplateError if a file is missing or broken."""
    wording: dict[str, dict[str, str]] = {}
    for language in languages:
        name = f"{_WORDING}/{language}.toml"
        words: dict[str, str] = {}
        for root in reversed(roots):
            words |= _read_words(root / name)
        if not words:
            raise TemplateError(f"templates/{name}", "there are no words for this language.", "Add the file.")
        wording[language] = words
    return wording


def _read_words(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TemplateError(str(path), f"cannot be read: {error}.", "Mend the file.") from None
    wrong = sorted(key for key, value in raw.items() if not isinstance(value, str))
    if wrong:
        raise TemplateError(str(path), f'is not a list of `name = "text"`: {", ".join(wrong)}.', "Mend the entries.")
    return raw
