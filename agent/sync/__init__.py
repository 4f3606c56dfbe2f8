# SPDX-License-Identifier: Apache-2.0
"""Content: fetched, verified, stored, released. A process of its own."""
