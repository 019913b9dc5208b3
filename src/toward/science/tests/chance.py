"""What chance alone may do in a test."""

import math


def limit(runs, share):
    """Most hits that chance explains in one of a thousand tests: the binomial 99.9 % quantile."""
    mass = 0.0
    for hits in range(runs + 1):
        mass += math.comb(runs, hits) * share**hits * (1 - share) ** (runs - hits)
        if mass >= 0.999:
            return hits
    return runs
