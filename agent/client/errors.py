# SPDX-License-Identifier: Apache-2.0
"""What can go wrong between a caller and the agent.

ClientError
├── AgentUnreachable    no agent at the socket, or no answer within the limit
└── Refused             the agent answered with a problem; `code` is its stable code
"""


class ClientError(Exception):
    code = "client"


class AgentUnreachable(ClientError):
    code = "agentUnreachable"


class Refused(ClientError):
    def __init__(self, code: str, title: str, status: int) -> None:
        super().__init__(f"{code}: {title}")
        self.code = code
        self.title = title
        self.status = status
