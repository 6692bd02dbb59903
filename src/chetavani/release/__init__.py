# SPDX-License-Identifier: Apache-2.0
"""Releases: finished sites that are numbered, chained to the one before, and signed.

A release folder has every file of the site, ``release.json``, and what signs them: see ``record`` for what is said of a
release, ``folder`` for how one is made, ``metadata`` for TUF (https://theupdateframework.io), ``member`` for what a
member checks.
"""
