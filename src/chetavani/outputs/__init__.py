# SPDX-License-Identifier: Apache-2.0
"""Library to artifacts. ``OUTPUTS`` is the registry: a new format is one module and one line here."""

from chetavani.outputs.api import JsonApi
from chetavani.outputs.base import Form, Formed, Output
from chetavani.outputs.bulk import BulkFiles
from chetavani.outputs.cap import CapAlerts
from chetavani.outputs.chat import ChatTexts
from chetavani.outputs.check_page import CheckPages
from chetavani.outputs.csaf import CsafProvider
from chetavani.outputs.feed_archives import FeedArchives
from chetavani.outputs.feeds import Feeds
from chetavani.outputs.feeds_page import FeedsPages
from chetavani.outputs.forward_page import ForwardPages
from chetavani.outputs.home import HomePages
from chetavani.outputs.indicators import IndicatorLists
from chetavani.outputs.lists import ListPages
from chetavani.outputs.lookup import Lookup
from chetavani.outputs.lookup_cards import LookupCards
from chetavani.outputs.misp import MispFeed
from chetavani.outputs.numbers import NumbersPages
from chetavani.outputs.opml import Opml
from chetavani.outputs.osv import OsvRecords
from chetavani.outputs.pages import AdvisoryPages
from chetavani.outputs.search_page import SearchPages
from chetavani.outputs.search_records import SearchRecords
from chetavani.outputs.search_results import SearchResults
from chetavani.outputs.sitemap import Sitemap
from chetavani.outputs.stix import StixBundles

OUTPUTS: tuple[Output, ...] = (
    AdvisoryPages(),
    ListPages(),
    HomePages(),
    FeedsPages(),
    NumbersPages(),
    Feeds(),
    FeedArchives(),
    Opml(),
    CheckPages(),
    ForwardPages(),
    SearchPages(),
    SearchRecords(),
    SearchResults(),
    Sitemap(),
    JsonApi(),
    CapAlerts(),
    ChatTexts(),
    StixBundles(),
    BulkFiles(),
    OsvRecords(),
    MispFeed(),
    CsafProvider(),
    Lookup(),
    IndicatorLists(),
    LookupCards(),
)

FORMS: tuple[Form, ...] = tuple(output.form for output in OUTPUTS if isinstance(output, Formed))
"""What there is of each advisory for programs."""
