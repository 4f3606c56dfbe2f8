# SPDX-License-Identifier: Apache-2.0
from agent.service import main

raise SystemExit(main())
