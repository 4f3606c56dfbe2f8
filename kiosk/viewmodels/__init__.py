# SPDX-License-Identifier: Apache-2.0
"""The state as typed properties for QML: words, figures and rows; no decision is made here."""
