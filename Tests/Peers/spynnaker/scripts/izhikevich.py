"""The synfire ring of 200 of Izhikevich's cells: a volley goes round once, every spike as in the model, and membranes close to it."""

import numpy
import pyNN.spiNNaker as sim

import fixed_point
from readback import spikes_of
from references import finish

CELLS, STEPS, WEIGHT, DELAY, KICK, WATCHED = 200, 1000, 40.0, 2, 50, 5
CELL = dict(a=0.02, b=0.2, c=-65.0, d=8.0, tau_syn_E=2.0, tau_syn_I=2.0)

sim.setup(timestep=1.0)
sim.set_number_of_neurons_per_core(sim.Izhikevich, 100)
ring = sim.Population(CELLS, sim.Izhikevich(**CELL), label="ring")
ring.initialize(v=-75.0, u=0.0)
ring.record("spikes")
ring[:WATCHED].record("v")
kick = sim.Population(1, sim.SpikeSourceArray(spike_times=[float(KICK)]), label="kick")
pairs = [(cell, (cell + 1) % CELLS, WEIGHT, DELAY) for cell in range(CELLS)]
sim.Projection(ring, ring, sim.FromListConnector(pairs), sim.StaticSynapse())
sim.Projection(kick, ring, sim.FromListConnector([(0, 0, WEIGHT, 1.0)]), sim.StaticSynapse())
sim.run(STEPS)
found = spikes_of([(ring, 0)])
voltage = numpy.array(ring.get_data("v").segments[0].filter(name="v")[0].magnitude)
shifts = ring._vertex.get_ring_buffer_shifts()
sim.end()

rows = numpy.array(pairs + [(CELLS, 0, WEIGHT, 1)])
sources, targets, delays = (rows[:, column].astype(int) for column in (0, 1, 3))
synapses = fixed_point.Synapses(sources, targets, rows[:, 2], delays, numpy.zeros(len(rows), dtype=int), CELLS + 1)
samples = []
expected, _ = fixed_point.run(
    fixed_point.IzhikevichCells([-75.0] * CELLS, [0.0] * CELLS, **CELL), synapses, STEPS, shifts,
    driven=[(KICK, CELLS)], recorded=range(WATCHED), samples=samples)
difference = numpy.rint(voltage * fixed_point.ONE).astype(int) - numpy.array(samples)
finish(
    {
        "the volley goes round": {cell for _, cell in expected} == set(range(CELLS)) and len(expected) > CELLS,
        "spikes of the model": found == expected,
        # The model's recovery is some units of 2^-15 off after a spike.
        "membranes within 0.02 mV of the model": abs(difference).max() < 0.02 * fixed_point.ONE,
    },
    f"{len(found)} spikes (model {len(expected)}), membranes {abs(difference).max()} units off at most",
)
