# SPDX-License-Identifier: Apache-2.0
"""``chetavani keys rotate``: new keys for a role, as is done once a year, or when somebody leaves."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chetavani.commands.keys.options import (
    Folder,
    PassphraseFile,
    Root,
    RootKeys,
    RootPassphraseFile,
    keyring,
    root_expiry,
)


class Role(StrEnum):
    """What keys are for."""

    ROOT = "root"
    TARGETS = "targets"
    SNAPSHOT = "snapshot"
    TIMESTAMP = "timestamp"
    MINISIGN = "minisign"


def rotate(
    folder: Folder,
    role: Annotated[Role, typer.Argument(metavar="ROLE", help="Whose keys are replaced.")],
    root: Root = Path(),
    passphrase_file: PassphraseFile = None,
    root_passphrase_file: RootPassphraseFile = None,
    root_key: RootKeys = None,
) -> int:
    """Replace the keys of a role by new ones, which two root keys sign. The next release tells members.

    Exit code 0: done. 2: too few root keys are here, or one cannot be opened.

    Examples:
    - `chetavani keys rotate /media/keys timestamp`

    - `chetavani keys rotate ~/keys root --root-key /media/one/0f3a.pem --root-key /media/two/77c1.pem`
    """
    keys = keyring(folder, root, passphrase_file, root_passphrase_file, root_key or ())
    retired = keys.rotate(role, root_expiry(root))
    sys.stdout.write(f"Retired: {', '.join(retired)}. Make a release now, and destroy every copy of the old keys.\n")
    return 0
