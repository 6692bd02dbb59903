# SPDX-License-Identifier: Apache-2.0
"""The base of a site: what the theme engine makes of the knowledge base, and the shells that it makes for us."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree

from chetavani.config import Settings
from chetavani.errors import ShellError
from chetavani.model.page import Article, Layout
from chetavani.theme.pouring import Mould, Shell, compile_shell
from chetavani.theme.slots import RECORD, SHELL_FOLDER, Record, shell_url

__all__ = ["Base", "Shell", "build_base", "collect_base"]

_OURS = ("sitemap.xml", "sitemap.xml.gz")  # the pipeline writes its own, over all pages


@dataclass(frozen=True)
class Base:
    """A built knowledge base and the shells for everything else.

    ``files`` are the paths in ``folder``, sorted; shells, stubs and the engine's sitemap are not among them.
    ``made_in`` is None once they are kept in a site alone. ``warnings`` are the engine's, for the caller to judge.
    ``digest`` stands for all shells.
    """

    made_in: Path | None
    files: tuple[str, ...]
    shells: Mapping[tuple[Layout, str], Shell]
    articles: tuple[Article, ...]
    warnings: tuple[str, ...]
    digest: str

    @property
    def folder(self) -> Path:
        """Return where its files are. Raises ValueError if they are in the site that was made of them alone."""
        if self.made_in is None:
            message = "a base that was kept has no files of its own"
            raise ValueError(message)
        return self.made_in


def build_base(root: Path, settings: Settings, templates: Sequence[Path], target: Path, as_of: datetime) -> Base:
    """Run the theme engine on ``root``/mkdocs.yml into the folder ``target``, whatever was there before.

    ``templates`` are template roots in order of precedence; ``as_of`` (aware) is the engine's build date. Raises
    ShellError if the engine fails or a shell is not as it must be.
    """
    from chetavani.theme.engine import run  # MkDocs and all its plugins: most builds need none of it

    warnings = run(root, templates, target, as_of)
    return collect_base(target, settings, warnings)


def collect_base(site: Path, settings: Settings, warnings: Sequence[str] = ()) -> Base:
    """Take the shells out of ``site``, which the engine has just built with our plugin. Raises ShellError."""
    shells = {
        (layout, language): _shell(site, settings, layout, language)
        for layout in Layout
        for language in settings.languages
    }
    record = _record(site)
    rmtree(site / SHELL_FOLDER)
    for path in (*_OURS, *record["stubs"]):
        (site / path).unlink(missing_ok=True)
    files = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    articles = sorted((Article(**one) for one in record["articles"]), key=lambda one: one.url)
    return Base(site, tuple(files), shells, tuple(articles), tuple(warnings), _digest(shells.values()))


def _shell(site: Path, settings: Settings, layout: Layout, language: str) -> Shell:
    mould = Mould(layout, language, shell_url(layout, language), settings.base_url, settings.languages)
    path = site / mould.url / "index.html"
    try:
        html = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise mould.error("the theme engine did not build it.") from None
    return compile_shell(html, mould)


def _record(site: Path) -> Record:
    try:
        record: Record = json.loads((site / RECORD).read_bytes())
    except FileNotFoundError:
        raise ShellError(str(site), "was not built with our plugin.", "Add `- chetavani` to `plugins`.") from None
    return record


def _digest(shells: Iterable[Shell]) -> str:
    digest = hashlib.sha256()
    for shell in shells:
        digest.update(repr(shell).encode())
    return digest.hexdigest()
