"""One library's detector over many rituals, in a process of its own: `python -P watch_libraries.py NAME SETTING IN OUT`.

IN and OUT are .npy files: int8[n, T] (1 kept, 0 not, -1 not observed) and float64[n, T], higher is more of an alarm.
Only reports reach a detector. A detector that gives alarms alone gives 1.0 on them, and goes on as its library lets it.
Nothing of Toward is imported: this runs where the libraries are installed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

START = 60  # the first day on which a past is fitted
SEGMENT = 21  # reports on either side of a split; at the very end two misses in a row would look like a change
NEVER = 1e9
Detector = Callable[[np.ndarray, float], np.ndarray]


def page_hinkley(row: np.ndarray, delta: float) -> np.ndarray:
    """How far the sum of river's PageHinkley is below its highest; its own threshold is never reached."""
    from river.drift import PageHinkley  # noqa: PLC0415

    watch = PageHinkley(threshold=NEVER, delta=delta, mode="down")

    def told(value: int) -> float:
        watch.update(value)
        return float(watch._max_decrease - watch._sum_decrease)

    return by_report(row, told)


def adwin(row: np.ndarray, delta: float) -> np.ndarray:
    """Alarms of river's ADWIN, asked every day, after which its window holds less than before."""
    from river.drift import ADWIN  # noqa: PLC0415

    watch = ADWIN(delta=delta, clock=1)

    def told(value: int) -> float:
        before = watch.estimation
        watch.update(value)
        return float(watch.drift_detected and watch.estimation < before)

    return once(by_report(row, told), row)


def hddm_a(row: np.ndarray, confidence: float) -> np.ndarray:
    """Alarms of river's HDDM_A, which counts what was missed."""
    from river.drift.binary import HDDMA  # noqa: PLC0415

    watch = HDDMA(drift_confidence=confidence, warning_confidence=0.5)

    def told(value: int) -> float:
        watch.update(1 - value)
        return float(watch.drift_detected)

    return once(by_report(row, told), row)


def ruptures_l2(row: np.ndarray, every: float) -> np.ndarray:
    """What the best single change saves, in variances of the past: ruptures' exact search with the l2 cost."""
    from ruptures import KernelCPD  # noqa: PLC0415

    def told(past: np.ndarray) -> float:
        search = KernelCPD(kernel="linear", min_size=SEGMENT)
        return saved(past, search.fit(past[:, None]).predict(n_bkps=1)[0])

    return by_past(row, told, int(every))


def changeforest_mean(row: np.ndarray, every: float) -> np.ndarray:
    """The same, found by changeforest's change_in_mean."""
    from changeforest import Control, changeforest  # noqa: PLC0415

    def told(past: np.ndarray) -> float:
        how = Control(minimal_relative_segment_length=SEGMENT / len(past))
        return saved(past, changeforest(past[:, None], "change_in_mean", "bs", how).best_split)

    return by_past(row, told, int(every))


def changeforest_forest(row: np.ndarray, every: float) -> np.ndarray:
    """The gain of the best split as a random forest sees it, where the days after it are lower."""
    from changeforest import Control, changeforest  # noqa: PLC0415

    small = {"random_forest_n_estimators": 20, "random_forest_n_jobs": 1, "model_selection_n_permutations": 1}

    def told(past: np.ndarray) -> float:
        how = Control(minimal_relative_segment_length=SEGMENT / len(past), seed=7, **small)
        found = changeforest(past[:, None], "random_forest", "bs", how)
        split = found.best_split
        return float(found.max_gain) if past[split:].mean() < past[:split].mean() else 0.0

    return by_past(row, told, int(every))


def saved(past: np.ndarray, split: int) -> float:
    """Squares saved by a mean of its own after `split`, in variances of the whole; 0.0 where the mean does not fall."""
    many = len(past)
    rate, before = past.sum() / many, past[:split].sum() / split
    after = past[split:].sum() / (many - split) if split < many else before
    if after >= before:
        return 0.0
    return float(split * (many - split) / many * (before - after) ** 2 / (rate * (1 - rate)))


def by_report(row: np.ndarray, told: Callable[[int], float]) -> np.ndarray:
    """What is told of each report; a day without one repeats the last."""

    def values() -> Iterator[float]:
        last = 0.0
        for value in row.tolist():
            last = told(value) if value >= 0 else last
            yield last

    return np.fromiter(values(), float, len(row))


def once(alarms: np.ndarray, row: np.ndarray) -> np.ndarray:
    """Alarms on the day of the report that gave them only."""
    return np.where(row >= 0, alarms, 0.0)


def by_past(row: np.ndarray, told: Callable[[np.ndarray], float], every: int) -> np.ndarray:
    """What is told of all reports so far, asked every so many days; in between the last word stands."""
    reports, count = row[row >= 0].astype(float), (row >= 0).cumsum()
    out = np.zeros(len(row))
    for day in range(START, len(row), every):
        past = reports[: count[day]]
        out[day : day + every] = told(past) if len(past) > 2 * SEGMENT else 0.0
    return out


DETECTORS: dict[str, Detector] = {
    "PageHinkley": page_hinkley,
    "ADWIN": adwin,
    "HDDM_A": hddm_a,
    "l2": ruptures_l2,
    "change in mean": changeforest_mean,
    "random forest": changeforest_forest,
}


def main(name: str, setting: str, days: Path, out: Path) -> None:
    """Watch every ritual of a file."""
    rows = np.load(days)
    found = np.stack([DETECTORS[name](row, float(setting)) for row in rows])
    np.save(out, found)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(Path, sys.argv[3:]))
