"""How often a verdict is wrong: the tables of docs/pages.md. `python -m tests.documents.verdict_rates`, some 20 minutes of a core.

--pages N       faulty pages a row (30)
--good N        pages without a fault (300), and a fifth as many on paper with a printed pattern
--blank N       empty backs and, one in six, pages with hardly anything on them (480)
--seed N        other pages than those of docs/pages.md
--processes N   as many at once (2)

False alarm: a reason said of a page without that fault. Miss: a page with the fault of which the reason is not said. How strong a fault
must be to be found is in the name of its row; weaker ones are listed too: they may be found.

What was tuned on what: every threshold by pages of `testset` with SEED, by single looks at pages of HELD_OUT_SEED, and by this program's
rows with the seed 5150, in the tuned and the held-out typefaces. JUDGED_SEED, with words and typefaces that no threshold saw, was first
drawn after the last change.
"""

from __future__ import annotations

import argparse
import ctypes
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import Any

import cv2
import numpy as np

from kiosk.documents import CleanPage, alike, clean
from kiosk.documents.where import Reason
from tests.documents import defects
from tests.documents.testset import READABLE, Background, Defect, Pixels, Recipe, Sample, blank_recipes, make
from tests.documents.testset_glass import through_jpeg
from tests.documents.testset_papers import Kind
from tests.documents.testset_pen import FRESH_FAMILIES

JUDGED_SEED = 904_117
PX = 25.4 / 200
"""A px of 200 dpi [mm]."""
SOFT = 0.8
"""A usual scanner's lens, in px of 200 dpi: no fault."""
BACKGROUNDS: tuple[Background, ...] = ("dark", "gray", "white")
Spoil = Callable[[Sample, np.random.Generator], Pixels]
_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1


@dataclass(frozen=True)
class Fault:
    reason: Reason
    name: str
    must: bool
    """Whether it must be found."""
    spoil: Spoil | None = None
    """Done to the scan."""
    paper: tuple[tuple[Defect, float], ...] = ()
    """Done to the paper, or how it is laid."""
    backgrounds: tuple[Background, ...] = BACKGROUNDS


def _side(chance: np.random.Generator) -> defects.Side:
    return int(chance.integers(4))  # type: ignore[return-value]


FAULTS = (
    Fault("blurred", "sigma 1.5 px", False, lambda s, c: defects.out_of_focus(s, 1.5 * PX, c)),
    Fault("blurred", "sigma 2 px", True, lambda s, c: defects.out_of_focus(s, 2 * PX, c)),
    Fault("blurred", "sigma 3 px", True, lambda s, c: defects.out_of_focus(s, 3 * PX, c)),
    Fault("blurred", "smeared along the feed by 0.8 mm", True, lambda s, c: defects.smeared(s, 0.8, down=bool(c.integers(2)))),
    Fault("blurred", "sigma 3 px on 35 % of the page", True, lambda s, c: defects.partly_blurred(s, 3 * PX, _side(c))),
    Fault("too_dark", "45 % of the light", True, lambda s, c: defects.dimmed(s, 0.45, c)),
    Fault("too_dark", "30 % of the light", True, lambda s, c: defects.dimmed(s, 0.3, c)),
    Fault("too_dark", "shadow to 20 % from one side", True, lambda s, c: defects.shadowed(s, 0.2, _side(c))),
    Fault("too_light", "20 % of the contrast", True, lambda s, c: defects.bleached(s, 0.2, c)),
    Fault("too_light", "12 % of the contrast", True, lambda s, c: defects.bleached(s, 0.12, c)),
    Fault("too_light", "20 % on 40 % of the page", True, lambda s, c: defects.partly_bleached(s, 0.2, _side(c)), backgrounds=("white",)),
    Fault("too_light", "12 % on 40 % of the page", True, lambda s, c: defects.partly_bleached(s, 0.12, _side(c)), backgrounds=("white",)),
    Fault("cut_at_edge", "40 % beyond the glass", True, lambda s, c: defects.cut_by_the_glass(s, _side(c), 0.6)),
    Fault("cut_at_edge", "5 mm of the margin beyond the glass", False, paper=(("cut", 5.0),)),
    Fault("covered", "corner folded, 20 mm", True, paper=(("folded", 20.0),), backgrounds=("dark", "gray")),
    Fault("covered", "corner folded, 20 mm, white lid", False, paper=(("folded", 20.0),), backgrounds=("white",)),
    Fault("covered", "finger, 18 mm", True, lambda s, c: defects.under_a_finger(s, 18, _side(c), c), backgrounds=("dark", "gray")),
    Fault("covered", "finger, 18 mm, white lid", True, lambda s, c: defects.under_a_finger(s, 18, _side(c), c), backgrounds=("white",)),
    Fault("covered", "note, 40 mm", True, lambda s, c: defects.under_a_note(s, 40, _side(c), c), backgrounds=("dark", "gray")),
    Fault("covered", "note, 40 mm, white lid", False, lambda s, c: defects.under_a_note(s, 40, _side(c), c), backgrounds=("white",)),
    Fault("covered", "slip in the middle, 60 mm", False, paper=(("covered", 60.0),)),
    Fault("low_resolution", "72 dpi enlarged, linear", True, lambda s, _: defects.blown_up(s, 72, cv2.INTER_LINEAR)),
    Fault("low_resolution", "100 dpi enlarged, linear", True, lambda s, _: defects.blown_up(s, 100, cv2.INTER_LINEAR)),
    Fault("low_resolution", "100 dpi enlarged, cubic", True, lambda s, _: defects.blown_up(s, 100, cv2.INTER_CUBIC)),
    Fault(
        "low_resolution",
        "100 dpi enlarged, cubic, then JPEG 85",
        False,
        lambda s, _: through_jpeg(defects.blown_up(s, 100, cv2.INTER_CUBIC), 85),
    ),
    Fault("low_resolution", "150 dpi enlarged, cubic", False, lambda s, _: defects.blown_up(s, 150, cv2.INTER_CUBIC)),
)


def base(seed: int, number: int) -> Recipe:
    """The `number`th page that all faults are done to."""
    chance = np.random.default_rng([seed, number])
    return Recipe(
        seed=int(chance.integers(10**6)),
        kind=READABLE[number % len(READABLE)],
        background=BACKGROUNDS[number % len(BACKGROUNDS)],
        skew_deg=float(chance.uniform(-4, 4)),
        family=FRESH_FAMILIES[number // 3 % len(FRESH_FAMILIES)],
        held_out=True,
    )


def misses(seed: int, number: int) -> list[bool | None]:
    """For each fault whether it was missed on the `number`th page; None where it is not done to such a page."""
    recipe = base(seed, number)
    sample = make(recipe)
    missed: list[bool | None] = []
    for which, fault in enumerate(FAULTS):
        if recipe.background not in fault.backgrounds:
            missed.append(None)
            continue
        spoilt = make(replace(recipe, defects=fault.paper)) if fault.paper else sample
        if fault.spoil is not None:
            pixels = fault.spoil(spoilt, np.random.default_rng([seed, number, which]))
            spoilt = replace(spoilt, pixels=np.ascontiguousarray(pixels))
        missed.append(fault.reason not in cleaned(spoilt).reasons)
    return missed


def good_recipes(seed: int, count: int) -> list[Recipe]:
    """Pages without a fault, of every kind, in every light, on every background."""
    chance = random.Random(seed + 3)
    kinds: tuple[Kind, ...] = (*READABLE, "card")
    backgrounds: tuple[Background, ...] = ("dark", "gray", "white", "white_faint")
    return [
        Recipe(
            seed=chance.randrange(10**6),
            kind=kinds[number % len(kinds)],
            background=backgrounds[number % len(backgrounds)],
            skew_deg=chance.uniform(-6, 6),
            rotation=chance.choice((0, 90, 180, 270)),
            bed=chance.choice(("roomy", "roomy", "tight")),
            family=chance.choice(FRESH_FAMILIES),
            held_out=True,
            uneven=chance.choice((0.0, 0.0, 0.25)),
            jpeg=chance.choice((None, 90, 80)),
            defects=chance.choice(((), (("blurred", SOFT * PX),))),
        )
        for number in range(count)
    ]


def said(recipe: Recipe) -> tuple[Reason, ...]:
    return cleaned(make(recipe)).reasons


def said_of_patterned(recipe: Recipe) -> tuple[Reason, ...]:
    sample = make(recipe)
    pixels = defects.on_patterned_paper(sample, np.random.default_rng(recipe.seed))
    return cleaned(replace(sample, pixels=pixels)).reasons


def patterned_recipes(seed: int, count: int) -> list[Recipe]:
    kinds: tuple[Kind, ...] = ("text", "form", "table", "stamped", "framed", "a5")
    return [replace(recipe, kind=kinds[number % len(kinds)]) for number, recipe in enumerate(good_recipes(seed + 1, count))]


def called_blank(recipe: Recipe) -> tuple[bool, bool]:
    """Whether it is, and whether it was called so."""
    sample = make(recipe)
    return sample.truth.blank, cleaned(sample).blank


def twins(seed: int, number: int) -> tuple[str, str]:
    """Fingerprints of one sheet, scanned twice. Half are copies of one form."""
    chance = np.random.default_rng([seed, 7, number])
    kind: Kind = ("form", "text")[number % 2]  # type: ignore[assignment]
    first = Recipe(int(chance.integers(10**6)), kind, "dark", float(chance.uniform(-4, 4)), held_out=True)
    other: Background = ("gray", "white")[number // 2 % 2]  # type: ignore[assignment]
    again = replace(first, background=other, skew_deg=float(chance.uniform(-4, 4)), uneven=0.2, jpeg=80)
    return cleaned(make(first)).fingerprint, cleaned(make(again)).fingerprint


def cleaned(sample: Sample) -> CleanPage:
    return clean(sample.pixels, sample.dpi)


def _table_of_misses(rows: Sequence[list[bool | None]]) -> None:
    print("| fault | strength | must be found | missed |\n| --- | --- | --- | --- |")
    for which, fault in enumerate(FAULTS):
        told = [row[which] for row in rows if row[which] is not None]
        print(f"| {fault.reason} | {fault.name} | {'yes' if fault.must else 'may'} | {sum(map(bool, told))} of {len(told)} |")


def _table_of_alarms(pages: Sequence[tuple[Recipe, tuple[Reason, ...]]]) -> None:
    counted = Counter(reason for _, reasons in pages for reason in reasons)
    print("| reason | false alarms |\n| --- | --- |")
    for reason in ("blurred", "too_dark", "too_light", "cut_at_edge", "covered", "low_resolution", "blank"):
        where = Counter(f"{recipe.kind} on {recipe.background}" for recipe, reasons in pages if reason in reasons)
        more = "".join(f"; {name}: {count}" for name, count in where.most_common())
        print(f"| {reason} | {counted[reason]} of {len(pages)}{more} |")


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, usual in (("pages", 30), ("good", 300), ("blank", 480), ("twins", 24), ("seed", JUDGED_SEED), ("processes", 2)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    with ProcessPoolExecutor(asked.processes, initializer=_prepare) as pool:
        each = partial(_each, pool)
        if rows := list(each("faults", partial(misses, asked.seed), range(asked.pages))):
            _table_of_misses(rows)
        if asked.good:
            good = good_recipes(asked.seed, asked.good)
            _table_of_alarms(list(zip(good, each("good", said, good), strict=False)))
            patterned = patterned_recipes(asked.seed, asked.good // 5)
            print("\nThe same on paper with a printed pattern:\n")
            _table_of_alarms(list(zip(patterned, each("patterned", said_of_patterned, patterned), strict=False)))
        if asked.blank:
            sides = list(each("blank", called_blank, blank_recipes(asked.seed, held_out=True, count=asked.blank)))
            backs, others = [called for is_blank, called in sides if is_blank], [called for is_blank, called in sides if not is_blank]
            print(f"blank: {backs.count(False)} of {len(backs)} missed; {sum(others)} of {len(others)} with a few words called blank")
        prints = list(each("twins", partial(twins, asked.seed), range(asked.twins)))
        unknown, pairs = sum(not alike(one, other) for one, other in prints), list(combinations(prints, 2))
        confused = sum(alike(one[0], other[1]) for one, other in pairs)
        print(f"same page twice: {unknown} of {len(prints)} not known; {confused} of {len(pairs)} pairs of other pages taken for one")


def _each(pool: ProcessPoolExecutor, name: str, work: Callable[[Any], Any], chosen: Sequence[Any]) -> Iterator[Any]:
    """What `work` makes of each, in order; tells how far it is. Ctrl-C ends it, and the table is of those that are done."""
    try:
        for number, result in enumerate(pool.map(work, chosen), 1):
            print(f"\r{name} {number} of {len(chosen)}", end="\n" if number == len(chosen) else "", file=sys.stderr, flush=True)
            yield result
    except KeyboardInterrupt:
        print(file=sys.stderr)


def _prepare() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    # To give a page's memory back and ask for it again costs a third of the time.
    libc = ctypes.CDLL(None)
    libc.mallopt(_MMAP_THRESHOLD, 1 << 30)
    libc.mallopt(_TRIM_THRESHOLD, (1 << 31) - 1)


if __name__ == "__main__":
    main()
