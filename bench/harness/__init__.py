# SPDX-License-Identifier: Apache-2.0
"""Measuring whole processes, keeping what was measured, and comparing it."""
