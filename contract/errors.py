# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with something that came from outside.

ContractError
├── InvalidDocument      a JSON document that does not fit its type
└── InvalidSettings      a configuration file that does not fit the model
"""


class ContractError(Exception):
    code = "contract"


class InvalidDocument(ContractError):
    code = "invalidDocument"


class InvalidSettings(ContractError):
    code = "invalidSettings"
