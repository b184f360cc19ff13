"""`make bench`: the figures people wait for, as medians over several runs, with a peer in the same run where there is one.

The machines are noisy: compare ratios, not single figures.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys

import tests.bench


def main() -> None:
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, Python {sys.version.split()[0]}\n")
    modules = [name for _, name, _ in pkgutil.iter_modules(tests.bench.__path__) if name.startswith("bench_")]
    wanted = sys.argv[1:] or modules
    for name in modules:
        if name in wanted:
            print(f"{name.removeprefix('bench_')}")
            for what, value, unit in importlib.import_module(f"tests.bench.{name}").run():
                print(f"  {what:<62}{value:>12.2f} {unit}")
            print()


if __name__ == "__main__":
    main()
