# SPDX-License-Identifier: Apache-2.0
"""The local API: HTTP/1.1, JSON and Server-Sent Events over one Unix socket per role."""
