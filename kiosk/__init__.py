# SPDX-License-Identifier: Apache-2.0
"""The residents' touchscreen: domain (no Qt) -> view models -> QML. It reaches hardware and platform through the agent."""
