"""`python -m toward` is the `toward` command."""

import sys

from toward.cli import main

sys.exit(main())
