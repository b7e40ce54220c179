"""python -m benchmarks [NAME ...]: a table of ratios; exit 1 if a bound is missed, 2 for an unknown name."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

import benchmarks


def main(names: Sequence[str]) -> int:
    """Measures and prints; returns the exit code."""
    known = [each.name for each in pkgutil.iter_modules(benchmarks.__path__) if not each.name.startswith("_")]
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}; there are {', '.join(known)}.", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takedown.settings")
    import django

    django.setup()
    print(f"{'':<10} {'':<52} {'ratio':>8}  {'bound':<14}")
    missed = False
    for name in names or known:
        for measure in importlib.import_module(f"benchmarks.{name}").measure():
            missed = missed or not measure.kept
            verdict = "kept" if measure.kept else "MISSED"
            print(f"{name:<10} {measure.what:<52} {measure.ratio:>8.2f}  {measure.bound:<14} {verdict}")
            if measure.detail:
                print(f"{'':<10} {measure.detail}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
