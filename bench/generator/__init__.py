# SPDX-License-Identifier: Apache-2.0
"""A seeded generator of advisories that read like advisories: a whole repository of any size up to 100,000."""
