# SPDX-License-Identifier: Apache-2.0
"""The technician's site. A process of its own."""
