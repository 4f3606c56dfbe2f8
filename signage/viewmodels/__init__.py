# SPDX-License-Identifier: Apache-2.0
"""What the pages of the lobby display are bound to."""
