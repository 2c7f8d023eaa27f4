"""How well confidence tells what is right: bins, Brier score, calibration error, and two numbers that set it right."""

import math

# Lower ends of the bins; the first is wider, for few events are found with so little confidence.
BINS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
# How strongly scale and shift are held to 1 and 0: as if that many events of even odds had been seen.
HELD = 4.0


def odds(confidence):
    """The logarithm of the odds."""
    return math.log(confidence / (1 - confidence))


def probability(odds):
    return 1 / (1 + math.exp(-odds))


def level(judged):
    """Scale and shift of the odds under which pairs of odds and truth are likeliest (Platt scaling); Newton's method."""
    scale, shift = 1.0, 0.0
    for _ in range(50):
        slope = [HELD * (1 - scale), -HELD * shift]
        curve = [HELD, 0.0, HELD]
        for x, right in judged:
            likely = probability(scale * x + shift)
            weight = likely * (1 - likely)
            slope[0] += (right - likely) * x
            slope[1] += right - likely
            curve[0] += weight * x * x
            curve[1] += weight * x
            curve[2] += weight
        determinant = curve[0] * curve[2] - curve[1] * curve[1]
        scale += (curve[2] * slope[0] - curve[1] * slope[1]) / determinant
        shift += (curve[0] * slope[1] - curve[1] * slope[0]) / determinant
    # Never against the evidence: what speaks for an event must not lower its confidence.
    return max(scale, 0.1), shift


def crossed(halves):
    """Rows of confidence, truth and more, where the level of each half is set by the other one."""
    result = []
    for one, other in (halves, halves[::-1]):
        scale, shift = level([(odds(told), right) for told, right, *_ in other])
        result += [(probability(scale * odds(told) + shift), *rest) for told, *rest in one]
    return result


def reliability(judged):
    """Of rows that begin with confidence and truth: the bins that have any (from, to, number, mean confidence, share right), the mean
    square of the difference, and the mean difference over the bins."""
    bins, error = [], 0.0
    for low, high in zip(BINS, (*BINS[1:], 1.0)):
        inside = [(told, right) for told, right, *_ in judged if low <= told < high]
        if inside:
            told = sum(told for told, _ in inside) / len(inside)
            right = sum(right for _, right in inside) / len(inside)
            bins.append((low, high, len(inside), told, right))
            error += abs(told - right) * len(inside) / len(judged)
    brier = sum((told - right) ** 2 for told, right, *_ in judged) / max(len(judged), 1)
    return bins, brier, error
