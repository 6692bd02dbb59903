# SPDX-License-Identifier: Apache-2.0
"""The theme: MkDocs behind one small interface, and the pouring of pages into what it makes."""
