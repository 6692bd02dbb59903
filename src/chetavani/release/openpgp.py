# SPDX-License-Identifier: Apache-2.0
"""OpenPGP signatures of the CSAF documents, by the ``gpg`` program: keys may be in its agent, on a card, or elsewhere.

Which key signs is said by the site itself, in the provider's metadata. What was signed before by the same key is not
signed again.
"""

import json
import subprocess
from collections.abc import Container
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from chetavani.errors import KeysError
from chetavani.outputs.csaf.links import FOLDER, HASHES, KEY, METADATA
from chetavani.release.folder import Stage
from chetavani.release.record import OPENPGP, Record

_TIMEOUT = 120  # seconds: somebody may have to touch a card
_AT_ONCE = 2


def fingerprint_of(site: Path) -> str:
    """Return the fingerprint of the key that a site says its documents are signed by; empty if it says nothing so."""
    try:
        said = json.loads((site / METADATA).read_bytes())
        return str(said["public_openpgp_keys"][0]["fingerprint"]) if said["role"] == "csaf_trusted_provider" else ""
    except (OSError, ValueError, LookupError, TypeError):
        return ""


class OpenPgpSigner:
    """Signs each CSAF document. See ``chetavani.release.folder.Signer``."""

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint

    def stands(self, folder: Path, record: Record, as_of: datetime) -> bool:  # noqa: ARG002 - the site names the key
        """Whether nothing has to be signed anew: another key would make another site."""
        return True

    def sign(self, stage: Stage) -> None:
        """Write the signatures. Raises KeysError if gpg does not sign."""
        told = [path for path in stage.entries if is_document(path, stage.entries)]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(lambda path: self._sign(stage, path), told))

    def _sign(self, stage: Stage, path: str) -> None:
        stage.write(f"{path}{OPENPGP}", self._known(stage, path) or self._signature(stage, path))

    def _known(self, stage: Stage, path: str) -> bytes | None:
        """Return the signature of the release before, if document and key are the same."""
        before = stage.before
        if before is None:
            return None
        try:
            same = all((before / one).read_bytes() == stage.read(one) for one in (path, KEY))
            return (before / f"{path}{OPENPGP}").read_bytes() if same else None
        except OSError:
            return None

    def _signature(self, stage: Stage, path: str) -> bytes:
        """Return a signature of the time of the release, so that the same release has the same bytes."""
        at = f"{stage.as_of.astimezone(UTC):%Y%m%dT%H%M%S}!"
        command = [
            "gpg", "--batch", "--no-tty", "--quiet", "--faked-system-time", at, "--local-user", self._fingerprint,
            "--armor", "--detach-sign", "--output", "-", str(stage.folder / path),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=_TIMEOUT)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise KeysError("gpg", f"does not run: {error}.", "Install GnuPG, or take csaf.openpgp out.") from None
        if done.returncode or not done.stdout:
            said = " ".join(done.stderr.decode(errors="replace").split())
            remedy = "Have its secret key in gpg's agent (GNUPGHOME), or take csaf.openpgp out and build again."
            raise KeysError(f"OpenPGP key {self._fingerprint}", f"does not sign {path}: {said}", remedy)
        return done.stdout


def is_document(path: str, paths: Container[str]) -> bool:
    """Whether one of the ``paths`` of a site is a CSAF document: these alone have hashes beside them."""
    return path.startswith(FOLDER) and path.endswith(".json") and f"{path}.{HASHES[0]}" in paths
