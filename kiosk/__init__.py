# SPDX-License-Identifier: Apache-2.0
"""The residents' touchscreen: domain (no Qt) -> view models -> QML. Everything else is reached through the agent."""
