#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Build the site: `python build.py` is `chetavani build`. See `python build.py --help`."""

import sys

if __name__ == "__main__":
    try:
        from chetavani.cli import run
    except ModuleNotFoundError as error:
        sys.exit(f"build.py: the package {error.name} is not installed. Run `make site`, which installs everything.")
    sys.exit(run(["build", *sys.argv[1:]]))
