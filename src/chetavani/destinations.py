# SPDX-License-Identifier: Apache-2.0
"""The settings of ``[publish.NAME]``: where a release goes. No secret is ever among them."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?/?")


def _bucket(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", text):
        message = "must be the name of a bucket: 3 to 63 small letters, digits, dots and hyphens"
        raise ValueError(message)
    return text


def _endpoint(text: str) -> str:
    if text and not (re.fullmatch(r"https://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?", text) or _LOOPBACK.match(text)):
        message = "must be the https:// address of the store (http:// only on this machine), without user and password"
        raise ValueError(message)
    return text.rstrip("/")


def _prefix(text: str) -> str:
    if text and not re.fullmatch(r"([A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*[A-Za-z0-9_~-][A-Za-z0-9._~-]*", text):
        message = "must be a path like `site` or `cell/site`, without `/` at its ends"
        raise ValueError(message)
    return text


def _remote(text: str) -> str:
    if not re.fullmatch(
        r"([A-Za-z0-9._][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*:/[A-Za-z0-9._/-]*[A-Za-z0-9._-]", text
    ):
        message = "must be like publisher@www.example.org:/srv/www/chetavani: no spaces, an absolute folder"
        raise ValueError(message)
    if ".." in text.partition(":")[2].split("/"):
        message = "must not have `..` in its folder"
        raise ValueError(message)
    return text


def _nonempty(text: str) -> str:
    if not text.strip():
        message = "must name a folder"
        raise ValueError(message)
    return text


class _Destination(BaseModel):
    """What holds for every target: how many releases are kept there, and for how many days what has gone stays."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keep: int = Field(default=10, ge=1)
    grace: float = Field(default=7, ge=0)


class Local(_Destination):
    """A folder of this machine."""

    type: Literal["local"]
    place: Annotated[str, AfterValidator(_nonempty)]


class S3(_Destination):
    """A bucket of an S3-compatible store.

    ``copies`` is a folder of this machine that keeps the releases for a rollback; empty: none are kept.
    """

    type: Literal["s3"]
    bucket: Annotated[str, AfterValidator(_bucket)]
    prefix: Annotated[str, AfterValidator(_prefix)] = ""
    endpoint: Annotated[str, AfterValidator(_endpoint)] = ""
    region: str = "us-east-1"
    profile: str = ""
    virtual_host: bool = False
    parallel: int = Field(default=16, ge=1, le=128)
    lease: float = Field(default=120, ge=1)
    variants: bool = False
    copies: str = ""


class Rsync(_Destination):
    """A folder of another machine, over ssh.

    ``port``, ``key`` and ``known_hosts`` are for who has them in no configuration of ssh.
    """

    type: Literal["rsync"]
    place: Annotated[str, AfterValidator(_remote)]
    port: int = Field(default=0, ge=0, le=65535)
    key: str = ""
    known_hosts: str = ""

    @model_validator(mode="after")
    def _plain(self) -> Self:
        if any(re.search(r"[\s\"'\\]", text) for text in (self.key, self.known_hosts)):
            message = "key and known_hosts must be paths without spaces and quotes"
            raise ValueError(message)
        return self


Destination = Annotated[Local | S3 | Rsync, Field(discriminator="type")]
"""One ``[publish.NAME]``, told apart by ``type``."""


def destination_name(text: str) -> str:
    """Return ``text`` if a target may be called so. Raises ValueError."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,31}", text):
        message = f"{text!r} is no name of a target: small letters, digits and hyphens"
        raise ValueError(message)
    return text
