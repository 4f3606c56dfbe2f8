# SPDX-License-Identifier: Apache-2.0
"""The pages, one thin module each: take the form, ask the agent, show what came of it."""
