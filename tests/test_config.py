# SPDX-License-Identifier: Apache-2.0
"""Settings: what chetavani.toml may say, and what it gets for saying anything else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.builders import ROOT

from chetavani.config import load_settings, parse_as_of, source_date_epoch
from chetavani.errors import ConfigError

GOOD = """
[publisher]
prefix = "UPC"
base_url = "https://cell.example/warn/"
languages = ["en", "hi"]
name = { en = "Cell", hi = "सेल" }
"""


def write(folder: Path, text: str) -> Path:
    (folder / "chetavani.toml").write_text(text, encoding="utf-8")
    return folder


def test_our_own_settings_are_a_demonstration() -> None:
    settings = load_settings(ROOT)
    assert settings.demonstration
    assert settings.languages == ("en", "hi")
    assert settings.base_url.endswith("/")


def test_defaults(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, GOOD))
    assert not settings.demonstration
    assert (settings.feeds.entries, settings.feeds.days) == (50, 30)
    assert str(settings.zone) == "Asia/Kolkata"
    assert settings.name("hi") == "सेल"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('"UPC"', '"upc"', "publisher.prefix"),
        ("/warn/", "/warn", "publisher.base_url"),
        ('"https:', '"javascript:', "publisher.base_url"),
        ('["en", "hi"]', '["en", "fr"]', "publisher"),
        ('["en", "hi"]', '["en", "en"]', "publisher"),
        (', hi = "सेल"', "", "publisher"),
        ("[publisher]", "colour = 1\n[publisher]", "colour"),
        ("[publisher]", "[feeds]\nentries = 0\n[publisher]", "feeds.entries"),
        ('prefix = "UPC"', 'prefix = "UPC"\ntime_zone = "Mars/Olympus"', "publisher.time_zone"),
        ("[publisher]", "[publisher", "chetavani.toml"),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(write(tmp_path, GOOD.replace(old, new)))
    assert named in str(caught.value)


def test_no_settings_at_all(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--root"):
        load_settings(tmp_path)


def test_as_of() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    assert parse_as_of("now", now) == now
    assert parse_as_of("2026-06-01T05:30:00+05:30", now) == now
    for wrong in ("2026-06-01T05:30:00", "yesterday", ""):
        with pytest.raises(ConfigError, match="--as-of"):
            parse_as_of(wrong, now)


def test_source_date_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert source_date_epoch() == datetime(1970, 1, 2, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(ConfigError, match="SOURCE_DATE_EPOCH"):
        source_date_epoch()
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert source_date_epoch() is None
