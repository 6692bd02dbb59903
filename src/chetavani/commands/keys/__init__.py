# SPDX-License-Identifier: Apache-2.0
"""``chetavani keys``: the keys that sign releases, one command a module."""

from chetavani.commands import Group

KEYS = Group(
    "The keys that sign releases: made, shown, replaced, revoked. They never lie in a repository.",
    {"init": "init:init", "revoke": "revoke:revoke", "rotate": "rotate:rotate", "show": "show:show"},
)
