# SPDX-License-Identifier: Apache-2.0
"""Both clients against a served site: every state, the sternest holds, and the server learns prefixes and no more."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from tests.client.conftest import Asker
from tests.client.lookup_world import CARD, META, NOW, Site, prefix_of, serving, write_lookup

_META = "meta.json"
LISTED = [
    (("upi", " Fee.Desk@Example "), ("listed", "block", "MPC-2026-0001", "upi", "fee.desk@example")),
    (("phone", "+44 7700 900417"), ("listed", "hold", "MPC-2026-0002", "phone", "+447700900417")),
    (("upi", "old.desk@example"), ("expired", None, "MPC-2026-0007", "upi", "old.desk@example")),
    (("phone", "0044 7700 900999"), ("cleared", None, "MPC-2026-0008", "phone", "+447700900999")),
    (("upi", "nobody@example"), ("unknown", None, None, "upi", "nobody@example")),
    # the sternest holds, of equals the nearest
    (("url", "http://shop.parcel.example/pay"), ("listed", "hold", "MPC-2026-0004", "domain", "parcel.example")),
    (("url", "https://www.mail.example:8443/x"), ("listed", "warn", "MPC-2026-0005", "domain", "mail.example")),
    (("email", "Desk@Mail.example"), ("listed", "block", "MPC-2026-0006", "email", "desk@mail.example")),
    (("email", "other@in.mail.example"), ("listed", "warn", "MPC-2026-0005", "domain", "mail.example")),
    (("domain", "a.b.parcel.example"), ("listed", "hold", "MPC-2026-0004", "domain", "parcel.example")),
    (("domain", "notparcel.example"), ("unknown", None, None, "domain", "notparcel.example")),
    (("url", "http://203.0.113.7/pay"), ("listed", "block", "MPC-2026-0009", "ip", "203.0.113.7")),
    (("phone", "1930"), ("unknown", None, None, "phone", None)),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "told"), LISTED)
def test_every_state(asker: Asker, site: Site, asked: tuple[str, str], told: tuple[str, ...]) -> None:
    asker.open(site.address)
    assert asker.check(*asked) == told


def test_the_server_learns_prefixes_and_nothing_else(asker: Asker, site: Site) -> None:
    asker.open(site.address)
    for asked, _ in LISTED:
        asker.check(*asked)
    paths = [one.path for one in site.asked]
    assert paths.count(_META) == 1
    assert {path for path in paths if not re.fullmatch(r"meta\.json|[0-9a-f]{2}\.json", path)} == set()
    sent = json.dumps([one.headers for one in site.asked]).lower()
    assert not re.search(r"cookie|referer|fee|desk|7700|parcel|mail", sent)


def test_no_shard_is_asked_for_that_is_not_needed(asker: Asker, site: Site) -> None:
    asker.open(site.address)
    asker.check("email", "desk@mail.example")  # is to be blocked, whatever holds of the domain
    assert site.paths() == [_META, f"{prefix_of('email', 'desk@mail.example')}.json"]
    asker.check("email", "desk@mail.example")
    assert site.paths() == []
    asker.check("url", "https://a.b.parcel.example/x")
    hosts = ("a.b.parcel.example", "b.parcel.example", "parcel.example")
    wanted = {f"{prefix_of('domain', host)}.json" for host in hosts}
    assert set(site.paths()) == wanted | {f"{prefix_of('url', 'https://a.b.parcel.example/x')}.json"}


def test_the_site_says_how_long_its_files_hold(asker: Asker, site: Site) -> None:
    asker.open(site.address)
    asker.check("upi", "fee.desk@example")
    shard = site.folder / f"lookup/v1/{prefix_of('upi', 'fee.desk@example')}.json"
    shard.write_text(shard.read_text().replace('"block"', '"warn"'))
    asker.clock(NOW + META["max_age"] - 1)
    assert asker.check("upi", "fee.desk@example")[1] == "block"
    asker.clock(NOW + META["max_age"] + 1)
    assert asker.check("upi", "fee.desk@example")[1] == "warn"


def test_prefixes_that_have_grown_are_noticed(asker: Asker, site: Site) -> None:
    asker.open(site.address)
    asker.check("upi", "nobody@example")
    write_lookup(site.folder, digits=3)
    site.paths()
    assert asker.check("upi", "fee.desk@example")[0] == "listed"
    two, three = (prefix_of("upi", "fee.desk@example", digits) for digits in (2, 3))
    assert site.paths() == [f"{two}.json", _META, f"{three}.json"]


def test_a_shard_that_is_not_there_is_asked_for_once_more_only(asker: Asker, site: Site) -> None:
    shard = f"{prefix_of('upi', 'fee.desk@example')}.json"
    (site.folder / "lookup/v1" / shard).unlink()
    asker.open(site.address)
    assert asker.check("upi", "fee.desk@example")[0] == "unavailable"
    assert site.paths() == [_META, shard, _META, shard]


_SHARD = {"prefix": "PREFIX", "entries": [["HASH", "block", "MPC-2026-0001", "2027-02-01T00:00:00Z"]]}
BROKEN_SHARDS: list[Any] = [
    "", "{", "[]", "null", "7", '"', "\xff", "[" * 9000, {}, _SHARD | {"prefix": "00000"}, _SHARD | {"entries": None},
    _SHARD | {"entries": {}}, _SHARD | {"entries": [None]}, _SHARD | {"entries": [[]]}, _SHARD | {"entries": [[7]]},
    *(_SHARD | {"entries": [["HASH", *told]]} for told in (
        [], [7], ["block"], ["boom", "MPC-2026-0001", "2027-02-01T00:00:00Z"], ["block", None, "2027-02-01T00:00:00Z"],
        ["block", "MPC-2026-0001"], ["block", "MPC-2026-0001", "soon"], ["block", "MPC-2026-0001", None],
        [None, None, None], [[], "MPC-2026-0001", "2027-02-01T00:00:00Z"],
        [{}, "MPC-2026-0001", "2027-02-01T00:00:00Z"])),
]  # fmt: skip


@pytest.mark.parametrize("broken", range(len(BROKEN_SHARDS)))
def test_nonsense_in_a_shard_holds_nobody_up(asker: Asker, site: Site, broken: int) -> None:
    prefix = prefix_of("upi", "fee.desk@example")
    shard = site.folder / f"lookup/v1/{prefix}.json"
    ((short, *_),) = [one for one in json.loads(shard.read_text())["entries"] if one[2] == "MPC-2026-0001"]
    text = BROKEN_SHARDS[broken]
    text = text if isinstance(text, str) else json.dumps(text)
    shard.write_text(text.replace("PREFIX", prefix).replace("HASH", short), encoding="latin-1")
    asker.open(site.address)
    assert asker.check("upi", "fee.desk@example") == ("unavailable", None, None, "upi", "fee.desk@example")


BROKEN_META = [
    "", "{", "[]", "null", "[" * 9000,
    *(META | change for change in (
        {"version": 2}, {"hash": "md5"}, {"hash_bytes": 8}, {"prefix_digits": 0}, {"prefix_digits": 7},
        {"prefix_digits": "x"}, {"prefix_digits": None}, {"prefix_digits": True},
        {"prefix_digits": 2.5}, {"shard": None}, {"shard": "//evil.example/{prefix}"},
        {"shard": "https://evil.example/{prefix}"}, {"shard": "../../{prefix}.json"})),
]  # fmt: skip


@pytest.mark.parametrize("broken", range(len(BROKEN_META)))
def test_nonsense_about_the_files_holds_nobody_up(asker: Asker, site: Site, broken: int) -> None:
    text = BROKEN_META[broken]
    (site.folder / "lookup/v1/meta.json").write_text(text if isinstance(text, str) else json.dumps(text))
    asker.open(site.address)
    assert asker.check("upi", "fee.desk@example")[0] == "unavailable"


def test_a_server_that_is_slow_or_gone_holds_nobody_up(asker: Asker, tmp_path: Path) -> None:
    with serving(write_lookup(tmp_path)) as site:
        site.slow = 0.6
        asker.open(site.address, timeout=0.2)
        start = time.monotonic()
        assert asker.check("url", "https://a.b.parcel.example/x")[0] == "unavailable"
        assert time.monotonic() - start < 0.55
        site.slow = 0
        asker.clock(NOW + 5)
        assert asker.check("upi", "fee.desk@example")[0] == "listed"
    asker.open(site.address)
    assert asker.check("upi", "fee.desk@example")[0] == "unavailable"
    assert asker.card("MPC-2026-0001") is None


@pytest.mark.parametrize("ending", ["", "lookup/v1", "lookup/v1/"])
def test_the_card_is_fetched_when_it_is_wanted(asker: Asker, site: Site, ending: str) -> None:
    asker.open(site.address + ending)
    assert asker.check("upi", "fee.desk@example")[0] == "listed"
    site.paths()
    assert asker.card("MPC-2026-0001") == CARD
    assert asker.card("MPC-2026-0002") is None
    assert asker.card("../meta") is None
    assert site.paths()[0] == "cards/MPC-2026-0001.json"
    assert "meta.json" not in site.paths()
