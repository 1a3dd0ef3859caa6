"""Vogels and Abbott's network of 4,000 conductance cells: every spike as in a model of it, statistics as in NEST."""

import json
import pathlib

import numpy
import pyNN.spiNNaker as sim

import fixed_point
from readback import model, shifts_of, spikes_of, synapses_of
from references import finish

# What NEST makes of the network, and the network's numbers, are in a fixture that nest/make_vogels_abbott.py has written.
FIXTURE = json.loads((pathlib.Path(__file__).parent.parent / "fixtures/vogels-abbott.json").read_text())
NETWORK = FIXTURE["network"]
SIZES, STEPS, SETTLED = NETWORK["sizes"], NETWORK["duration"], NETWORK["settled"]
CELLS = sum(SIZES)
CELL = NETWORK["cell"]
START = numpy.random.default_rng(1).uniform(CELL["v_reset"], CELL["v_thresh"], CELLS).tolist()

# Bursts of 400 spikes in a step reach every core, and an official core takes some 100 in a millisecond.
sim.setup(timestep=1.0, time_scale_factor=5)
populations, projections = [], []
for label, size, first in zip(["excitatory", "inhibitory"], SIZES, [0, SIZES[0]]):
    population = sim.Population(size, sim.IF_cond_exp(**CELL), label=label, seed=first + 1)
    population.initialize(v=START[first:first + size])
    population.record("spikes")
    populations.append((population, first))
for receptor, (pre, first) in enumerate(populations):
    for post, start in populations:
        projections.append((sim.Projection(
            pre, post, sim.FixedProbabilityConnector(NETWORK["probability"]),
            sim.StaticSynapse(weight=NETWORK["weights"][receptor], delay=NETWORK["delay"]),
            receptor_type=["excitatory", "inhibitory"][receptor]), first, start, receptor))
sim.run(STEPS)
shifts = shifts_of([population for population, _ in populations])
found = spikes_of(populations)
table = synapses_of(projections)
sim.end()


def rate_and_variation():
    """The mean rate in Hz and the mean coefficient of variation of cells with five intervals or more."""
    events = numpy.array([spike for spike in found if spike[0] >= SETTLED])
    order = numpy.lexsort((events[:, 0], events[:, 1]))
    trains = numpy.split(events[order, 0], numpy.flatnonzero(numpy.diff(events[order, 1])) + 1)
    variations = [numpy.std(d) / numpy.mean(d) for d in map(numpy.diff, trains) if len(d) >= 5]
    return len(events) / CELLS / (STEPS - SETTLED) * 1000, float(numpy.mean(variations))


expected, saturated = model(fixed_point.Cells(START, **CELL), table, STEPS, shifts)
wrong = sorted(set(found) ^ set(expected))
rate, variation = rate_and_variation()
synapses, mean = len(table[0]), NETWORK["probability"] * CELLS**2
finish(
    {
        "synapses as many as the connector says": abs(synapses - mean) < 5 * mean**0.5,
        f"spikes of the model, first difference {wrong[:1]}": found == expected,
        # The range of NEST's runs with other synapses, and a tenth for the other step and its order of events.
        f"NEST's rate {FIXTURE['rates']}": 0.9 * min(FIXTURE["rates"]) < rate < 1.1 * max(FIXTURE["rates"]),
        f"NEST's irregularity {FIXTURE['variations']}":
            0.9 * min(FIXTURE["variations"]) < variation < 1.1 * max(FIXTURE["variations"]),
    },
    f"{len(found)} spikes (model {len(expected)}), {len(wrong)} of them different, {synapses} synapses, {saturated} inputs "
    f"cut off by the ring buffers; {rate:.2f} Hz (NEST {numpy.mean(FIXTURE['rates']):.2f}), coefficient of variation "
    f"{variation:.3f} (NEST {numpy.mean(FIXTURE['variations']):.3f})",
)
