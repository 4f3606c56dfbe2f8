# SPDX-License-Identifier: Apache-2.0
"""What other programs have written, as parts of a feed or as alerts: Atom and RSS, iCalendar, tables, CAP.

Each module takes a file's bytes and gives plain data, which is read as strictly as what an editor types.
"""
