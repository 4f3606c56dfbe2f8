# SPDX-License-Identifier: Apache-2.0
"""What `make bench` measures: each figure beside a peer or a limit from the same run."""
