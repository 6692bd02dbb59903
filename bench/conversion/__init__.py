# SPDX-License-Identifier: Apache-2.0
"""One corpus turned into what each of the other site builders reads."""
