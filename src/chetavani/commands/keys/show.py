# SPDX-License-Identifier: Apache-2.0
"""``chetavani keys show``: which keys count for what, and until when."""

from pathlib import Path

from minisign import PublicKey
from rich.table import Table

from chetavani.commands.keys.options import Folder, Root, keyring
from chetavani.commands.terminal import console
from chetavani.model.card import instant
from chetavani.outputs.stamps import stamp
from chetavani.release.keyfiles import minisign_id
from chetavani.release.keyring import MINISIGN, SHOWN


def show(folder: Folder, root: Root = Path()) -> int:
    """Show which keys count for what. Secrets are not opened.

    Examples:
    - `chetavani keys show /media/keys`
    """
    keys = keyring(folder, root)
    said = keys.root().signed
    expires = stamp(instant(said.expires))
    table = Table("Role", "Must sign", "Key id", title=f"Root metadata {said.version}, counts until {expires}")
    for role, told in said.roles.items():
        table.add_row(
            role, f"{told.threshold} of {len(told.keyids)}", "\n".join(keyid[:SHOWN] for keyid in told.keyids)
        )
    table.add_row(MINISIGN, "", minisign_id(PublicKey.from_bytes(keys.minisign_public())))
    console().print(table)
    return 0
