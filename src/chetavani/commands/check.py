# SPDX-License-Identifier: Apache-2.0
"""``chetavani check``: whether a number, an id, a link or what a message holds is known to be a fraud."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from chetavani.client import Answer, Checker, State, recognise
from chetavani.config import load_settings
from chetavani.errors import ConfigError, SiteError
from chetavani.model.indicator import INDICATOR_TYPES, IndicatorType, defang

_NOTHING, _LISTED = 0, 1
_WORDS = {
    "block": "LISTED. Do not pay, call or open it; apps block it.",
    "hold": "LISTED. Do not pay, call or open it; apps hold payments until somebody has looked.",
    "warn": "LISTED. Be warned: make sure of it in another way first.",
    State.EXPIRED: "was listed until {until}; no advisory says anything newer. Be careful.",
    State.CLEARED: "was listed and is cleared since {until}. Whoever blocked it, undo that.",
    State.UNKNOWN: "not listed. Not listed is not safe: never pay under pressure, to strangers or to receive money.",
    State.UNAVAILABLE: "could not be looked up: {why}",
}


class Form(StrEnum):
    """How the answers are written."""

    TEXT = "text"
    JSON = "json"


def check(
    value: Annotated[str, typer.Argument(metavar="VALUE", help="What was sent to you; - reads standard input.")],
    url: Annotated[str, typer.Option("--url", help="The site's address, or the folder of a built site.")] = "",
    offline: Annotated[Path | None, typer.Option("--offline", help="A downloaded indicators/all.jsonl.")] = None,
    form: Annotated[Form, typer.Option("--format", help="text or json.")] = Form.TEXT,
    root: Annotated[Path, typer.Option("--root", help="The repository, whose settings name the site.")] = Path(),
) -> int:
    """Say of everything that VALUE holds whether it is known to be a fraud. The site learns no more than a prefix.

    Exit code 0: nothing is listed. 1: something is. 2: nobody could be asked.

    Examples:
    - `chetavani check "+91 98765 43210"`

    - `chetavani check "upi://pay?pa=fee.desk@example" --url https://chetavani.example/`

    - `pbpaste | chetavani check - --offline all.jsonl --format json`
    """
    if offline is not None and not offline.is_file():
        raise ConfigError(str(offline), "there is no such file.", "Download indicators/all.jsonl first.")
    base = url or ("" if offline else load_settings(root).publisher.base_url)
    checker = Checker(base, offline=offline)
    found = [(one.shown, checker.check(one.type, one.value)) for one in recognise(_given(value))]
    _print(found, checker, form, base if base.startswith(("https://", "http://")) else "")
    answers = [answer for _, answer in found]
    if any(answer.state is State.LISTED for answer in answers):
        return _LISTED
    failed = next((answer.why for answer in answers if answer.state is State.UNAVAILABLE), None)
    if failed is not None:
        raise SiteError(str(offline or base), f"cannot be asked: {failed}.", "Try again, or use --url or --offline.")
    return _NOTHING


def _given(value: str) -> str:
    return sys.stdin.buffer.read().decode(errors="replace") if value == "-" else value


def _print(found: list[tuple[str, Answer]], checker: Checker, form: Form, site: str) -> None:
    told = [(answer, _card(answer, checker)) for _, answer in found]
    if form is Form.JSON:
        records = [{"shown": shown, **_record(*one)} for (shown, _), one in zip(found, told, strict=True)]
        sys.stdout.write(json.dumps(records, ensure_ascii=False, indent=2) + "\n")
        return
    if not found:
        sys.stdout.write("Nothing was recognised that could be looked up: no number, UPI id, link, account or app.\n")
    for answer, card in told:
        sys.stdout.write("".join(f"{line}\n" for line in _lines(answer, card, site)))


def _card(answer: Answer, checker: Checker) -> dict[str, Any] | None:
    return checker.card(answer.advisory) if answer.card else None


def _record(answer: Answer, card: dict[str, Any] | None) -> dict[str, Any]:
    told = {name: value for name, value in answer._asdict().items() if value}
    return told if card is None else told | {"card": card}


def _lines(answer: Answer, card: dict[str, Any] | None, site: str) -> list[str]:
    kind = IndicatorType(answer.type)
    label = INDICATOR_TYPES[kind.value].en
    said = _WORDS[answer.action or answer.state].format(until=answer.until[:10], why=answer.why)
    lines = [f"{label} {_plain(defang(kind, answer.value))}: {said}"]
    text = card["texts"].get("en", {}) if card else {}
    steps = text.get("do")
    steps = steps if isinstance(steps, list) else []
    shown = [text.get("title"), text.get("message"), *(f"- {step}" for step in steps), text.get("link")]
    lines += [f"  {_plain(str(one))}" for one in shown if one]
    if answer.advisory and not text.get("link"):
        address = f"{site.rstrip('/')}/advisories/{answer.advisory}/" if site else answer.advisory
        lines.append(f"  {_plain(address)}")
    return lines


def _plain(text: str) -> str:
    """Return ``text`` without what would steer a terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
