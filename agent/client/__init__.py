# SPDX-License-Identifier: Apache-2.0
"""The agent's local API as its callers see it: the only part of the agent that other packages import.

`calls` says what is asked and how the answer reads, `sse` takes an event stream apart; both do no I/O.
`blocking` carries them over a Unix socket for commands and tests, `qt` within Qt's event loop.
"""

from agent.client.calls import Call
from agent.client.errors import AgentUnreachable, ClientError, Refused
from agent.client.sse import EventParser

__all__ = ["AgentUnreachable", "Call", "ClientError", "EventParser", "Refused"]
