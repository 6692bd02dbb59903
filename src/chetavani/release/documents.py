# SPDX-License-Identifier: Apache-2.0
"""The OpenPGP signatures of a release's CSAF documents, as a member checks them: by ``gpgv``, with its own key."""

import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tuf.api.exceptions import DownloadError

from chetavani.errors import ConfigError
from chetavani.model.finding import Finding
from chetavani.model.openpgp import dearmoured, fingerprint
from chetavani.outputs.csaf.links import KEY, METADATA
from chetavani.release.fetching import Source
from chetavani.release.openpgp import is_document
from chetavani.release.record import OPENPGP
from chetavani.release.refusals import FORGED, UNREACHABLE, UNSIGNED, refusal

_LARGEST = 1 << 16  # bytes of a signature
_TIMEOUT = 60  # seconds


def document_findings(source: Source, paths: Iterable[str]) -> Iterator[Finding]:
    """Find CSAF documents that the provider's key has not signed. Raises ConfigError if ``gpgv`` does not run.

    ``paths`` are those of the manifest; what they hold has been compared with it.
    """
    there = frozenset(paths)
    try:
        key = (source.read(KEY) or b"").decode("ascii")
        told = json.loads(source.read(METADATA) or b"{}").get("public_openpgp_keys", [])
        known = {one["fingerprint"].upper() for one in told}
        right = fingerprint(key) in known
    except (DownloadError, ValueError, LookupError, TypeError, AttributeError):
        right = False
    if not right:
        yield refusal(UNSIGNED, METADATA, "names no OpenPGP key that is there: this provider signs no documents.")
        return
    with TemporaryDirectory(prefix="chetavani-") as home:
        Path(home, "key.gpg").write_bytes(dearmoured(key))
        for path in sorted(there):
            if is_document(path, there):
                yield from _judged(source, path, Path(home))


def _judged(source: Source, path: str, home: Path) -> Iterator[Finding]:
    place = f"{path}{OPENPGP}"
    try:
        signature, content = source.read(place, _LARGEST), source.read(path)
    except DownloadError as error:
        yield refusal(UNREACHABLE, place, f"cannot be loaded: {error}.")
        return
    if signature is None:
        yield refusal(UNSIGNED, place, "is not there: the document has no signature.")
        return
    (home / "signature").write_bytes(signature)
    (home / "document").write_bytes(content or b"")
    if not _is_good(home):
        yield refusal(FORGED, place, "is no signature of this document by the provider's key.")


def _is_good(home: Path) -> bool:
    keyring = ["--homedir", str(home), "--keyring", str(home / "key.gpg")]
    command = ["gpgv", "--quiet", *keyring, str(home / "signature"), str(home / "document")]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=_TIMEOUT).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ConfigError("gpgv", f"does not run: {error}.", "Install GnuPG, or leave --openpgp out.") from None
