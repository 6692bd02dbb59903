# SPDX-License-Identifier: Apache-2.0
"""``chetavani release``: a finished site becomes a numbered, signed release."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from chetavani.commands.keys.options import PassphraseFile, keyring
from chetavani.config import load_settings, parse_as_of
from chetavani.edition import commit_of
from chetavani.errors import ConfigError
from chetavani.model.card import instant
from chetavani.outputs.stamps import stamp
from chetavani.release.folder import Plan, make_release
from chetavani.release.openpgp import fingerprint_of
from chetavani.release.record import read_record
from chetavani.release.signing import signing

_SOON = timedelta(days=30)


def release(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="The folder of a finished site.")],
    into: Annotated[Path, typer.Option("--into", help="The folder in which releases lie under their numbers.")],
    root: Annotated[Path, typer.Option("--root", help="The repository.")] = Path(),
    keys: Annotated[Path | None, typer.Option("--keys", help="The folder of the keys that sign.")] = None,
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Sign nothing.")] = False,
    after: Annotated[
        Path | None, typer.Option("--after", help="The release before; the newest one of --into if not given.")
    ] = None,
    compress: Annotated[bool, typer.Option("--compress", help="Have compressed variants beside the files.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="How many files are compared at once.")] = 1,
    as_of: Annotated[str, typer.Option("--as-of", help="When it is released: `now`, or an RFC 3339 time.")] = "now",
    passphrase_file: PassphraseFile = None,
) -> int:
    """Make the next release of a site: numbered, chained to the one before, and signed.

    If nothing has changed and the signatures hold for long enough, the newest release stays. An older release as SITE
    is released again, under a new number: a way back that members take.

    Exit code 0: done. 2: the site is not what its manifest says, or a key is missing; then nothing has changed.

    Examples:
    - `chetavani release site --into releases --keys /media/keys`

    - `chetavani release site --into /srv/releases --keys /run/keys --compress --as-of now`

    - `chetavani release site --into releases --unsigned`

    - `chetavani release releases/41 --into releases --keys /media/keys`
    """
    if (keys is None) is not unsigned:
        raise ConfigError("--keys", "or --unsigned must be given, one of them.", "Make keys: `chetavani keys init`.")
    moment = parse_as_of(as_of, datetime.now(UTC))
    lifetimes = load_settings(root).release
    if unsigned and fingerprint_of(site):
        remedy = "Name the keys with --keys, or take csaf.openpgp out of the settings and build again."
        raise ConfigError("--unsigned", "cannot be: the site says that its CSAF documents are signed.", remedy)
    signer = signing(keyring(keys, root, passphrase_file), lifetimes, site) if keys else None
    again = read_record(site)
    commit = again.commit if again else commit_of(root)
    made = make_release(Plan(site, into, moment, after, commit, compress, jobs), signer)
    told = "" if made.new else ": nothing has changed"
    sys.stdout.write(f"release {made.record.release} in {made.folder}{told}\n")
    if signer and signer.root_expires - moment < _SOON:
        until = stamp(instant(signer.root_expires))
        sys.stderr.write(f"The root metadata counts until {until} only: `chetavani keys rotate {keys} timestamp`.\n")
    return 0
