# SPDX-License-Identifier: Apache-2.0
"""The command line of publishing: each module adds its sub-commands to one parser."""
