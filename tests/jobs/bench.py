"""`python3 run.py bench`: what the main pages cost; not part of CI."""

import sys

from benchmarks import pages

if __name__ == "__main__":
    sys.exit(pages.main(sys.argv[1:]))
