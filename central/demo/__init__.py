# SPDX-License-Identifier: Apache-2.0
"""The whole terminal on one machine: a supervisor, a console page to play with it, and a tour without a person."""
