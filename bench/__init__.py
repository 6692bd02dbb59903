# SPDX-License-Identifier: Apache-2.0
"""The bench: a corpus of any size, the same sites built by us and by others, and what it costs each."""
