# SPDX-License-Identifier: Apache-2.0
from agent.sync.service import main

raise SystemExit(main())
