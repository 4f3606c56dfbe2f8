# SPDX-License-Identifier: Apache-2.0
"""The editor's tool: signs and publishes a county's content."""
