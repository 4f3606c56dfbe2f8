# SPDX-License-Identifier: Apache-2.0
"""What plays now, and when that changes: pure functions."""
