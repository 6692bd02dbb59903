# SPDX-License-Identifier: Apache-2.0
"""Text to model: files become advisories with line numbers, and every mistake becomes a finding."""
