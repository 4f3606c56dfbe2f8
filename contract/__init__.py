# SPDX-License-Identifier: Apache-2.0
"""Everything that crosses a process or machine boundary, as frozen typed documents."""
