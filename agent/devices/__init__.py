# SPDX-License-Identifier: Apache-2.0
"""The devices of this terminal: one worker and one bounded queue for each."""
