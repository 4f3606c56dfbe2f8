# SPDX-License-Identifier: Apache-2.0
"""Where the county's folder is read from."""

from agent.sync.folder_host import FolderHost
from agent.sync.host import ContentHost

Source = ContentHost | FolderHost
