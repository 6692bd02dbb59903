# SPDX-License-Identifier: Apache-2.0
"""Library to artifacts. ``OUTPUTS`` is the registry: a new format is one module and one line here."""

from chetavani.outputs.atom import AtomFeeds
from chetavani.outputs.base import Output
from chetavani.outputs.feeds_page import FeedsPages
from chetavani.outputs.home import HomePages
from chetavani.outputs.json_feed import JsonFeeds
from chetavani.outputs.lists import ListPages
from chetavani.outputs.opml import Opml
from chetavani.outputs.pages import AdvisoryPages
from chetavani.outputs.rss import RssFeeds
from chetavani.outputs.search_page import SearchPages
from chetavani.outputs.search_records import SearchRecords
from chetavani.outputs.sitemap import Sitemap

OUTPUTS: tuple[Output, ...] = (
    AdvisoryPages(),
    ListPages(),
    HomePages(),
    FeedsPages(),
    AtomFeeds(),
    RssFeeds(),
    JsonFeeds(),
    Opml(),
    SearchPages(),
    SearchRecords(),
    Sitemap(),
)
