# SPDX-License-Identifier: Apache-2.0
"""Chetavani: fraud warnings and upgrade notes from Markdown in git, as a bilingual site and feeds."""

__version__ = "0.1.0"
