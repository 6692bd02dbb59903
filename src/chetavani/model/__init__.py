# SPDX-License-Identifier: Apache-2.0
"""The content model: frozen, pure, and dependent on nothing but pydantic."""
