# SPDX-License-Identifier: Apache-2.0
"""MkDocs, told what we need of it: our templates and settings in, shell pages and stubs among its own pages.

The plugin is the adapter between MkDocs' events and these functions; ``shell.build_base`` runs a whole build.
"""

import hashlib
import html
import json
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as EnginePage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from chetavani.config import Settings
from chetavani.errors import ShellError
from chetavani.model.page import Layout
from chetavani.theme.slots import RECORD, Record, Slot, shell_url

log = logging.getLogger("mkdocs.plugins.chetavani")  # below "mkdocs", so that --strict counts our warnings

PLUGIN = "chetavani"
_THEME = "theme"
_TAG = re.compile(r"<[^>]*>")
_LABELS = {"en": "English", "hi": "हिन्दी"}
_SECTIONS = {
    Layout.HOME: "", Layout.ADVISORY: "advisories/", Layout.LIST: "advisories/", Layout.FEEDS: "feeds/",
    Layout.CHECK: "check/", Layout.FORWARD: "forward/",
}  # fmt: skip
_STUBS = {
    "index.md": {"en": "Home", "hi": "मुखपृष्ठ"},
    "check/index.md": {"en": "Check before you pay", "hi": "पैसे देने से पहले जाँचें"},
    "forward/index.md": {"en": "Is this forward real?", "hi": "आगे भेजी गई चेतावनी असली है?"},
    "advisories/index.md": {"en": "Advisories", "hi": "चेतावनियाँ"},
    "feeds/index.md": {"en": "Feeds", "hi": "फ़ीड"},
    "numbers/index.md": {"en": "Numbers", "hi": "आँकड़े"},
    "search/index.md": {"en": "Search", "hi": "खोज"},
}
# The theme's own scripts are for its own search and widgets, which our pages do not have.
_ALIGNED = re.compile(r' style="text-align: (left|center|right);"')
_UNUSED = ("assets/javascripts/", "assets/stylesheets/palette.")
_ASSETS = "assets/chetavani/"
_ASSETS_DIGITS = 12


def configure(config: MkDocsConfig, settings: Settings, templates: Sequence[Path]) -> None:
    """Put ``templates``' theme folders before the theme's own, and tell the templates about the publisher."""
    folders = [str(root / _THEME) for root in templates if (root / _THEME).is_dir()]
    config.theme.dirs[:0] = folders
    config.site_url = settings.base_url
    config.extra[PLUGIN] = {
        "demonstration": settings.demonstration,
        "contact": settings.publisher.contact,
        "base_url": settings.base_url,
        "name": {language: settings.name(language) for language in settings.languages},
        "languages": [
            {"code": language, "label": _LABELS[language], "root": f"{language}/" if number else ""}
            for number, language in enumerate(settings.languages)
        ],
        "stylesheet": _stylesheet(config),
    }


def _stylesheet(config: MkDocsConfig) -> str:
    """Return the address of the theme's style sheet, whose name carries a hash of its content."""
    for folder in config.theme.dirs:
        for path in sorted(Path(folder).glob("assets/stylesheets/main.*.min.css")):
            return path.relative_to(folder).as_posix()
    raise ShellError(
        str(config.config_file_path), "the theme has no assets/stylesheets/main.*.min.css.",
        "Set `theme: name: material`, and install the version of mkdocs-material that the lock pins.",
    )  # fmt: skip


def add_pages(files: Files, config: MkDocsConfig, settings: Settings) -> None:
    """Add the shell pages, and stubs for the pages of ours that navigation links to, to the engine's files."""
    for file in [file for file in files if file.src_uri.startswith(_UNUSED) or file.src_uri.endswith(".map")]:
        files.remove(file)
    config.extra[PLUGIN]["assets"] = _place_assets(files)
    for number, language in enumerate(settings.languages):
        folder = f"{language}/" if number else ""
        for path, titles in _STUBS.items():
            if files.get_file_from_path(folder + path) is None:
                meta = {"title": titles[language], "lang": language, "stub": True}
                files.append(_generated(config, folder + path, meta))
        for layout in Layout:
            files.append(_generated(config, shell_url(layout, language)[:-1] + ".md", _shell_meta(layout, language)))


def _place_assets(files: Files) -> str:
    """Put our assets into a folder named after all their bytes, and return its address.

    A browser may keep them for ever: other bytes have another address. They share one folder, and not a digest in each
    name, because the scripts import each other by name.
    """
    ours = sorted((file for file in files if file.src_uri.startswith(_ASSETS)), key=lambda file: file.src_uri)
    digest = hashlib.sha256()
    for file in ours:
        content = file.content_bytes
        digest.update(f"{file.src_uri}\0{len(content)}\0".encode() + content)
    folder = f"{_ASSETS}{digest.hexdigest()[:_ASSETS_DIGITS]}/"
    for file in ours:
        file.dest_uri = folder + file.src_uri.removeprefix(_ASSETS)
    return folder


def _shell_meta(layout: Layout, language: str) -> dict[str, object]:
    meta: dict[str, object] = {
        "shell": layout.value, "lang": language, "title": Slot.TITLE.value, "description": Slot.DESCRIPTION.value,
        "alternate": Slot.ALTERNATE.value, "links": Slot.LINKS.value,
    }  # fmt: skip
    if layout in _SECTIONS:
        meta["section"] = _SECTIONS[layout]
    return meta


def _generated(config: MkDocsConfig, path: str, meta: Mapping[str, object]) -> File:
    front_matter = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in meta.items())
    return File.generated(
        config, path, content=f"---\n{front_matter}---\n", inclusion=InclusionLevel.NOT_IN_NAV
    )  # fmt: skip


def page_content(page: EnginePage, fragment: str) -> str:
    """Return what a page shows: a shell page the content sentinel, with a table of contents; others their own.

    How a table's columns are aligned becomes a class: no page has styles of its own, so that servers can forbid them.
    """
    if "shell" not in page.meta:
        return _ALIGNED.sub(r' class="align-\1"', fragment)
    page.toc = TableOfContents([AnchorLink(Slot.HEADING.value, Slot.ANCHOR.value, 2)])
    return Slot.CONTENT.value


def write_record(config: MkDocsConfig, files: Files) -> None:
    """Leave a record of the articles and the stubs beside the shells, for ``shell.collect_base``."""
    record: Record = {"articles": [], "stubs": []}
    addresses = {file.url for file in files.documentation_pages()}
    for file in files.documentation_pages():
        page = file.page
        if page is None or "shell" in page.meta:
            continue
        if page.meta.get("stub"):
            record["stubs"].append(file.dest_uri)
        else:
            _check_alternate(page, addresses)
            language = page.meta.get("lang", config.theme["language"])
            record["articles"].append({
                "url": page.url, "language": language, "title": str(page.title),
                "description": str(page.meta.get("description", "")), "text": _plain_text(page.content or ""),
            })  # fmt: skip
    path = Path(config.site_dir, RECORD)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def _plain_text(fragment: str) -> str:
    """Return the text of an HTML fragment, entities resolved and white space folded."""
    return " ".join(html.unescape(_TAG.sub(" ", fragment)).split())


def _check_alternate(page: EnginePage, addresses: set[str]) -> None:
    """Warn if what a page names as itself in the other language is no page."""
    alternate = page.meta.get("alternate")
    if alternate and alternate not in addresses:
        log.warning(
            "Doc file '%s' has `alternate: %s`, but no page has this address. Write one like hi/guide/report/.",
            page.file.src_uri, alternate,
        )  # fmt: skip


class _Collector(logging.Handler):
    """Collects what the engine warns of, instead of having it printed."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[_Collector]:
    logger, collector = logging.getLogger("mkdocs"), _Collector()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(collector)
    try:
        yield collector
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate


@contextmanager
def _build_date(as_of: datetime) -> Iterator[None]:
    """Set the one clock that MkDocs lets itself be given."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(as_of.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def run(root: Path, templates: Sequence[Path], target: Path, as_of: datetime) -> tuple[str, ...]:
    """Build ``root``'s mkdocs.yml into ``target``, shells and all, and return the warnings. Raises ShellError."""
    place = root / "mkdocs.yml"
    if not place.is_file():
        raise ShellError(str(place), "there is no such file.", "Copy ours; it says what the site's pages are.")
    with _listening() as heard, _build_date(as_of):
        try:
            _run(place, templates, target)
        except ShellError:
            raise
        except (Exception, SystemExit) as error:  # any plugin or extension may raise anything; MkDocs also exits
            causes = [*heard.messages, str(error)]
            raise ShellError(
                str(place), f"MkDocs cannot build it: {' '.join(cause for cause in causes if cause)}",
                "Mend what it names; `mkdocs build --verbose` says more.",
            ) from error  # fmt: skip
    return tuple(heard.messages)


def _run(place: Path, templates: Sequence[Path], target: Path) -> None:
    config = load_config(str(place), site_dir=str(target), strict=False)
    plugin = config.plugins.get(PLUGIN)
    if plugin is None:
        raise ShellError(str(place), f"`plugins` has no `{PLUGIN}`.", f"Add `- {PLUGIN}` to it.")
    plugin.config["pour"] = False
    plugin.config["templates"] = [str(path) for path in templates]
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()
