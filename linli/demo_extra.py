# SPDX-License-Identifier: Apache-2.0
"""What the distribution `linli-demo` brings."""

NEEDS = ("central.demo", "mss", "xcffib", "zxingcpp", "dbus_fast", "playwright")
HOW = "the demo is an extra of its own: pip install 'linli[demo]' (in a checkout of the source: make demo)"
