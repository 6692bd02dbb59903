# SPDX-License-Identifier: Apache-2.0
"""The site's own words: the same in every language, each of them used."""

import re
from string import Formatter

from tests.builders import ROOT
from tests.outputs.feed_world import our_settings

from chetavani.templating import load_wording, template_roots

# the rest of these names comes from a vocabulary or from the code
_MADE = ("feed_", "facet_", "forward_text_", "forward_verdict_", "numbers_", "only_in_", "section_")
WORDING = load_wording(template_roots(ROOT), our_settings().languages)


def blanks(words: str) -> set[str]:
    """Return the names of what is to be filled into ``words``."""
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def test_every_language_has_the_same_words_with_the_same_blanks() -> None:
    told = [{name: blanks(words) for name, words in WORDING[language].items()} for language in our_settings().languages]
    assert told[0] == told[1]


def test_hindi_words_are_in_devanagari() -> None:
    told = {name: re.sub(r"{.*?}", "", words) for name, words in WORDING["hi"].items()}
    latin = {name for name, words in told.items() if re.search(r"[A-Za-z]", words) and not re.search(r"[ऀ-ॿ]", words)}
    assert latin == {"column_cve", "feeds_name"}


def test_no_word_is_left_over() -> None:
    sources = [*(ROOT / "templates").glob("*.jinja"), *(ROOT / "src/chetavani/outputs").rglob("*.py")]
    used = set(re.findall(r"[\"']([a-z_]+)[\"']", "\n".join(path.read_text(encoding="utf-8") for path in sources)))
    assert {name for name in WORDING["en"] if name not in used and not name.startswith(_MADE)} == set()
