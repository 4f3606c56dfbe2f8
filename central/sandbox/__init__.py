# SPDX-License-Identifier: Apache-2.0
"""A stand-in for the county's central platform: the whole contract, with invented residents and no real money."""

from central.sandbox.server import DEMO_TERMINALS, Sandbox

__all__ = ["DEMO_TERMINALS", "Sandbox"]
