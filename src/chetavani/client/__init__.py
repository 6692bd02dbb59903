# SPDX-License-Identifier: Apache-2.0
"""Is this number, UPI id or link known to be a fraud? The look-up for programs, asked in private.

All that leaves the machine is the beginning of a hash; with a downloaded list, nothing does. Needs nothing but Python's
own library and what it takes to read indicators. ``docs/reference/clients.md`` shows how to use it.
"""

from chetavani.client.answer import Answer, State
from chetavani.client.checker import Checker
from chetavani.model.indicator import IndicatorType, canonical, lookup_hash, recognise

__all__ = ["Answer", "Checker", "IndicatorType", "State", "canonical", "lookup_hash", "recognise"]
