# SPDX-License-Identifier: Apache-2.0
"""The benchmark of look-ups measures look-ups, from files that are kept."""

from pathlib import Path

import pytest
from bench.asking import cached_lookups
from tests.client.lookup_world import serving, write_lookup


def test_a_look_up_is_measured_in_both_clients(tmp_path: Path) -> None:
    with serving(write_lookup(tmp_path)) as site:
        took = cached_lookups(site.address, "upi", "fee.desk@example", rounds=20)
        assert len(site.asked) == 4  # each client once: what is known, and the shard
    assert took.keys() == {"python", "node"}
    assert all(0 < one < 20 for one in took.values())


def test_a_site_that_is_gone_is_no_result() -> None:
    with pytest.raises(RuntimeError):
        cached_lookups("http://127.0.0.1:9/", "upi", "fee.desk@example")
