# SPDX-License-Identifier: Apache-2.0
"""What a member checks before anything of a release is used, with python-tuf's own client, and what is remembered.

The first root metadata comes from the publisher by a way other than the site. Everything else follows from it. The
client asks the machine's clock whether metadata has expired.
"""

import gzip
import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import brotli
from minisign import Error as MinisignError
from minisign import PublicKey, Signature
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.api.metadata import Metadata, Root, Timestamp
from tuf.ngclient import Updater, UpdaterConfig

from chetavani.errors import WriteError
from chetavani.manifest import MANIFEST, entries_of
from chetavani.model.finding import Finding, Rule
from chetavani.release.documents import document_findings
from chetavani.release.fetching import Source
from chetavani.release.record import RECORD, SIGNATURE, SIGNED, TUF, Previous, Record, parsed
from chetavani.release.refusals import (
    CHAIN_BROKEN,
    FORGED,
    FROZEN,
    KEY_REVOKED,
    MISMATCHED,
    ROLLED_BACK,
    TAMPERED,
    TRUNCATED,
    TRUST,
    UNREACHABLE,
    UNSIGNED,
    refusal,
)
from chetavani.release.signing import trusted_comment
from chetavani.writer import Entry, disk

SEEN = "seen.json"
_TIMESTAMP = f"{TUF}timestamp.json"
_VARIANTS = {".br": brotli.decompress, ".gz": gzip.decompress}


@dataclass(frozen=True)
class Member:
    """A member: what it trusts (a root metadata), its minisign key if it has one, and where it remembers.

    ``whole`` asks for every file that the manifest lists, ``openpgp`` for the signatures of the CSAF documents.
    """

    trust: bytes
    state: Path
    minisign: bytes | None = None
    whole: bool = False
    openpgp: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a member found: the release, None if it could not be read, and why it is refused."""

    record: Record | None
    findings: tuple[Finding, ...]


def judge(source: Source, member: Member) -> Verdict:
    """Return what is wrong with a release, as a member sees it; what is right is remembered.

    Raises WriteError if nothing can be remembered, ConfigError if a program is missing that it takes.
    """
    logging.getLogger("tuf").setLevel(logging.CRITICAL)  # what it says is said by the findings
    with disk(member.state):
        for name in ("metadata", "targets"):
            (member.state / name).mkdir(parents=True, exist_ok=True)
    try:
        client = _client(source, member)
    except (RepositoryError, ValueError) as error:
        return Verdict(None, (refusal(TRUST, "root.json", f"is no root metadata to begin with: {error}."),))
    try:
        client.refresh()
        held = {path: _target(client, path) for path in (MANIFEST, RECORD)}
    except _Refused as refused:
        return Verdict(None, (refused.finding,))
    except (RepositoryError, DownloadError) as error:
        return Verdict(None, (_explained(error, source, member),))
    return _judged(source, member, held)


def _client(source: Source, member: Member) -> Updater:
    kept, targets = str(member.state / "metadata"), str(member.state / "targets")
    config = UpdaterConfig(prefix_targets_with_hash=False, app_user_agent="chetavani")
    return Updater(
        kept, f"{source.base}{TUF}", targets, source.base, source.fetcher, config, bootstrap=member.trust
    )  # fmt: skip


class _Refused(Exception):  # noqa: N818 - a refusal, on its way
    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message)


def _target(client: Updater, path: str) -> bytes:
    """Return a target as the client gives it, which has compared it with the signed metadata."""
    target = client.get_targetinfo(path)
    if target is None:
        raise _Refused(refusal(FORGED, path, "is not among the files that are signed."))
    try:
        return Path(client.download_target(target)).read_bytes()
    except (LengthOrHashMismatchError, DownloadLengthMismatchError) as error:
        short = path == MANIFEST and isinstance(error, LengthOrHashMismatchError) and "length" in str(error)
        if short:
            raise _Refused(refusal(TRUNCATED, path, f"is cut off: {error}.")) from None
        raise _Refused(refusal(TAMPERED, path, "is not the file that was signed: its hash is another.")) from None
    except DownloadHTTPError:
        raise _Refused(refusal(TAMPERED, path, "is signed, but not there.")) from None


_MEANINGS: tuple[tuple[type[Exception], Rule, str], ...] = (
    (ExpiredMetadataError, FROZEN, "is out of date, so nobody vouches that this is the newest release"),
    (UnsignedMetadataError, FORGED, "has metadata that the publisher's keys have not signed"),
    (LengthOrHashMismatchError, MISMATCHED, "has metadata of different releases"),
    (BadVersionNumberError, ROLLED_BACK, "is older than what you have seen already"),
    (DownloadLengthMismatchError, MISMATCHED, "has metadata of different releases"),
    (DownloadHTTPError, MISMATCHED, "lacks metadata"),
    (DownloadError, UNREACHABLE, "cannot be loaded"),
)
"""What the client's errors mean, the more special ones first."""


def _explained(error: Exception, source: Source, member: Member) -> Finding:
    """Return what an error of the client means."""
    said = str(error).rstrip(".")
    if isinstance(error, UnsignedMetadataError) and _by_revoked(source, member):
        return refusal(KEY_REVOKED, _TIMESTAMP, "is signed by a key that the publisher has revoked.")
    if isinstance(error, DownloadHTTPError) and _has_none(source):
        return refusal(UNSIGNED, _TIMESTAMP, f"is not there: this release has no signatures ({said}).")
    if isinstance(error, BadVersionNumberError) and said.startswith("Expected"):
        return refusal(MISMATCHED, TUF, f"has metadata of different releases: {said}.")
    for kind, rule, about in _MEANINGS:
        if isinstance(error, kind):
            return refusal(rule, TUF, f"{about}: {said}.")
    return refusal(FORGED, TUF, f"has metadata that cannot be right: {said}.")


def _has_none(source: Source) -> bool:
    with suppress(DownloadError):
        return source.read(_TIMESTAMP) is None
    return False


def _by_revoked(source: Source, member: Member) -> bool:
    """Whether the timestamp is signed by a key that counted once, and counts no longer."""
    with suppress(DownloadError, RepositoryError, ValueError, OSError):
        content = source.read(_TIMESTAMP)
        signed = Metadata[Timestamp].from_bytes(content or b"").signatures.keys()
        history = sorted((member.state / "metadata/root_history").glob("*.root.json"), key=_version)
        roots = [Metadata[Root].from_bytes(place.read_bytes()).signed for place in history]
        once = {keyid for root in roots[:-1] for keyid in root.roles[Timestamp.type].keyids}
        return bool(signed & (once - set(roots[-1].roles[Timestamp.type].keyids)))
    return False


def _version(place: Path) -> int:
    return int(place.name.partition(".")[0])


def _judged(source: Source, member: Member, held: Mapping[str, bytes]) -> Verdict:
    """Return the verdict on a release whose metadata is right."""
    try:
        record = parsed(held[RECORD])
        entries = entries_of(held[MANIFEST])
    except (ValueError, LookupError, TypeError) as error:
        return Verdict(None, (refusal(FORGED, RECORD, f"{error}."),))
    seen = _seen(member)
    findings = [
        *_chained(record, held[MANIFEST], seen if seen and seen.root == _root(member) else None),
        *_minisigned(source, member, record, held),
    ]
    if member.whole or member.openpgp or source.is_folder:
        findings += _whole(source, entries)
    if member.openpgp and not findings:
        findings += document_findings(source, [entry.path for entry in entries])
    if not findings:
        _remember(member, record)
    return Verdict(record, tuple(sorted(findings)))


def _root(member: Member) -> int:
    """Return the version of the root metadata that counts now."""
    return max(_version(place) for place in (member.state / "metadata/root_history").glob("*.root.json"))


def _chained(record: Record, manifest: bytes, seen: "_Seen | None") -> Iterator[Finding]:
    """Compare a release with the one that was seen last under the same root metadata.

    Once that has changed, a release that was seen may have been forged with a key that is revoked now; whether an old
    one is shown instead is for TUF to say, by the versions that the keys of now have signed.
    """
    if hashlib.sha256(manifest).hexdigest() != record.manifest:
        yield refusal(MISMATCHED, RECORD, "names another manifest than the one that is there.")
    if seen is None:
        return
    if record.release < seen.release:
        yield refusal(ROLLED_BACK, RECORD, f"is release {record.release}; you have seen release {seen.release}.")
    elif record.release == seen.release and record.manifest != seen.manifest:
        yield refusal(CHAIN_BROKEN, RECORD, f"is another release {record.release} than the one that you have seen.")
    elif record.release == seen.release + 1 and record.previous != Previous(seen.release, seen.manifest):
        yield refusal(CHAIN_BROKEN, RECORD, f"does not follow the release {seen.release} that you have seen.")


def _minisigned(source: Source, member: Member, record: Record, held: Mapping[str, bytes]) -> Iterator[Finding]:
    if member.minisign is None:
        return
    key = PublicKey.from_bytes(member.minisign)
    for path in SIGNED:
        place = f"{path}{SIGNATURE}"
        content = source.read(place)
        if content is None:
            yield refusal(UNSIGNED, place, "is not there: there is no minisign signature.")
            continue
        try:
            signature = Signature.from_bytes(content)
            key.verify(held[path], signature)
        except (MinisignError, ValueError) as error:
            yield refusal(FORGED, place, f"is no signature by your minisign key: {error}.")
            continue
        if signature.trusted_comment != trusted_comment(record, path, held[path]):
            yield refusal(MISMATCHED, place, f"is of another release: {signature.trusted_comment}.")


def _whole(source: Source, entries: list[Entry]) -> Iterator[Finding]:
    """Find files that are not as the manifest says; in a folder, compressed variants too."""
    for entry in entries:
        try:
            content = source.read(entry.path, entry.size)
        except DownloadLengthMismatchError:
            content = b""
        except DownloadError as error:
            yield refusal(UNREACHABLE, entry.path, f"cannot be loaded: {error}.")
            continue
        if content is None:
            yield refusal(TAMPERED, entry.path, "is in the manifest, but not there.")
        elif len(content) != entry.size or hashlib.sha256(content).hexdigest() != entry.sha256:
            yield refusal(TAMPERED, entry.path, "is not the file that was signed: its hash is another.")
        elif source.folder:
            yield from _variants(source.folder, entry)


def _variants(folder: Path, entry: Entry) -> Iterator[Finding]:
    for suffix, opened in _VARIANTS.items():
        place = folder / f"{entry.path}{suffix}"
        if not place.is_file():
            continue
        try:
            content = opened(place.read_bytes())
        except (OSError, EOFError, brotli.error):
            content = b""
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            yield refusal(TAMPERED, f"{entry.path}{suffix}", "is not a variant of the file that was signed.")


class _Seen(NamedTuple):
    """The last release that was right: its number, its manifest's SHA-256, and the version of the root metadata."""

    release: int
    manifest: str
    root: int


def _seen(member: Member) -> _Seen | None:
    """Return the last release that was right."""
    place = member.state / SEEN
    try:
        said = json.loads(place.read_bytes())
        return _Seen(said["release"], said["manifest"], said["root"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError):
        remedy = "Delete it if you know why it is damaged: what you saw before is forgotten then."
        raise WriteError(str(place), "is not what was written there.", remedy) from None


def _remember(member: Member, record: Record) -> None:
    place = member.state / SEEN
    with disk(place):
        written = place.with_suffix(".new")
        seen = _Seen(record.release, record.manifest, _root(member))
        written.write_text(json.dumps(seen._asdict()), encoding="utf-8")
        written.replace(place)
