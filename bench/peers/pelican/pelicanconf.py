# SPDX-License-Identifier: Apache-2.0
"""Pelican's settings: its own caching on, what nobody here needs off."""

SITENAME = "Chetavani demonstration"
SITEURL = "https://chetavani.example"
AUTHOR = "Chetavani"
PATH = "content"
OUTPUT_PATH = "public"
THEME = "theme"
TIMEZONE = "Asia/Kolkata"
DEFAULT_LANG = "en"

ARTICLE_URL = "advisories/{slug}/"
ARTICLE_SAVE_AS = "advisories/{slug}/index.html"
ARTICLE_LANG_URL = "{lang}/advisories/{slug}/"
ARTICLE_LANG_SAVE_AS = "{lang}/advisories/{slug}/index.html"
CATEGORY_URL = "kind/{slug}/"
CATEGORY_SAVE_AS = "kind/{slug}/index.html"
TAG_URL = "by/{slug}/"
TAG_SAVE_AS = "by/{slug}/index.html"
YEAR_ARCHIVE_URL = "year/{date:%Y}/"
YEAR_ARCHIVE_SAVE_AS = "year/{date:%Y}/index.html"
AUTHOR_SAVE_AS = ""
AUTHORS_SAVE_AS = ""
ARCHIVES_SAVE_AS = ""
DEFAULT_PAGINATION = 100
PAGINATED_TEMPLATES = {"index": None, "tag": None, "category": None, "period_archives": None}

FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/kind-{slug}.atom.xml"
TAG_FEED_ATOM = "feeds/{slug}.atom.xml"
TRANSLATION_FEED_ATOM = "feeds/all-{lang}.atom.xml"
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = 50

MARKDOWN = {"extensions": ["tables", "admonition", "attr_list"], "output_format": "html5"}
TYPOGRIFY = False
CACHE_CONTENT = True
CONTENT_CACHING_LAYER = "generator"
LOAD_CONTENT_CACHE = True
CHECK_MODIFIED_METHOD = "mtime"
