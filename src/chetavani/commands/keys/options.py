# SPDX-License-Identifier: Apache-2.0
"""What the commands for keys have in common: where keys are, and what opens them."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from chetavani.config import load_settings, passphrase_file
from chetavani.errors import KeysError
from chetavani.release.keyfiles import Passphrase
from chetavani.release.keyring import Keyring, Locks, days_after, refuse_inside

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of the keys, outside of any repository.")]
Root = Annotated[Path, typer.Option("--root", help="The repository, whose settings say for how long keys count.")]
PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="A file with the passphrase of the online keys."),
]
RootPassphraseFile = Annotated[
    Path | None, typer.Option("--root-passphrase-file", help="A file with the passphrase of the root keys.")
]
RootKeys = Annotated[
    list[Path] | None, typer.Option("--root-key", help="A root key that lies elsewhere; may be repeated.")
]


def keyring(
    folder: Path, root: Path, online: Path | None = None, offline: Path | None = None, keys: Sequence[Path] = ()
) -> Keyring:
    """Return the keys in a folder; new ones are locked as these passphrases say. Raises KeysError."""
    refuse_inside(folder, root)
    online = online or passphrase_file()
    locks = Locks(_asking(online), _asking(offline), _said(online), _said(offline))
    return Keyring(folder, locks, tuple(keys))


def root_expiry(root: Path) -> datetime:
    """Return until when a root metadata that is signed now counts. Raises ConfigError."""
    return days_after(datetime.now(UTC), load_settings(root).release.root_days)


def asked(about: str) -> str:
    """Ask for a new passphrase, twice."""
    return str(typer.prompt(f"Passphrase for {about}", hide_input=True, confirmation_prompt=True, err=True))


def _said(place: Path | None) -> str:
    """Return the first line of a file. Raises KeysError if it cannot be read or is empty."""
    if place is None:
        return ""
    try:
        said = place.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        said = ""
    if not said:
        raise KeysError(str(place), "has no passphrase in its first line.", "Name a file that only you can read.")
    return said


def _asking(place: Path | None) -> Passphrase:
    """Return what tells a passphrase: the file, else whoever sits at the terminal."""
    known: dict[str, str] = {}

    def tell(key: Path) -> str:
        if place is None and not sys.stdin.isatty():
            remedy = "Name a file with its passphrase: --passphrase-file, --root-passphrase-file."
            raise KeysError(str(key), "is locked.", remedy)
        if "" not in known:
            known[""] = _said(place) or str(typer.prompt(f"Passphrase of {key}", hide_input=True, err=True))
        return known[""]

    return tell
