# SPDX-License-Identifier: Apache-2.0
"""``chetavani keys revoke``: one key counts no longer, because it was lost or stolen."""

import sys
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


def revoke(
    folder: Folder,
    keyid: Annotated[str, typer.Argument(metavar="KEYID", help="The id, or how it begins: see `chetavani keys show`.")],
    root: Root = Path(),
    passphrase_file: PassphraseFile = None,
    root_passphrase_file: RootPassphraseFile = None,
    root_key: RootKeys = None,
) -> int:
    """Take a key out of use, and put a new one in its place. Two other root keys must be here.

    Exit code 0: done. 2: no key that is in use has this id, or too few root keys are here.

    Examples:
    - `chetavani keys revoke /media/keys 4f0c2b9e77d1aa05`
    """
    keys = keyring(folder, root, passphrase_file, root_passphrase_file, root_key or ())
    roles = keys.revoke(keyid, root_expiry(root))
    sys.stdout.write(f"{keyid} no longer counts for {', '.join(roles)}. Make a release now: it tells members.\n")
    return 0
