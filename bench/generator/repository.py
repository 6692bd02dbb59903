# SPDX-License-Identifier: Apache-2.0
"""A whole repository around a corpus: settings, the site's configuration, a few articles."""

import shutil
from collections.abc import Callable
from pathlib import Path

from bench.generator.advisory import advisory
from bench.generator.calendar import Calendar

_ROOT = Path(__file__).resolve().parents[2]
_ARTICLES = (
    ("first-hour", "What to do in the first hour", "पहले घंटे में क्या करें",
     "Call 1930 at once. Then tell your bank, and keep every message.",
     "तुरंत 1930 पर कॉल करें। फिर अपने बैंक को बताएँ और हर संदेश सँभालकर रखें।"),
    ("report", "How to report a fraud", "ठगी की शिकायत कैसे करें",
     "Complete the complaint on the portal the same day. Take the numbers of all payments with you.",
     "उसी दिन पोर्टल पर शिकायत पूरी करें। सभी भुगतानों के नंबर साथ रखें।"),
    ("feed-guide", "Which feed to take", "कौन-सी फ़ीड लें",
     "Take the feed of your sector, and that of severe warnings. One flavour tells what is new, one every change.",
     "अपने क्षेत्र की फ़ीड लें, और गंभीर चेतावनियों की भी। एक में केवल नई चेतावनियाँ आती हैं, एक में हर बदलाव।"),
    ("verify", "How to verify an advisory", "चेतावनी की जाँच कैसे करें",
     "Every advisory has an id and stands on this site. What does not is not ours.",
     "हर चेतावनी का एक नंबर होता है और वह इस साइट पर होती है। जो यहाँ नहीं, वह हमारी नहीं।"),
    ("for-nodal-officers", "For nodal officers", "नोडल अधिकारियों के लिए",
     "Subscribe to the feeds of your sector, and act before the deadline.",
     "अपने क्षेत्र की फ़ीड लें और समय सीमा से पहले कार्रवाई करें।"),
)  # fmt: skip
_MKDOCS = """\
site_name: Chetavani
theme:
  name: material
  font: false
plugins:
  - chetavani
markdown_extensions: [admonition, attr_list, tables]
nav:
  - en:
      - Home: index.md
      - Advisories: advisories/index.md
      - Guides:
{english}
      - Feeds: feeds/index.md
  - hi:
      - मुखपृष्ठ: hi/index.md
      - चेतावनियाँ: hi/advisories/index.md
      - जानकारी:
{hindi}
      - फ़ीड: hi/feeds/index.md
"""


def write_repository(folder: Path, count: int, seed: int, told: Callable[[int], None] = lambda _: None) -> None:
    """Write ``count`` advisories and all that a build needs into ``folder``; ``told`` hears how many are done."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(_ROOT / "chetavani.toml", folder)
    _write_documents(folder)
    calendar = Calendar(count, seed)
    for year in range(calendar.first_year, calendar.first_year + calendar.years):
        (folder / f"advisories/{year}").mkdir(parents=True, exist_ok=True)
    for index in range(count):
        made = advisory(calendar, index)
        stem = f"{folder}/advisories/{made.year}/{made.id}"
        Path(f"{stem}.md").write_text(made.original, encoding="utf-8")
        if made.hindi:
            Path(f"{stem}.hi.md").write_text(made.hindi, encoding="utf-8")
        if (index + 1) % 1000 == 0:
            told(index + 1)


def _write_documents(folder: Path) -> None:
    for root in ("docs/guide", "docs/hi/guide"):
        (folder / root).mkdir(parents=True, exist_ok=True)
    for name, title, hindi_title, text, hindi_text in _ARTICLES:
        pages = (("guide", "hi/guide", "en", title, text), ("hi/guide", "guide", "hi", hindi_title, hindi_text))
        for own, other, language, heading, sentence in pages:
            (folder / f"docs/{own}/{name}.md").write_text(
                f"---\ntitle: {heading}\ndescription: {sentence}\nlang: {language}\nalternate: {other}/{name}/\n---\n"
                f"# {heading}\n\n{sentence}\n",
                encoding="utf-8",
            )
    listed = ["\n".join(f"          - {root}/{name[0]}.md" for name in _ARTICLES) for root in ("guide", "hi/guide")]
    (folder / "mkdocs.yml").write_text(_MKDOCS.format(english=listed[0], hindi=listed[1]), encoding="utf-8")
