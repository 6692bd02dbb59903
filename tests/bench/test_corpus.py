# SPDX-License-Identifier: Apache-2.0
"""The corpus: the same for the same seed, valid under every rule, spread as it says."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from bench.generator import fraud_sentences, upgrade_sentences
from bench.generator.advisory import advisory
from bench.generator.calendar import END, MOST, Calendar
from bench.generator.names import invented
from bench.generator.repository import write_repository
from tests.builders import ROOT

from chetavani.edition import open_edition
from chetavani.model.vocab import Kind, Status

COUNT = 60
_PLACE = re.compile(r"\{(\w+)\}")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "repository"
    write_repository(folder, COUNT, 7)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_command_writes_the_same_files_for_the_same_seed(corpus: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        str(ROOT / "bench/corpus.py"),
        "--count",
        str(COUNT),
        "--seed",
        "7",
        str(tmp_path / "again"),
    ]
    subprocess.run(command, check=True, cwd=tmp_path)
    assert contents(tmp_path / "again") == contents(corpus)


def test_another_seed_gives_other_advisories() -> None:
    one, other = (advisory(Calendar(COUNT, seed), 5).original for seed in (1, 2))
    assert one.splitlines()[1] == other.splitlines()[1]
    assert one != other


def test_the_command_refuses_a_folder_with_something_in_it(corpus: Path) -> None:
    command = [sys.executable, str(ROOT / "bench/corpus.py"), str(corpus)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, "not empty" in done.stderr) == (2, True)


def test_lint_finds_nothing_but_the_missing_half_of_the_translations(corpus: Path) -> None:
    edition = open_edition(corpus, END)
    codes = [finding.code for finding in edition.findings]
    assert set(codes) == {"CH291", "CH326"}  # what has no Hindi text has no Hindi card either
    assert codes.count("CH291") == COUNT // 2


@pytest.mark.parametrize("count", [1, 9, 60, 1_000, 99_990, 99_991, MOST])
def test_ids_and_dates_fit_their_year_and_ascend(count: int) -> None:
    calendar = Calendar(count, 1)
    some = sorted({*range(min(count, 50)), *range(max(0, count - 50), count), *range(0, count, max(1, count // 500))})
    dates = [calendar.published(index) for index in some]
    assert dates == sorted(set(dates))
    assert dates[-1] < END
    assert [date.year for date in dates] == [calendar.place(index)[0] for index in some]
    assert max(calendar.place(index)[1] for index in some) <= 9_999
    assert len({calendar.id(index) for index in some}) == len(some)


def test_the_years_together_have_every_advisory_once() -> None:
    calendar = Calendar(1_003, 1)
    assert len({calendar.id(index) for index in range(1_003)}) == 1_003


def test_it_has_every_kind_and_every_end_that_an_advisory_can_take() -> None:
    calendar = Calendar(600, 1)
    texts = [advisory(calendar, index).original for index in range(600)]
    for kind in Kind:
        assert any(f"\nkind: {kind}\n" in text for text in texts)
    for status in (Status.PUBLISHED, Status.WITHDRAWN, Status.SUPERSEDED):
        assert any(f"\nstatus: {status}\n" in text for text in texts)
    for field in ("expires", "revisions", "related", "indicators", "software", "actions"):
        assert any(f"\n{field}:" in text for text in texts)


def test_bodies_are_as_long_as_people_write_them() -> None:
    bodies = [advisory(Calendar(600, 1), index).original.split("---\n", 2)[2] for index in range(600)]
    lengths = sorted(len(body.encode()) for body in bodies)
    assert lengths[6] > 1_000
    assert 1_500 < lengths[300] < 4_000
    assert lengths[-6] < 4_500


@pytest.mark.parametrize("which", [0, 1])
def test_no_invented_word_comes_twice(which: int) -> None:
    assert len({invented(index, which, 3) for index in range(20_000)}) == 20_000


def test_both_halves_of_a_sentence_have_the_same_places_for_numbers() -> None:
    numbers = {"sum", "small", "count", "minutes", "hours", "days", "hops", "percent", "number", "fixed", "last",
               "branch", "score", "port", "limit"}  # fmt: skip
    pairs = [
        pair
        for module in (fraud_sentences, upgrade_sentences)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, tuple) and isinstance(value[0], tuple)
        for pair in value
    ]
    assert len(pairs) > 90
    for english, hindi in pairs:
        assert set(_PLACE.findall(english)) & numbers == set(_PLACE.findall(hindi)) & numbers
        assert set(re.findall(r"\d+", english)) == set(re.findall(r"\d+", hindi))


def test_a_revision_never_lies_after_the_end() -> None:
    calendar = Calendar(400, 1)
    last = [advisory(calendar, index).original for index in range(380, 400)]
    dates = re.findall(r"^(?:  - date|published): (\S+)$", "\n".join(last), re.MULTILINE)
    assert dates
    assert max(dates) < (END + timedelta(0)).isoformat()
