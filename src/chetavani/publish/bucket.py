# SPDX-License-Identifier: Apache-2.0
"""One folder of a bucket: reading, writing, writing only if nobody else has, and what the store's refusals mean."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, TypeVar

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    NotSupportedError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)
from obstore.store import S3Store

from chetavani.config import aws_credentials
from chetavani.destinations import S3
from chetavani.errors import PublishError

Result = TypeVar("Result")
SUM: Final = "sha256"
"""The name under which an object's metadata has the SHA-256 of its file."""
_TRIES = 5
_TIMEOUT = timedelta(seconds=60)
_FULL = {"QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "StorageFull", "507"}
_GOES_ON = "Then publish again: it goes on where it stopped. Readers have a whole site meanwhile."


class LostError(Exception):
    """Somebody else has written the object meanwhile."""


class UnconditionalError(Exception):
    """The store knows no conditional writes (RFC 9110, 13.1: it answers 501 to If-Match and If-None-Match)."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """The objects below a prefix. Every method raises PublishError; none ever shows a secret."""

    settings: S3
    _store: S3Store = field(init=False, repr=False)
    _once: S3Store = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_store", _store(self.settings, _TRIES))
        object.__setattr__(self, "_once", _store(self.settings, 0))

    @property
    def place(self) -> str:
        """Return where this is, for people."""
        at = f" at {self.settings.endpoint}" if self.settings.endpoint else ""
        return f"s3://{'/'.join(filter(None, (self.settings.bucket, self.settings.prefix)))}{at}"

    def key(self, path: str) -> str:
        """Return the key of a path."""
        return "/".join(filter(None, (self.settings.prefix, path)))

    def get(self, path: str) -> tuple[bytes, str] | None:
        """Return an object's content and ETag; None if there is none."""

        def read() -> tuple[bytes, str]:
            found = obstore.get(self._store, self.key(path))
            return bytes(found.bytes()), found.meta["e_tag"] or ""

        return self._found(read)

    def sum_of(self, path: str) -> str:
        """Return the SHA-256 that an object's metadata has; empty if there is no object, or none of ours."""

        def ask() -> str:
            found = obstore.get(self._store, self.key(path), options={"head": True})
            return found.attributes.get(SUM, "")

        return self._found(ask) or ""

    def put(self, path: str, content: bytes, attributes: Mapping[str, str]) -> None:
        """Write an object, whatever is there."""
        self._done(lambda: obstore.put(self._store, self.key(path), content, attributes=dict(attributes)))

    def put_if(self, path: str, content: bytes, attributes: Mapping[str, str], tag: str) -> str:
        """Write an object if its ETag is still ``tag``, or if there is none where that is empty; return its new ETag.

        Raises LostError, and UnconditionalError if the store cannot do so. An answer that was lost on its way is asked
        for again, so who finds its own content there has written it.
        """
        mode: Any = {"e_tag": tag} if tag else "create"
        for turn in range(_TRIES + 1):
            try:
                written = obstore.put(
                    self._once, self.key(path), content, attributes=dict(attributes), mode=mode, use_multipart=False
                )
            except (AlreadyExistsError, PreconditionError):
                return self._own(path, content)
            except NotSupportedError:
                raise UnconditionalError from None
            except (BaseError, FileNotFoundError) as error:
                status, code = _said(error)
                if status == "501":
                    raise UnconditionalError from None
                if status == "404" and code != "NoSuchBucket":  # it was there, and was deleted
                    raise LostError from None
                if not status.startswith("5") or turn == _TRIES:
                    raise self._explained(error) from None
                time.sleep(0.1 * 2**turn)
            else:
                return written["e_tag"] or ""
        raise AssertionError

    def _own(self, path: str, content: bytes) -> str:
        there = self.get(path)
        if there is None or there[0] != content:
            raise LostError
        return there[1]

    def delete(self, path: str) -> None:
        """Delete an object; one that is not there is as good."""
        self._found(lambda: obstore.delete(self._store, self.key(path)))

    def _found(self, ask: Callable[[], Result]) -> Result | None:
        try:
            return self._done(ask)
        except FileNotFoundError:
            return None

    def _done(self, ask: Callable[[], Result]) -> Result:
        try:
            return ask()
        except FileNotFoundError as error:
            if _said(error)[1] == "NoSuchBucket":
                raise self._explained(error) from None
            raise
        except BaseError as error:
            raise self._explained(error) from None

    def _explained(self, error: Exception) -> PublishError:
        """Return what a refusal means: of its text only the status and the code, for the rest may tell too much."""
        status, code = _said(error)
        told = " ".join(filter(None, (status, code)))
        if isinstance(error, PermissionDeniedError | UnauthenticatedError):
            whose = f"profile {self.settings.profile}" if self.settings.profile else "AWS_ACCESS_KEY_ID"
            remedy = f"Check the credentials ({whose}), and that they may read, write and delete in this bucket."
            return PublishError(self.place, f"refuses the credentials ({told or 'no access'}).", remedy)
        if code == "NoSuchBucket":
            return PublishError(self.place, "there is no such bucket.", "Make it, or mend `bucket` in chetavani.toml.")
        if {status, code} & _FULL:
            return PublishError(self.place, f"has no room left ({told}).", f"Make room or raise the quota. {_GOES_ON}")
        if status:
            cause = f"answers {told}, again and again: it may be full or out of order."
            return PublishError(self.place, cause, f"Look at the store. {_GOES_ON}")
        cause = "cannot be reached, or does not answer in time."
        return PublishError(self.place, cause, f"Check `endpoint` and the network. {_GOES_ON}")


def _said(error: Exception) -> tuple[str, str]:
    """Return the HTTP status and the store's code of a refusal, as far as there are any."""
    text = str(error)
    status = re.search(r"status code: (\d{3})\b", text)
    code = re.search(r"<Code>(\w{1,60})</Code>", text)
    return status[1] if status else "", code[1] if code else ""


def _store(settings: S3, tries: int) -> S3Store:
    known = aws_credentials(settings.profile, own=bool(settings.endpoint))
    given: dict[str, Any] = {"endpoint": settings.endpoint} if settings.endpoint else {}
    given |= {"secret_access_key": known.secret, "access_key_id": known.key} if known.key else {}
    given |= {"session_token": known.token} if known.token else {}
    return S3Store(
        settings.bucket,
        region=settings.region,
        virtual_hosted_style_request=settings.virtual_host,
        disable_bulk_delete=True,  # some stores do not have it, or want a checksum that obstore does not send
        client_options={"allow_http": settings.endpoint.startswith("http://"), "timeout": _TIMEOUT},
        retry_config={"max_retries": tries, "retry_timeout": _TIMEOUT},
        **given,
    )
