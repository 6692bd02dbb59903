# SPDX-License-Identifier: Apache-2.0
"""Lint: rules over a library. ``RULES`` is the registry; the modules are the themes."""
