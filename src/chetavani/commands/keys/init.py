# SPDX-License-Identifier: Apache-2.0
"""``chetavani keys init``: the first keys of a publisher."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from chetavani.commands.keys.options import (
    Folder,
    PassphraseFile,
    Root,
    RootPassphraseFile,
    asked,
    keyring,
    root_expiry,
)
from chetavani.release.keyring import Keyring, Locks


def init(
    folder: Folder,
    root: Root = Path(),
    passphrase_file: PassphraseFile = None,
    root_passphrase_file: RootPassphraseFile = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask for both passphrases.")] = False,
) -> int:
    """Make the keys that sign releases: three root keys, of which two must sign, and the online keys.

    Exit code 0: done. 2: FOLDER is inside a repository, or not empty.

    Examples:
    - `chetavani keys init /media/keys --ask`

    - `chetavani keys init ~/keys --passphrase-file ~/online.txt --root-passphrase-file ~/root.txt`
    """
    expires = root_expiry(root)
    keys = keyring(folder, root, passphrase_file, root_passphrase_file)
    if ask:
        locks = keys.locks
        offline = locks.new_root or asked("the root keys")
        online = locks.new_online or asked("the online keys")
        keys = Keyring(keys.folder, Locks(locks.online, locks.root, online, offline))
    keys.create(expires)
    sys.stdout.write(
        f"Members trust {keys.public / '1.root.json'} and {keys.public / 'minisign.pub'}: hand them out by a way of\n"
        f"their own, never by the site alone. Move each file of {folder / 'root'} to a medium that stays in a safe.\n"
    )
    return 0
