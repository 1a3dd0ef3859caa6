"""Lets PyNN with NEST judge the networks that SwiNN makes. Usage: check_networks.py NETWORK-LISTER

Forty networks, each connector with several forms of weights and delays, are made by both. Where a connector leaves
nothing to chance, connections, weights and delays must be equal. Otherwise numbers of sources and targets, weights, delays
and distances of several seeds together must follow the same distributions (chi-squared test of the degrees, Kolmogorov and
Smirnov's of the rest, p > 0.001), and what is certain must hold of both: totals, no cell connected to itself, no pair twice.
"""

import json
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path

warnings.filterwarnings("ignore")

import numpy as np
import pyNN.nest as sim
from pyNN.connectors import CSAConnector
from pyNN.core import IndexBasedExpression
from pyNN.random import NumpyRNG, RandomDistribution
from scipy import stats

SEEDS = 6
LEAST = 0.001

UNIFORM = ["uniform", {"low": 0.0, "high": 1.0}]
NORMAL = ["normal", {"mu": 2.0, "sigma": 0.1}]
CLIPPED = ["normal_clipped", {"mu": 0.5, "sigma": 0.5, "low": 0.0, "high": 2.0}]
BOUNDED = ["normal_clipped_to_boundary", {"mu": 0.5, "sigma": 0.5, "low": 0.0, "high": 0.9}]
EXPONENTIAL = ["exponential", {"beta": 0.3}]
LOGNORMAL = ["lognormal", {"mu": -1.0, "sigma": 0.5}]
GAMMA = ["gamma", {"k": 2.0, "theta": 0.4}]
DELAYS = ["uniform", {"low": 1.0, "high": 9.0}]
LATE = ["normal_clipped", {"mu": 4.0, "sigma": 3.0, "low": 0.5, "high": 12.0}]
SKEWED = ["lognormal", {"mu": 1.0, "sigma": 0.4}]

LINE = {"size": 60, "structure": {"dx": 2.0}}
GRID = {"size": 64, "structure": {"grid": 1.0, "dx": 1.5, "dy": 2.0}}
BALL = {"size": 70, "structure": {"radius": 10.0}}
BOX = {"size": 50, "structure": {"side": 12.0}}


def networks(folder):
    """The networks: (cells, cells or None for the same, connector, weight, delay, space)."""
    rng = np.random.default_rng(20261121)
    rows = [[int(i), int(j), float(w), float(d)] for i, j, w, d in zip(
        rng.integers(0, 60, 200), rng.integers(0, 64, 200), rng.uniform(0, 1, 200), rng.integers(1, 90, 200) / 10)]
    array = (rng.uniform(size=(60, 64)) < 0.2).astype(int).tolist()
    file = Path(folder) / "connections.txt"
    file.write_text('# columns = ["i", "j", "weight", "delay"]\n'
                    + "".join("\t".join(map(str, row)) + "\n" for row in rows))
    probability = {"name": "FixedProbability", "p": 0.15}
    pre = {"name": "FixedNumberPre", "n": 12}
    post = {"name": "FixedNumberPost", "n": 12}
    total = {"name": "FixedTotalNumber", "n": 700, "replacement": True}
    near = {"name": "DistanceDependentProbability", "expression": "exp(-d/5)"}
    return [
        (LINE, GRID, {"name": "AllToAll"}, 0.5, 1.5, None),
        (LINE, None, {"name": "AllToAll", "self": False}, UNIFORM, DELAYS, None),
        (LINE, GRID, {"name": "AllToAll"}, "0.1 + d/100", "0.5 + 0.1*d", None),
        (GRID, None, {"name": "AllToAll"}, "1/(1 + d)", 2.0, {"axes": "x"}),
        (GRID, LINE, {"name": "AllToAll"}, "0.01*d", 1.0, {"period": [16.0, None, None]}),
        (BALL, None, {"name": "AllToAll", "self": False}, CLIPPED, LATE, None),
        (LINE, GRID, {"name": "OneToOne"}, 1.0, 3.3, None),
        (GRID, LINE, {"name": "OneToOne"}, NORMAL, DELAYS, None),
        (LINE, GRID, probability, 0.5, 1.0, None),
        (LINE, GRID, probability, UNIFORM, DELAYS, None),
        (LINE, GRID, probability, NORMAL, LATE, None),
        (LINE, None, {**probability, "self": False}, CLIPPED, DELAYS, None),
        (LINE, None, {**probability, "p": 0.6, "self": False}, BOUNDED, 1.0, None),
        (LINE, None, {**probability, "p": 0.5, "mutual": False}, EXPONENTIAL, 1.0, None),
        (BALL, BOX, {**probability, "p": 0.02}, LOGNORMAL, SKEWED, None),
        (GRID, LINE, probability, "0.02*d", "1 + d/20", None),
        (LINE, GRID, pre, 0.5, 1.0, None),
        (LINE, GRID, pre, UNIFORM, DELAYS, None),
        (LINE, None, {**pre, "self": False}, GAMMA, LATE, None),
        (LINE, GRID, {**pre, "n": 100}, NORMAL, 1.0, None),
        (LINE, GRID, {**pre, "replacement": True}, CLIPPED, DELAYS, None),
        (LINE, None, {**pre, "replacement": True, "self": False}, EXPONENTIAL, 1.0, None),
        (LINE, GRID, {**pre, "n": ["uniform_int", {"low": 3, "high": 20}]}, UNIFORM, 1.0, None),
        (LINE, GRID, post, 0.5, 1.0, None),
        (LINE, GRID, post, BOUNDED, DELAYS, None),
        (LINE, None, {**post, "self": False}, NORMAL, LATE, None),
        (LINE, GRID, {**post, "n": 150}, EXPONENTIAL, 1.0, None),
        (LINE, GRID, {**post, "replacement": True}, LOGNORMAL, DELAYS, None),
        (LINE, GRID, total, UNIFORM, DELAYS, None),
        (BALL, BOX, total, "0.05*d", 1.0, None),
        (LINE, GRID, near, 0.5, 1.0, None),
        (BALL, None, {**near, "self": False}, UNIFORM, "1 + d/10", None),
        (GRID, None, {**near, "expression": "(d < 6) * 0.4", "self": False}, NORMAL, DELAYS,
         {"period": [12.0, 16.0, None]}),
        (GRID, GRID, {"name": "DisplacementDependentProbability"}, CLIPPED, 1.0, None),
        (LINE, GRID, {"name": "IndexBasedProbability", "expression": "exp(-abs(i - j)/8.0)"}, UNIFORM, DELAYS, None),
        (LINE, GRID, {"name": "FromList", "rows": rows}, 0.0, 1.0, None),
        (LINE, GRID, {"name": "FromList", "rows": [row[:2] + row[3:] for row in rows], "columns": ["delay"]}, 0.7, 1.0,
         None),
        (LINE, GRID, {"name": "FromFile", "file": str(file)}, 0.0, 1.0, None),
        (LINE, GRID, {"name": "Array", "rows": array}, "0.01*d", DELAYS, None),
        (LINE, None, {"name": "CSA", "p": 0.2}, 0.5, 1.0, None),
    ]


def distribution(value, rng):
    if isinstance(value, list):
        return RandomDistribution(value[0], rng=rng, **value[1])
    return value


class Decay(IndexBasedExpression):
    """The expression of the index-based networks."""

    def __call__(self, i, j):
        return np.exp(-abs(i - j) / 8.0)


def connector(spec, rng):
    own = True
    if spec.get("self") is False:
        own = False
    if spec.get("mutual") is False:
        own = "NoMutual"
    name = spec["name"]
    if name == "AllToAll":
        return sim.AllToAllConnector(allow_self_connections=own)
    if name == "OneToOne":
        return sim.OneToOneConnector()
    if name == "FixedProbability":
        return sim.FixedProbabilityConnector(spec["p"], allow_self_connections=own, rng=rng)
    if name.startswith("Fixed"):
        kind = {"FixedNumberPre": sim.FixedNumberPreConnector, "FixedNumberPost": sim.FixedNumberPostConnector,
                "FixedTotalNumber": sim.FixedTotalNumberConnector}[name]
        return kind(distribution(spec["n"], rng), allow_self_connections=own, rng=rng,
                    with_replacement=spec.get("replacement", False))
    if name == "DistanceDependentProbability":
        return sim.DistanceDependentProbabilityConnector(spec["expression"], allow_self_connections=own, rng=rng)
    if name == "DisplacementDependentProbability":
        return sim.DisplacementDependentProbabilityConnector(
            lambda way: np.where(way[0] > 0, 0.5 * np.exp(-way[0] / 4), 0), allow_self_connections=own, rng=rng)
    if name == "IndexBasedProbability":
        return sim.IndexBasedProbabilityConnector(Decay(), allow_self_connections=own, rng=rng)
    if name == "FromList":
        return sim.FromListConnector([tuple(row) for row in spec["rows"]], column_names=spec.get("columns"))
    if name == "FromFile":
        return sim.FromFileConnector(spec["file"])
    if name == "Array":
        return sim.ArrayConnector(np.array(spec["rows"], dtype=bool))
    # The back end's own wants a function that NEST no longer has; PyNN's common one does not.
    import csa
    return CSAConnector(csa.random(spec["p"]) * (csa.full - csa.oneToOne))


def structure(numbers, rng):
    from pyNN import space
    if "grid" in numbers:
        return space.Grid2D(numbers["grid"], dx=numbers["dx"], dy=numbers["dy"])
    if "radius" in numbers:
        return space.RandomStructure(space.Sphere(numbers["radius"]), rng=rng)
    if "side" in numbers:
        side = numbers["side"]
        return space.RandomStructure(space.Cuboid(side, side, side), rng=rng)
    return space.Line(dx=numbers["dx"])


def theirs(network, seed):
    cells, others, spec, weight, delay, space = network
    rng = NumpyRNG(seed=seed)
    sim.setup(timestep=0.1, min_delay=0.1, max_delay=60.0, rng_seed=seed + 1)
    import random
    random.seed(seed)
    first = sim.Population(cells["size"], sim.IF_curr_exp(), structure=structure(cells["structure"], rng))
    second = first
    if others is not None:
        second = sim.Population(others["size"], sim.IF_curr_exp(), structure=structure(others["structure"], rng))
    where = sim.Space()
    if space is not None:
        period = space.get("period")
        where = sim.Space(axes=space.get("axes"),
                          periodic_boundaries=period and tuple((0.0, end) if end else None for end in period))
    synapse = sim.StaticSynapse(weight=distribution(weight, rng), delay=distribution(delay, rng))
    projection = sim.Projection(first, second, connector(spec, rng), synapse, space=where)
    rows = np.array(projection.get(["weight", "delay"], format="list"), dtype=float).reshape(-1, 4)
    return sorted_columns(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3])


def sorted_columns(pre, post, weight, delay):
    columns = [np.array(pre, dtype=int), np.array(post, dtype=int), np.array(weight, float), np.array(delay, float)]
    order = np.lexsort((columns[3].round(6), columns[2].round(6), columns[1], columns[0]))
    return [column[order] for column in columns]


def ours(lister, network, seed):
    cells, others, spec, weight, delay, space = network
    line = json.dumps({"pre": cells, "post": others, "connector": spec, "weight": weight, "delay": delay,
                       "space": space, "seed": seed})
    lister.stdin.write(line + "\n")
    lister.stdin.flush()
    answer = lister.stdout.readline()
    if not answer:
        sys.exit(f"FAILED the lister ended at {line}")
    lists = json.loads(answer)
    return sorted_columns(lists["pre"], lists["post"], lists["weight"], lists["delay"])


def is_random(value):
    return isinstance(value, list)


def degrees(sides, size):
    """How many cells have how many connections, as a histogram."""
    counts = Counter()
    for cells in sides:
        counts.update(np.bincount(cells, minlength=size).tolist())
    return counts


def chi_squared(mine, other):
    """The probability that two histograms are samples of one distribution."""
    values = sorted(set(mine) | set(other))
    table, sums = [], np.zeros(2)
    for value in values:
        sums += [mine[value], other[value]]
        if sums.min() >= 8:
            table.append(sums)
            sums = np.zeros(2)
    if table:
        table[-1] = table[-1] + sums
    if len(table) < 2:
        return 1.0 if all(mine[value] == other[value] for value in values) or len(values) < 4 else 0.0
    return stats.chi2_contingency(np.array(table).T).pvalue


def check(number, network, lister):
    cells, others, spec, weight, delay, _ = network
    name = spec["name"]
    random_places = any("radius" in side["structure"] or "side" in side["structure"] for side in (cells, others or cells))
    chance = name in ("FixedProbability", "FixedNumberPre", "FixedNumberPost", "FixedTotalNumber", "CSA") \
        or name.endswith("Probability")
    seeds = range(1, SEEDS + 1)
    mine = [ours(lister, network, seed) for seed in seeds]
    other = [theirs(network, seed) for seed in seeds]
    what, wrong = [], []

    def require(holds, text):
        (what if holds else wrong).append(text)

    if not chance:
        require(all(np.array_equal(a[k], b[k]) for a, b in zip(mine, other) for k in (0, 1)), "connections equal")
    for column, value, label, bound in ((2, weight, "weights", 1e-9), (3, delay, "delays", 1e-6)):
        fixed = not is_random(value) and (not isinstance(value, str) or not random_places)
        if not chance and fixed:
            require(all(np.allclose(a[column], b[column], atol=bound) for a, b in zip(mine, other)), f"{label} equal")
        elif not chance or is_random(value) or isinstance(value, str):
            # The same number has other last bits on either side.
            pooled = [np.concatenate([lists[column] for lists in side]).round(6) for side in (mine, other)]
            probability = stats.ks_2samp(*pooled).pvalue
            require(probability > LEAST, f"{label} p={probability:.3f}")
        else:
            require(all(np.allclose(a[column], value, atol=bound) for a in mine + other), f"{label} equal")
    if chance:
        sizes = cells["size"], (others or cells)["size"]
        for side, size, label in ((0, sizes[0], "targets"), (1, sizes[1], "sources")):
            probability = chi_squared(*[degrees([lists[side] for lists in lot], size) for lot in (mine, other)])
            require(probability > LEAST, f"{label} p={probability:.3f}")
        # How far apart indices are, which is distance on a line.
        pooled = [np.concatenate([lists[0] - lists[1] for lists in lot]) for lot in (mine, other)]
        probability = stats.ks_2samp(*pooled).pvalue
        require(probability > LEAST, f"distances p={probability:.3f}")
        # The number of connections in all.
        totals = [np.array([len(lists[0]) for lists in lot]) for lot in (mine, other)]
        if name == "FixedTotalNumber":
            require((totals[0] == spec["n"]).all() and (totals[1] == spec["n"]).all(), "totals equal")
        elif name.startswith("FixedNumber") and isinstance(spec["n"], int):
            require((totals[0] == totals[1]).all(), "totals equal")
    for lists in mine:
        if spec.get("self") is False or spec.get("mutual") is False or name == "CSA":
            require((lists[0] != lists[1]).all(), "none to itself")
        if spec.get("mutual") is False:
            require((lists[0] > lists[1]).all(), "none mutual")
        if chance and not spec.get("replacement") and not (isinstance(spec.get("n"), int) and spec["n"] > 60):
            pairs = set(zip(lists[0].tolist(), lists[1].tolist()))
            require(len(pairs) == len(lists[0]), "no pair twice")
    verdict = "FAILED" if wrong else "ok"
    print(f"{verdict} network {number}, {name}: {len(mine[0][0])} and {len(other[0][0])} synapses; "
          + ", ".join(dict.fromkeys(wrong or what)), flush=True)
    return not wrong


def main():
    with tempfile.TemporaryDirectory() as folder:
        lister = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        results = [check(number, network, lister) for number, network in enumerate(networks(folder), 1)]
        lister.stdin.close()
        lister.wait(timeout=60)
    if not all(results):
        sys.exit(f"FAILED {results.count(False)} of {len(results)} networks")
    print(f"ok {len(results)} networks, {SEEDS} seeds each")


main()
