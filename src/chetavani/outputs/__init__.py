# SPDX-License-Identifier: Apache-2.0
"""Library to artifacts. ``OUTPUTS`` is the registry: a new format is one module and one line here."""

from chetavani.outputs.base import Output

OUTPUTS: tuple[Output, ...] = ()
