# SPDX-License-Identifier: Apache-2.0
"""The adapter between MkDocs' events and Chetavani: plain ``mkdocs build`` and ``mkdocs serve`` give the whole site."""

import logging
from pathlib import Path

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from chetavani.config import CONFIG_NAME, Settings, load_settings
from chetavani.errors import ChetavaniError
from chetavani.model.finding import Finding, Level
from chetavani.pipeline import pour_into
from chetavani.templating import template_roots
from chetavani.theme import engine
from chetavani.theme.shell import collect_base

log = get_plugin_logger("chetavani")


class ChetavaniConfig(Config):  # type: ignore[no-untyped-call]
    """The plugin's options. A site needs neither: they are how the pipeline asks for the shells alone."""

    pour = config_options.Type(bool, default=True)
    """Whether to add everything of ours to the built site; False leaves the shell pages in it."""

    templates = config_options.ListOfItems(config_options.Type(str), default=[])
    """Folders of templates in order of precedence; none means the repository's own, then ours."""


class ChetavaniPlugin(BasePlugin[ChetavaniConfig]):  # type: ignore[no-untyped-call]
    """Adds the shell pages to a build, and pours advisories into them after it."""

    _root: Path
    _settings: Settings
    _files: Files

    def on_config(self, config: MkDocsConfig) -> None:
        """Read chetavani.toml beside mkdocs.yml, and make our templates win over the theme's."""
        self._root = Path(config.config_file_path).resolve().parent
        try:
            self._settings = load_settings(self._root)
            engine.configure(config, self._settings, self._templates())
        except ChetavaniError as error:
            raise PluginError(str(error)) from error

    def _templates(self) -> tuple[Path, ...]:
        return tuple(Path(path) for path in self.config.templates) or template_roots(self._root)

    def on_files(self, files: Files, config: MkDocsConfig) -> None:
        """Add the shell pages and the stubs."""
        engine.add_pages(files, config, self._settings)
        self._files = files

    def on_page_content(self, html: str, page: Page, **_: object) -> str:
        """Give the shell pages their sentinels, and others no styles of their own."""
        return engine.page_content(page, html)

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Take the shells out of the site and pour into them."""
        engine.write_record(config, self._files)
        if not self.config.pour:
            return
        site = Path(config.site_dir)
        try:
            pour_into(site, self._root, collect_base(site, self._settings), report=_log)
        except ChetavaniError as error:
            raise PluginError(str(error)) from error

    def on_serve(self, server: LiveReloadServer, **_: object) -> LiveReloadServer:
        """Have the preview follow advisories, templates and settings too."""
        for path in (self._root / "advisories", self._root / CONFIG_NAME, *self._templates()):
            if path.exists():
                server.watch(str(path))
        return server


def _log(finding: Finding) -> None:
    """Log a finding where MkDocs counts it, so that its ``--strict`` is as strict as ours."""
    log.log(logging.ERROR if finding.level is Level.ERROR else logging.WARNING, finding.text())
