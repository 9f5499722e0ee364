"""Lets `python -m alongside` stand in for the `alongside` command."""

from alongside.config.console import main

if __name__ == "__main__":
    raise SystemExit(main())
