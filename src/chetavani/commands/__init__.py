# SPDX-License-Identifier: Apache-2.0
"""The commands, one a module: each takes plain arguments, reports, and returns the exit code."""
