# SPDX-License-Identifier: Apache-2.0
"""`linli platform check`: whether a platform keeps the contract, seen from a terminal's side of the wire alone."""
