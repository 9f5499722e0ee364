"""`python3 run.py bench [pages | rulebook | simulation]`: what pages, the law and forecasts cost; not part of CI."""

import sys

PARTS = ("pages", "rulebook", "simulation")


def main(arguments: list[str]) -> int:
    """Measure the part named first, with its own options; without a name, all."""
    if arguments and arguments[0] in PARTS:
        return part(arguments[0], arguments[1:])
    if arguments:
        return part("pages", arguments)
    return max(part(name, []) for name in PARTS)


def part(name: str, options: list[str]) -> int:
    """One part; loaded only when it is asked for, since each needs libraries of its own."""
    if name == "pages":
        from benchmarks import pages

        return pages.main(options)
    if name == "simulation":
        from benchmarks import simulation

        return simulation.main()
    from benchmarks import rulebook

    return rulebook.main(options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
