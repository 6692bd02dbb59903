# SPDX-License-Identifier: Apache-2.0
"""Approval by content: nothing goes out that the right people have not approved exactly as it is.

``governance/`` in a repository says who may write and approve, and with which keys; ``approvals/`` has what they have
signed. A build verifies it all from these files alone: nothing is read from the history of git, so it holds on any
host, whatever is squashed or rebased. Without ``governance/`` nothing is asked for.
"""

from chetavani.governance.codes import RULES
from chetavani.governance.files import Governance, load_governance
from chetavani.governance.hearing import Sources
from chetavani.governance.kept import findings, judged
from chetavani.governance.policy import Mode, Person, Role
from chetavani.governance.rules import Judgement

__all__ = [
    "RULES",
    "Governance",
    "Judgement",
    "Mode",
    "Person",
    "Role",
    "Sources",
    "findings",
    "judged",
    "load_governance",
]
