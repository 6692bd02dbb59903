# SPDX-License-Identifier: Apache-2.0
"""The adapter: what MkDocs' events become, and how our errors reach people who run ``mkdocs``."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer

from chetavani import mkdocs_plugin
from chetavani.errors import ContentError
from chetavani.mkdocs_plugin import ChetavaniPlugin
from chetavani.model.finding import Finding, Level
from chetavani.model.page import Layout
from chetavani.templating import template_roots
from chetavani.theme.shell import Base

_SITE = Path(__file__).parent / "theme/site"


@pytest.fixture
def config(tmp_path: Path) -> Iterator[MkDocsConfig]:
    """Return the engine's configuration of a copy of the small repository, as ``mkdocs build`` loads it."""
    shutil.copytree(_SITE, tmp_path / "repository")
    config = load_config(str(tmp_path / "repository/mkdocs.yml"), site_dir=str(tmp_path / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    yield config
    config.plugins.on_shutdown()


def _plugin(config: MkDocsConfig) -> ChetavaniPlugin:
    plugin = config.plugins["chetavani"]
    assert isinstance(plugin, ChetavaniPlugin)
    return plugin


def test_a_build_pours_into_its_own_folder_and_logs_findings(
    config: MkDocsConfig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[tuple[Path, Path, Base]] = []

    def pour_into(site: Path, root: Path, base: Base, report: Callable[[Finding], None]) -> None:
        assert not (site / "_shell_").exists()
        calls.append((site, root, base))
        report(Finding("advisories/x.md", 3, "title", "CH999", "is odd.", "Mend it.", Level.WARNING))

    monkeypatch.setattr(mkdocs_plugin, "pour_into", pour_into)
    build(config)
    [(site, root, base)] = calls
    (warning,) = [record for record in caplog.records if "CH999" in record.getMessage()]
    assert (warning.name, warning.levelname) == ("mkdocs.plugins.chetavani", "WARNING")
    assert site == Path(config.site_dir)
    assert root == Path(config.config_file_path).parent
    assert (Layout.ADVISORY, "hi") in base.shells
    assert "guide/first-hour/index.html" in base.files


def test_told_not_to_pour_it_leaves_the_shells(config: MkDocsConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(mkdocs_plugin, "pour_into")
    _plugin(config).config.pour = False
    build(config)
    assert Path(config.site_dir, "_shell_/advisory-hi/index.html").is_file()
    assert Path(config.site_dir, "index.html").is_file()


def test_templates_can_be_named(config: MkDocsConfig, tmp_path: Path) -> None:
    partial = tmp_path / "own/theme/partials/footer.html"
    partial.parent.mkdir(parents=True)
    partial.write_text("<footer>Named</footer>\n", encoding="utf-8")
    plugin = _plugin(config)
    plugin.config.pour = False
    plugin.config.templates = [str(tmp_path / "own"), str(template_roots(tmp_path)[-1])]
    build(config)
    assert "Named" in Path(config.site_dir, "apart/index.html").read_text(encoding="utf-8")


def test_an_error_of_ours_aborts_without_a_traceback(
    config: MkDocsConfig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def pour_into(*_: object, **__: object) -> None:
        raise ContentError("advisories/", "2 finding(s) stop the build.", "Mend them.")

    monkeypatch.setattr(mkdocs_plugin, "pour_into", pour_into)
    with pytest.raises(Abort):
        build(config)
    assert "advisories/: 2 finding(s) stop the build. Mend them." in caplog.text


def test_wrong_settings_abort_without_a_traceback(config: MkDocsConfig, caplog: pytest.LogCaptureFixture) -> None:
    Path(config.config_file_path).with_name("chetavani.toml").write_text("[publisher]\n", encoding="utf-8")
    with pytest.raises(Abort):
        build(config)
    assert "chetavani.toml" in caplog.text


def test_a_page_of_the_repository_wins_over_our_stub(config: MkDocsConfig) -> None:
    Path(config.docs_dir, "search").mkdir()
    Path(config.docs_dir, "search/index.md").write_text("# Our own search\n", encoding="utf-8")
    _plugin(config).config.pour = False
    build(config)
    assert "Our own search" in Path(config.site_dir, "search/index.html").read_text(encoding="utf-8")


def test_the_preview_watches_advisories_settings_and_templates(config: MkDocsConfig) -> None:
    root = Path(config.config_file_path).resolve().parent
    (root / "advisories").mkdir()
    plugin = _plugin(config)
    plugin.on_config(config)
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, root=config.site_dir, mount_path="/")
    try:
        plugin.on_serve(server, config=config, builder=None)
        watched = {Path(path) for path in server._watched_paths}
    finally:
        server.server_close()
    assert {root / "advisories", root / "chetavani.toml"} <= watched
    assert set(template_roots(root)) <= watched
