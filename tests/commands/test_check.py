# SPDX-License-Identifier: Apache-2.0
"""``chetavani check``: whatever is pasted is recognised and looked up; the exit code says what came of it."""

import io
import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.builders import ROOT
from tests.client import lookup_world
from tests.client.lookup_world import serving, write_lookup
from tests.client.test_bulk import write_lists

from chetavani.cli import CANNOT_RUN, DONE, run
from chetavani.client import Checker
from chetavani.commands import check as command

LISTED = 1


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a small site, at a time at which its entries hold."""
    monkeypatch.setattr(command, "Checker", partial(Checker, now=lambda: lookup_world.NOW))
    return write_lookup(tmp_path / "site")


def texts_of(card: Any) -> Any:  # noqa: ANN401  (whatever JSON says)
    return card["texts"]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command; return the exit code and what it wrote."""
    code = run(["check", *arguments])
    wrote = capsys.readouterr()
    return code, wrote.out, wrote.err


def test_what_is_listed_is_said_with_its_card(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "upi://pay?pa=Fee.Desk%40example&am=10", "--url", str(site))
    assert code == LISTED
    first, *card = out.splitlines()
    assert first.startswith("UPI id fee.desk[at]example: LISTED")
    text = texts_of(lookup_world.CARD)["en"]
    assert card == [
        f"  {line}" for line in (text["title"], text["message"], *(f"- {one}" for one in text["do"]), text["link"])
    ]


def test_every_state_of_a_message(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = "Pay nobody@example or old.desk@example, call 0044 7700 900999, see hxxp://a.parcel[.]example/x"
    code, out, _ = told(capsys, message, "--url", str(site))
    assert code == LISTED
    said = [
        re.match(r"\S.*?: (not listed|was listed until 2027-01-01|was listed and is cleared|LISTED)", line)
        for line in out.splitlines()
    ]
    assert [match[1] for match in said if match] == [
        "not listed", "was listed until 2027-01-01", "was listed and is cleared", "LISTED",
    ]  # fmt: skip
    assert "MPC-2026-0004" in out
    assert "parcel.example" not in out  # what is shown is no link


def test_of_a_served_site_the_advisory_has_its_address(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(site) as served:
        code, out, _ = told(capsys, "+44 7700 900417", "--url", served.address)
        assert code == LISTED
        assert f"{served.address}advisories/MPC-2026-0002/" in out
        assert all(one.path.endswith(".json") for one in served.asked)


def test_standard_input_and_json(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pasted = io.TextIOWrapper(io.BytesIO("भुगतान fee.desk@example पर करें \udcff".encode("utf-8", "surrogateescape")))
    monkeypatch.setattr("sys.stdin", pasted)
    code, out, _ = told(capsys, "-", "--url", str(site), "--format", "json")
    assert code == LISTED
    (one,) = json.loads(out)
    assert {key: one[key] for key in ("shown", "state", "action", "type", "value", "advisory")} == {
        "shown": "fee.desk@example", "state": "listed", "action": "block", "type": "upi", "value": "fee.desk@example",
        "advisory": "MPC-2026-0001",
    }  # fmt: skip
    assert one["card"] == lookup_world.CARD


def test_offline(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del site
    path = write_lists(tmp_path)
    assert told(capsys, "fee.desk@example", "--offline", str(path))[0] == LISTED
    assert told(capsys, "nobody@example", "--offline", str(path))[0] == DONE
    code, _, err = told(capsys, "nobody@example", "--offline", str(tmp_path / "none.jsonl"))
    assert (code, "Download" in err) == (CANNOT_RUN, True)


def test_nothing_listed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "nobody@example", "--url", str(site))[0] == DONE
    code, out, _ = told(capsys, "hello", "--url", str(site))
    assert code == DONE
    assert "Nothing was recognised" in out


def test_who_cannot_ask_says_so(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = told(capsys, "nobody@example", "--url", str(site / "none"))
    assert code == CANNOT_RUN
    assert "could not be looked up" in out
    assert "Traceback" not in err


def test_without_an_address_the_site_of_the_settings_is_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def listen(base: str, **_: object) -> object:
        asked.append(base)
        return Checker("/nowhere")

    monkeypatch.setattr(command, "Checker", listen)
    assert told(capsys, "nobody@example", "--root", str(ROOT))[0] == CANNOT_RUN
    (base,) = asked
    assert f'"{base}"' in (ROOT / "chetavani.toml").read_text(encoding="utf-8")


def test_a_card_steers_no_terminal(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card = site / "lookup/v1/cards/MPC-2026-0001.json"
    card.write_text(card.read_text().replace("Fraud: a fee", "\\u001b[31mFraud\\u202e: a fee"))
    out = told(capsys, "fee.desk@example", "--url", str(site))[1]
    assert "\x1b" not in out
    assert "\u202e" not in out
