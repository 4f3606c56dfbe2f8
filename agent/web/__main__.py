# SPDX-License-Identifier: Apache-2.0
from agent.web.service import main

raise SystemExit(main())
