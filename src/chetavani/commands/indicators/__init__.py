# SPDX-License-Identifier: Apache-2.0
"""``chetavani indicators``: what staff does with numbers, UPI ids, links and apps, one command a module."""

from chetavani.commands import Group

INDICATORS = Group(
    "Numbers, UPI ids, links and apps of frauds: what is listed, what is due, and what was listed by mistake.",
    {
        "delist": "delist:delist",
        "expiring": "expiring:expiring",
        "extract": "extract:extract",
        "list": "listing:listing",
        "stats": "stats:stats",
    },
)
