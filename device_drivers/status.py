# SPDX-License-Identifier: Apache-2.0
"""How a device is, as last seen by its driver."""

from dataclasses import dataclass
from enum import StrEnum


class DeviceState(StrEnum):
    """XFS4IoT, Common.Status `device`, with its `unknown` for a value too old to trust."""

    ONLINE = "online"
    OFFLINE = "offline"
    NO_DEVICE = "noDevice"
    HARDWARE_ERROR = "hardwareError"
    USER_ERROR = "userError"
    DEVICE_BUSY = "deviceBusy"
    STARTING = "starting"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class DeviceStatus:
    """`faults` are stable words such as `paperOut`; `detail` is English, for the technician."""

    state: DeviceState
    faults: tuple[str, ...] = ()
    detail: str = ""
