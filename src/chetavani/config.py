# SPDX-License-Identifier: Apache-2.0
"""The settings of a publisher: the only reader of ``chetavani.toml`` and of the environment."""

import os
import re
import tomllib
from configparser import ConfigParser
from configparser import Error as ConfigParserError
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from chetavani.destinations import Destination, destination_name
from chetavani.errors import ConfigError
from chetavani.model.openpgp import fingerprint

CONFIG_NAME = "chetavani.toml"
LANGUAGES = ("en", "hi")


def _base_url(text: str) -> str:
    if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?/", text):
        message = "must be an absolute http(s) address that ends with /"
        raise ValueError(message)
    return text


def _prefix(text: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9]{1,9}", text):
        message = "must be 2 to 10 capital letters or digits, a letter first"
        raise ValueError(message)
    return text


def _tag_authority(text: str) -> str:
    entity, date = r"(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
    if text and not re.fullmatch(f"{entity},{date}", text, re.ASCII):
        message = "must be a host name or an e-mail address, a comma, and a date on which it was yours (RFC 4151)"
        raise ValueError(message)
    return text


def _namespace(text: str) -> str:
    if text and not re.fullmatch(r"https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9._~/-]*)?", text):
        message = "must be a web address of yours, like https://example.org"
        raise ValueError(message)
    return text


def _contact(text: str) -> str:
    if not re.fullmatch(r"(https://|mailto:|tel:)[!-~]+", text):
        message = "must be addresses that begin with https://, mailto: or tel:"
        raise ValueError(message)
    return text


def _policy(text: str) -> str:
    if text and not re.fullmatch(r"https://[!-~]+", text):
        message = "must be an address that begins with https://"
        raise ValueError(message)
    return text


def _time_zone(text: str) -> str:
    message = "is no time zone name; write one like Asia/Kolkata"
    # a name without a capital is no place but this machine's own zone, or another way of counting seconds
    if not re.fullmatch(r"[A-Z][A-Za-z0-9_+/-]*", text):
        raise ValueError(message)
    try:
        ZoneInfo(text)
    except (OSError, ValueError, KeyError):  # a folder of zones, another file beside them, nothing
        raise ValueError(message) from None
    return text


def _hub(text: str) -> str:
    if not re.fullmatch(
        r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(\?[^\s#<>\"]*)?", text, re.ASCII
    ):
        message = "must be the https:// address of a WebSub hub"
        raise ValueError(message)
    return text


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Publisher(_Section):
    """Who publishes, under which ids, at which address, in which languages."""

    name: dict[str, str]
    prefix: Annotated[str, AfterValidator(_prefix)]
    base_url: Annotated[str, AfterValidator(_base_url)]
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "Asia/Kolkata"
    languages: tuple[str, ...] = LANGUAGES
    contact: str = ""
    tag_authority: Annotated[str, AfterValidator(_tag_authority)] = ""

    @model_validator(mode="after")
    def _known_languages(self) -> Self:
        unknown = [language for language in self.languages if language not in LANGUAGES]
        if unknown or not self.languages or len(set(self.languages)) != len(self.languages):
            message = f"languages must be one or more of {', '.join(LANGUAGES)}, each once"
            raise ValueError(message)
        missing = [language for language in self.languages if not self.name.get(language)]
        if missing:
            message = f"name has no text for {', '.join(missing)}"
            raise ValueError(message)
        return self


class Feeds(_Section):
    """How far back a feed reaches: at least ``entries`` entries, and all of the last ``days`` days.

    ``hubs`` are WebSub hubs, which tell subscribers of a change at once.
    """

    entries: int = Field(default=50, ge=1)
    days: int = Field(default=30, ge=0)
    hubs: tuple[Annotated[str, AfterValidator(_hub)], ...] = ()


class Cap(_Section):
    """Where alerts hold: the area's name by language, and its codes, each under the name of its system."""

    area: dict[str, str] = {"en": "Madhya Pradesh", "hi": "मध्य प्रदेश"}
    geocodes: dict[str, str] = {"ISO 3166-2": "IN-MP"}

    @field_validator("area")
    @classmethod
    def _named(cls, area: dict[str, str]) -> dict[str, str]:
        if not any(area.values()):
            message = 'has no name. Write one like area.en = "Madhya Pradesh"'
            raise ValueError(message)
        return area

    def name(self, language: str) -> str:
        """Return the area's name in ``language``, else in a language in which it has one."""
        return self.area.get(language) or next(name for name in self.area.values() if name)


def _key_block(text: str) -> str:
    if text:
        fingerprint(text)
    return text


class Csaf(_Section):
    """Who publishes the CSAF documents in the standard's terms, and whether aggregators may list and copy them.

    ``namespace`` and the ids make the documents' permanent names; empty means the site's address. ``openpgp`` is the
    public key with which releases sign them, armoured; ``chetavani.toml`` names its file.
    """

    category: Literal["coordinator", "discoverer", "other", "translator", "user", "vendor"] = "coordinator"
    namespace: Annotated[str, AfterValidator(_namespace)] = ""
    issuing_authority: str = ""
    listed: bool = True
    mirrored: bool = True
    openpgp: Annotated[str, AfterValidator(_key_block)] = ""


class Security(_Section):
    """What ``security.txt`` says: where to report flaws of the site, the first address first, and by which policy."""

    contact: tuple[Annotated[str, AfterValidator(_contact)], ...] = ()
    policy: Annotated[str, AfterValidator(_policy)] = ""


class Listing(_Section):
    """What holds for every listed indicator: ``appeal`` is where its owner asks to be cleared; empty: the contact."""

    appeal: Annotated[str, AfterValidator(lambda text: _contact(text) if text else text)] = ""


class Release(_Section):
    """For how many days the signatures of a release hold, by the role in TUF: then a member takes the site for frozen.

    ``timestamp_days`` is how old news may be; ``targets_days`` holds for the snapshot too. ``copies`` has each target
    of TUF a second time under its hash, for clients that cannot be told that files keep their names.
    """

    root_days: int = Field(default=365, ge=1)
    targets_days: int = Field(default=30, ge=1)
    timestamp_days: int = Field(default=2, ge=1)
    copies: bool = False


class Settings(_Section):
    """All settings, frozen."""

    publisher: Publisher
    feeds: Feeds = Feeds()
    cap: Cap = Cap()
    csaf: Csaf = Csaf()
    security: Security = Security()
    listing: Listing = Listing()
    publish: dict[Annotated[str, AfterValidator(destination_name)], Destination] = {}
    release: Release = Release()
    demonstration: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of the site; the first is the original language of advisories."""
        return self.publisher.languages

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which readers are told times."""
        return ZoneInfo(self.publisher.time_zone)

    @property
    def base_url(self) -> str:
        """Return the site's address, ending with ``/``."""
        return self.publisher.base_url

    @property
    def appeal(self) -> str:
        """Return where the owner of what is listed asks to be cleared; empty if neither that nor an address is set."""
        contact = self.publisher.contact
        return self.listing.appeal or (f"mailto:{contact}" if "@" in contact and " " not in contact else "")

    def name(self, language: str) -> str:
        """Return the publisher's name in ``language``."""
        return self.publisher.name.get(language, self.publisher.name[self.languages[0]])


def load_settings(root: Path) -> Settings:
    """Read ``chetavani.toml`` in ``root``. Raises ConfigError that names every wrong setting."""
    path = root / CONFIG_NAME
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            str(path), "there is no such file.", "Point --root at a repository that has one, or copy ours."
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(str(path), f"cannot be read: {error}.", "Mend the file.") from None
    try:
        return Settings.model_validate(_with_key(root, raw))
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in item['loc']) or 'the file'}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors()
        )
        raise ConfigError(str(path), f"{wrong}.", "See the comments in our own chetavani.toml.") from None


def _with_key(root: Path, raw: dict[str, Any]) -> dict[str, Any]:
    """Return the settings with the key itself in place of the name of its file. Raises ConfigError."""
    csaf = raw.get("csaf")
    name = csaf.get("openpgp") if isinstance(csaf, dict) else None
    if not name or not isinstance(name, str):
        return raw
    place = root / name
    if not place.resolve().is_relative_to(root.resolve()):
        raise ConfigError("csaf.openpgp", f"names {name}, outside the repository.", "Name a file of the repository.")
    try:
        key = place.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        key = ""
    if not key:
        remedy = f"Write it: gpg --armor --export FINGERPRINT > {name}"
        raise ConfigError(str(place), "cannot be read as an armoured public key.", remedy) from None
    return raw | {"csaf": {**raw["csaf"], "openpgp": key}}


def source_date_epoch() -> datetime | None:
    """Return the time in SOURCE_DATE_EPOCH (seconds, UTC), or None. Raises ConfigError if it is no number."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        raise ConfigError(
            "SOURCE_DATE_EPOCH", f"{text!r} is no number of seconds.", "Unset it, or set it to a Unix time."
        ) from None


def passphrase_file() -> Path | None:
    """Return the file with the passphrase of the online keys, which CHETAVANI_PASSPHRASE_FILE names."""
    text = os.environ.get("CHETAVANI_PASSPHRASE_FILE", "")
    return Path(text) if text else None


def state_folder() -> Path:
    """Return where this user's programs keep what they remember (XDG Base Directory Specification)."""
    told = os.environ.get("XDG_STATE_HOME", "")
    return (Path(told) if told.startswith("/") else Path.home() / ".local/state") / "chetavani"


class AwsCredentials(NamedTuple):
    """What signs requests to an object store; empty: the store's client looks for itself. Never to be shown."""

    key: str = ""
    secret: str = ""
    token: str = ""


def aws_credentials(profile: str, *, own: bool) -> AwsCredentials:
    """Return the credentials of the environment, or of a profile in ``~/.aws/credentials``.

    ``own``: the store is not AWS itself, whose machines have credentials of their own. Raises ConfigError if there are
    none, without a word of what is in them.
    """
    given = os.environ
    if not profile and given.get("AWS_ACCESS_KEY_ID"):
        token = given.get("AWS_SESSION_TOKEN", "")
        return AwsCredentials(given["AWS_ACCESS_KEY_ID"], given.get("AWS_SECRET_ACCESS_KEY", ""), token)
    name = profile or given.get("AWS_PROFILE", "") or "default"
    place = Path(given.get("AWS_SHARED_CREDENTIALS_FILE", "") or Path("~/.aws/credentials").expanduser())
    parser = ConfigParser(interpolation=None)
    try:
        parser.read(place, encoding="utf-8")
        found = parser[name]
        return AwsCredentials(
            found["aws_access_key_id"], found["aws_secret_access_key"], found.get("aws_session_token", "")
        )
    except (ConfigParserError, UnicodeDecodeError, KeyError, OSError):
        if not (own or profile):
            return AwsCredentials()
        cause = f"there are no credentials for the store in the environment, nor as profile {name} in {place}."
        remedy = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write the profile; never into chetavani.toml."
        raise ConfigError("AWS_ACCESS_KEY_ID", cause, remedy) from None


def parse_as_of(text: str, now: datetime, option: str = "--as-of") -> datetime:
    """Return the time that an ``option`` names: ``now``, or an RFC 3339 time with offset. Raises ConfigError."""
    if text == "now":
        return now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ConfigError(
            option, f"{text!r} is no time with offset.", "Write `now` or a time like 2026-03-02T11:00:00+05:30."
        )
    return moment
