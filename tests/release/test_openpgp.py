# SPDX-License-Identifier: Apache-2.0
"""OpenPGP signatures of the CSAF documents: by ``gpg``, judged by ``gpg``, the schemas and other people's programs."""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import advisory, library
from tests.outputs.csaf_world import files
from tests.outputs.feed_world import our_settings
from tests.outputs.test_csaf_provider import errors
from tests.release.world import World, site, world

from chetavani.cli import run
from chetavani.config import Release, Settings, load_settings
from chetavani.errors import ConfigError, KeysError
from chetavani.model.openpgp import fingerprint
from chetavani.outputs.csaf.links import FEED, FOLDER, KEY, METADATA
from chetavani.release.folder import Made, Plan, make_release
from chetavani.release.openpgp import fingerprint_of
from chetavani.release.signing import signing


def gpg(home: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[bytes]":
    command = ["gpg", "--homedir", str(home), "--batch", "--quiet", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False)


@contextmanager
def gpg_home() -> Iterator[Path]:
    """Have a home of gpg. Its path is short: the agent listens at a socket in it."""
    home = Path(tempfile.mkdtemp(dir="/tmp"))
    yield home
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "gpg-agent"], check=True)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def member() -> Iterator[Path]:
    """Return the home of a member's gpg, which has no key yet."""
    with gpg_home() as home:
        yield home


@pytest.fixture(scope="module")
def secret() -> Iterator[Path]:
    """Return the home of a gpg that has a secret key."""
    with gpg_home() as home:
        made = gpg(
            home, "--passphrase", "", "--quick-gen-key", "Desk <desk@chetavani.example>", "ed25519", "sign", "never"
        )
        assert made.returncode == 0, made.stderr
        yield home


@pytest.fixture(scope="module")
def key(secret: Path) -> str:
    """Return the public key."""
    return gpg(secret, "--armor", "--export").stdout.decode()


@pytest.fixture
def publisher(tmp_path: Path, secret: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a publisher with keys, also in gpg's agent."""
    monkeypatch.setenv("GNUPGHOME", str(secret))
    return world(tmp_path)


def settings(key: str) -> Settings:
    """Return the settings of this repository, with a key for CSAF."""
    mine = our_settings()
    return mine.model_copy(update={"csaf": mine.csaf.model_copy(update={"openpgp": key})})


def provider(folder: Path, key: str, *numbers: int) -> Path:
    """Write the site of a provider with a document for each number."""
    return site(folder, files(library(*(advisory(number) for number in numbers)), settings(key)))


def release(publisher: World, key: str, *numbers: int, into: str = "releases") -> Made:
    """Release a provider."""
    place = provider(publisher.home / f"site-{len(numbers)}", key, *numbers)
    plan = Plan(place, publisher.home / into, publisher.now)
    return make_release(plan, signing(publisher.keys, Release(), place))


def documents(folder: Path) -> list[Path]:
    """Return the documents of a provider."""
    return sorted((folder / FOLDER).glob("*/*.json"))


def test_the_fingerprint_is_the_one_that_gpg_shows(secret: Path, key: str) -> None:
    shown = gpg(secret, "--with-colons", "--fingerprint").stdout.decode()
    assert f"fpr:::::::::{fingerprint(key)}:" in shown


def test_every_document_is_signed_and_gpg_says_so(publisher: World, key: str, member: Path) -> None:
    made = release(publisher, key, 1, 2)
    assert gpg(member, "--import", made.folder / KEY).returncode == 0
    found = documents(made.folder)
    assert len(found) == 2
    for document in found:
        assert gpg(member, "--verify", f"{document}.asc", document).returncode == 0
    found[0].write_bytes(found[0].read_bytes() + b" ")
    assert gpg(member, "--verify", f"{found[0]}.asc", found[0]).returncode == 1
    assert gpg(member, "--verify", f"{found[0]}.asc", found[1]).returncode == 1


def test_a_member_asks_for_every_signature(
    publisher: World, key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = release(publisher, key, 1, 2)
    (tmp_path / "root.json").write_bytes(publisher.trust)

    def judged() -> list[tuple[str, str]]:
        command = [
            "verify",
            str(made.folder),
            "--trust",
            str(tmp_path / "root.json"),
            "--state",
            str(tmp_path / "state"),
        ]
        run([*command, "--openpgp", "--format", "json"])
        return [(one["code"], Path(one["path"]).name) for one in json.loads(capsys.readouterr().out)["findings"]]

    assert judged() == []
    one, two = (Path(f"{path}.asc") for path in documents(made.folder))
    signature = one.read_bytes()
    one.unlink()
    one.write_bytes(two.read_bytes())
    two.unlink()
    assert judged() == [("CH431", "mpc-2026-0001.json.asc"), ("CH437", "mpc-2026-0002.json.asc")]
    one.write_bytes(signature)
    two.write_bytes(b"no signature")
    assert judged() == [("CH431", "mpc-2026-0002.json.asc")]


def test_a_provider_without_a_key_has_no_signatures_to_ask_for(
    publisher: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = release(publisher, "", 1)
    (tmp_path / "root.json").write_bytes(publisher.trust)
    command = ["verify", str(made.folder), "--trust", str(tmp_path / "root.json"), "--state", str(tmp_path / "state")]
    assert (run(command), run([*command, "--openpgp"])) == (0, 1)
    assert "CH437 names no OpenPGP key that is there" in capsys.readouterr().out


def test_the_metadata_raises_the_role_and_the_feed_names_the_signatures(publisher: World, key: str) -> None:
    made = release(publisher, key, 1)
    metadata = json.loads((made.folder / METADATA).read_bytes())
    assert errors("csaf-provider-metadata", metadata) == []
    assert metadata["role"] == "csaf_trusted_provider"
    (told,) = metadata["public_openpgp_keys"]
    assert told == {"fingerprint": fingerprint(key), "url": "https://chetavani.example/csaf/openpgp.asc"}
    feed = json.loads((made.folder / FEED).read_bytes())
    assert errors("csaf-rolie-feed", feed) == []
    (entry,) = feed["feed"]["entry"]
    (link,) = [one["href"] for one in entry["link"] if one["rel"] == "signature"]
    assert (made.folder / link.removeprefix("https://chetavani.example/")).is_file()


def test_validator_and_audit_take_the_signed_provider(publisher: World, key: str, tmp_path: Path) -> None:
    made = release(publisher, key, 1, 2)
    program = (sys.executable, "-m", "csaf")
    validate = [*program, "validate", "--spec-version", "v20", "--no-network", "-q", *map(str, documents(made.folder))]
    assert subprocess.run(validate, capture_output=True, check=False).returncode == 0
    top = tmp_path / "white"
    shutil.copytree(made.folder / FOLDER, top)
    with (top / "changes.csv").open(encoding="utf-8", newline="") as told:
        rows = [f'"{at}","{path}"\n' for path, at in csv.reader(told)]
    (top / "changes.csv").write_text("".join(rows), encoding="utf-8")  # the audit's order of columns
    done = subprocess.run([*program, "distribute", "audit", str(top)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_what_was_signed_before_is_not_signed_again(publisher: World, key: str) -> None:
    first = release(publisher, key, 1)
    second = release(publisher, key, 1, 2)
    before, after = (documents(one.folder) for one in (first, second))
    assert Path(f"{before[0]}.asc").read_bytes() == Path(f"{after[0]}.asc").read_bytes()
    assert all(Path(f"{one}.asc").is_file() for one in after)


def test_the_same_release_has_the_same_bytes(publisher: World, key: str) -> None:
    one, other = release(publisher, key, 1), release(publisher, key, 1, into="again")
    assert tree(one.folder) == tree(other.folder)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_without_the_secret_key_there_is_no_release(
    publisher: World, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(empty))
    with pytest.raises(KeysError, match=r"does not sign csaf/white/2026/mpc-2026-0001\.json: "):
        release(publisher, key, 1)
    assert os.listdir(publisher.home / "releases") == [".lock"]  # noqa: PTH208


def test_a_trusted_provider_is_never_released_unsigned(
    publisher: World, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = provider(publisher.home / "site", key, 1)
    assert fingerprint_of(place) == fingerprint(key)
    assert run(["release", str(place), "--into", str(publisher.home / "r"), "--unsigned"]) == 2
    assert "the site says that its CSAF documents are signed" in capsys.readouterr().err


GOOD = '[publisher]\nprefix = "UPC"\nbase_url = "https://a.example/"\nlanguages = ["en"]\nname = { en = "Cell" }\n'


def written(folder: Path, content: str | None, name: str = "key.asc") -> Path:
    (folder / "chetavani.toml").write_text(f'{GOOD}[csaf]\nopenpgp = "{name}"\n', encoding="utf-8")
    if content is not None:
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_the_settings_hold_the_key_itself(tmp_path: Path, key: str) -> None:
    assert load_settings(written(tmp_path, key)).csaf.openpgp == key
    assert '"role":"csaf_provider"' in files(library(advisory(1)))[METADATA].decode()


@pytest.mark.parametrize(("content", "said"), [
    (None, "gpg --armor --export"), ("", "gpg --armor --export"), ("key", "must have one block"),
    ("-----BEGIN PGP PRIVATE KEY BLOCK-----\n", "take it out of the repository"),
    ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!\n-----END PGP PUBLIC KEY BLOCK-----\n", "no base64"),
    ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n", "does not begin with"),
])  # fmt: skip
def test_what_is_no_public_key_is_refused(tmp_path: Path, content: str | None, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        load_settings(written(tmp_path, content))
    assert "csaf.openpgp" in str(caught.value) or "key.asc" in str(caught.value)


def test_a_key_outside_the_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="outside the repository"):
        load_settings(written(tmp_path, None, "../key.asc"))


@given(st.binary(max_size=64))
def test_whatever_is_in_a_block_it_is_a_key_or_a_value_error(content: bytes) -> None:
    block = f"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{b64encode(content).decode()}\n-----END PGP PUBLIC KEY BLOCK-----"
    with suppress(ValueError):
        assert len(fingerprint(block)) in {40, 64}


def test_signatures_of_the_future_are_none(publisher: World, key: str) -> None:
    """A release as of a time before the key was made cannot be signed, and says so."""
    place = provider(publisher.home / "site", key, 1)
    plan = Plan(place, publisher.home / "releases", publisher.now - timedelta(days=400))
    with pytest.raises(KeysError):
        make_release(plan, signing(publisher.keys, Release(), place))
