# SPDX-License-Identifier: Apache-2.0
"""``chetavani verify --trust``: a release as a member sees it, who has the root metadata and nothing else."""

import hashlib
from pathlib import Path

from minisign import Error as MinisignError
from minisign import PublicKey

from chetavani.commands.lint import Format
from chetavani.commands.terminal import console, show_finding
from chetavani.config import state_folder
from chetavani.errors import ConfigError
from chetavani.lint.formats import FORMATS
from chetavani.release.fetching import Source
from chetavani.release.member import Member, Verdict, judge
from chetavani.release.refusals import REFUSALS

_REMEDY = "Get it from the publisher, by a way other than the site."


def as_member(
    place: str, trust: Path, minisign: Path | None, state: Path | None, *, whole: bool, openpgp: bool, form: Format
) -> int:  # fmt: skip
    """Judge the release at an address or in a folder; show why it is refused. 0: it is right. 1: it is refused."""
    root = _read(trust)
    kept = state or state_folder() / hashlib.sha256(root).hexdigest()[:16]
    source = Source(place)
    verdict = judge(source, Member(root, kept, _key(minisign), whole, openpgp))
    out = console()
    if form is Format.TEXT:
        for finding in verdict.findings:
            show_finding(out, finding)
        out.print(_summary(place, verdict, compared=whole or openpgp or source.is_folder))
    else:
        out.file.write(FORMATS[form](verdict.findings, REFUSALS, source.base))
    return 1 if verdict.findings else 0


def _summary(place: str, verdict: Verdict, *, compared: bool) -> str:
    if verdict.findings or verdict.record is None:
        return f"{place} is refused."
    record = verdict.record
    files = f"{record.files} files, each as it was signed" if compared else f"a signed list of {record.files} files"
    return f"{place} is release {record.release} of {record.as_of}: {files}."


def _key(place: Path | None) -> bytes | None:
    if place is None:
        return None
    content = _read(place)
    try:
        PublicKey.from_bytes(content)
    except (MinisignError, ValueError):
        raise ConfigError(str(place), "is no public minisign key.", _REMEDY) from None
    return content


def _read(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError as error:
        raise ConfigError(str(place), f"cannot be read: {error.strerror}.", _REMEDY) from None
