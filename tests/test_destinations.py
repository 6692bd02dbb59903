# SPDX-License-Identifier: Apache-2.0
"""``[publish.NAME]``: what a target may be, what it may not, and that no secret is ever told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chetavani.config import load_settings
from chetavani.destinations import Destination, Rsync
from chetavani.errors import ConfigError

GOOD = '[publisher]\nprefix = "UPC"\nbase_url = "https://cell.example/"\nlanguages = ["en"]\nname = { en = "Cell" }\n'
_ANY: TypeAdapter[Destination] = TypeAdapter(Destination)


def test_targets_are_told_apart_by_their_type(tmp_path: Path) -> None:
    text = GOOD + (
        '[publish.here]\ntype = "local"\nplace = "www"\n'
        '[publish.there]\ntype = "s3"\nbucket = "cell-site"\nendpoint = "https://s3.example/"\n'
        '[publish.elsewhere]\ntype = "rsync"\nplace = "web@www.cell.example:/srv/www"\n'
    )
    (tmp_path / "chetavani.toml").write_text(text, encoding="utf-8")
    found = load_settings(tmp_path).publish
    assert {name: one.type for name, one in found.items()} == {"here": "local", "there": "s3", "elsewhere": "rsync"}
    assert (found["here"].keep, found["here"].grace) == (10, 7)


@pytest.mark.parametrize(
    ("section", "named"),
    [
        ('[publish.x]\ntype = "ftp"', "publish.x"),
        ('[publish.x]\ntype = "local"', "publish.x.local.place"),
        ('[publish.x]\ntype = "local"\nplace = "www"\nkeep = 0', "publish.x.local.keep"),
        ('[publish.X]\ntype = "local"\nplace = "www"', "is no name of a target"),
        ('[publish.x]\ntype = "s3"\nbucket = "A_b"', "publish.x.s3.bucket"),
        ('[publish.x]\ntype = "s3"\nbucket = "abc"\nendpoint = "http://s3.example"', "publish.x.s3.endpoint"),
        ('[publish.x]\ntype = "s3"\nbucket = "abc"\nendpoint = "https://me:hunter2@s3.example"', "without user"),
        ('[publish.x]\ntype = "s3"\nbucket = "abc"\nsecret_access_key = "hunter2"', "secret_access_key"),
        ('[publish.x]\ntype = "s3"\nbucket = "abc"\nprefix = "../x"', "publish.x.s3.prefix"),
        ('[publish.x]\ntype = "rsync"\nplace = "host:relative"', "publish.x.rsync.place"),
        ('[publish.x]\ntype = "rsync"\nplace = "host:/srv/../etc"', "must not have `..`"),
        ('[publish.x]\ntype = "rsync"\nplace = "-oProxyCommand=touch:/x"', "publish.x.rsync.place"),
        ('[publish.x]\ntype = "rsync"\nplace = "host:/srv"\nkey = "a b"', "without spaces"),
    ],
)
def test_what_cannot_be_is_named_without_secrets(tmp_path: Path, section: str, named: str) -> None:
    (tmp_path / "chetavani.toml").write_text(GOOD + section, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path)
    assert named in str(caught.value)
    assert "hunter2" not in str(caught.value)


@given(st.text(alphabet=st.sampled_from("ab1@:/.-_ ;$`'\"\\\n%~"), max_size=24))
def test_a_place_that_is_taken_is_harmless_to_ssh_and_shells(text: str) -> None:
    try:
        found = _ANY.validate_python({"type": "rsync", "place": text})
    except ValidationError:
        return
    assert isinstance(found, Rsync)
    host, _, folder = found.place.partition(":")
    assert not host.startswith("-")
    assert folder.startswith("/")
    assert not set(found.place) & set(" ;$`'\"\\\n%~")
