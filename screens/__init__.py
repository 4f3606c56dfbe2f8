# SPDX-License-Identifier: Apache-2.0
"""What both screens, kiosk and lobby display, stand on: Qt without a page of its own."""
