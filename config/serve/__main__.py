"""python -m config.serve"""

import sys

from config.serve.launch import main

sys.exit(main())
