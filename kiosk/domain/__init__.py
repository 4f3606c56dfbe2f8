# SPDX-License-Identifier: Apache-2.0
"""What the kiosk knows and decides: values and pure functions, without Qt, I/O or a clock of its own."""
