"""A balanced network of conductance cells; its synapses are made on the chip, read back, and put into a model of it."""

import math

import numpy
import pyNN.spiNNaker as sim

import fixed_point
from readback import model, shifts_of, spikes_of, synapses_of
from references import finish

EXCITATORY, INHIBITORY, STEPS, WATCHED = 160, 40, 500, 5
CELLS = EXCITATORY + INHIBITORY
CELL = dict(tau_m=20.0, cm=0.2, v_rest=-60.0, v_reset=-60.0, v_thresh=-50.0, tau_refrac=5.0, i_offset=0.12,
            tau_syn_E=5.0, tau_syn_I=10.0, e_rev_E=0.0, e_rev_I=-80.0)
START = [-60.0 + 9.0 * ((7 * cell) % CELLS) / CELLS for cell in range(CELLS)]

sim.setup(timestep=1.0)
sim.set_number_of_neurons_per_core(sim.IF_cond_exp, 64)
excitatory = sim.Population(EXCITATORY, sim.IF_cond_exp(**CELL), label="excitatory", seed=1)
inhibitory = sim.Population(INHIBITORY, sim.IF_cond_exp(**CELL), label="inhibitory", seed=2)
excitatory.initialize(v=START[:EXCITATORY])
inhibitory.initialize(v=START[EXCITATORY:])
populations = [(excitatory, 0), (inhibitory, EXCITATORY)]
projections = []
for pre, first in populations:
    for post, start in populations:
        receptor = int(pre is inhibitory)
        delay = 1.0 if receptor else sim.RandomDistribution("uniform", (1, 5))
        projections.append((sim.Projection(
            pre, post, sim.FixedProbabilityConnector(0.1), sim.StaticSynapse(weight=[0.008, 0.06][receptor], delay=delay),
            receptor_type=["excitatory", "inhibitory"][receptor]), first, start, receptor))
for population, _ in populations:
    population.record("spikes")
excitatory[:WATCHED].record("v")
sim.run(STEPS)
shifts = shifts_of([excitatory, inhibitory])
found = spikes_of(populations)
voltage = numpy.array(excitatory.get_data("v").segments[0].filter(name="v")[0].magnitude)
table = synapses_of(projections)
sim.end()

samples = []
expected, saturated = model(
    fixed_point.Cells(START, **CELL), table, STEPS, shifts, recorded=range(WATCHED), samples=samples)
wrong = sorted(set(found) ^ set(expected))
difference = numpy.rint(voltage * fixed_point.ONE).astype(int) - numpy.array(samples)
wanted = [0.1 * a * b for a in (EXCITATORY, INHIBITORY) for b in (EXCITATORY, INHIBITORY)]
sources, targets, _, delays, receptors = table
counts = numpy.bincount(2 * (sources >= EXCITATORY) + (targets >= EXCITATORY), minlength=4).tolist()
shares = numpy.bincount(delays[receptors == 0], minlength=6)
quarter = shares.sum() / 4
finish(
    {
        "synapses as many as the connector says": all(
            abs(count - mean) < 5 * math.sqrt(0.9 * mean) for count, mean in zip(counts, wanted)),
        # The program that makes synapses cuts off the fraction of a delay, of which no draw reaches 5.
        "delays from 1 to 4, as many of each": shares[0] == shares[5:].sum() == 0
        and all(abs(share - quarter) < 5 * math.sqrt(0.75 * quarter) for share in shares[1:5]),
        "inhibition takes 1 ms": set(delays[receptors == 1]) == {1},
        "the network is active": len(expected) > 1000,
        "membranes of the model to the last bit": not difference.any(),
        f"spikes of the model, first difference {wrong[:1]}": found == expected,
    },
    f"{len(found)} spikes (model {len(expected)}), {len(wrong)} of them different, membranes {abs(difference).max()} "
    f"units off at most, {saturated} inputs cut off by the ring buffers, synapses {counts}, delays {shares.tolist()}",
)
