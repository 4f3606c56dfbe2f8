# SPDX-License-Identifier: Apache-2.0
"""The `linli` command: one thin file for each subcommand, imported when it is called."""
