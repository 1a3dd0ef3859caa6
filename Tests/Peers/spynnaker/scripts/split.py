"""Neurons and synapses on cores of their own: a network that is checked against a model, spike by spike."""

import pyNN.spiNNaker as sim

from references import exponential_cell, finish

CELLS, STEPS = 20, 120

sim.setup(timestep=1.0)
source = sim.Population(CELLS, sim.SpikeSourceArray(spike_times=[[3.0 * i, 60.0 + i] for i in range(CELLS)]))
cells = sim.Population(CELLS, sim.IF_curr_exp(), label="cells", n_synapse_cores=2)
sim.Projection(source, cells, sim.OneToOneConnector(), sim.StaticSynapse(weight=4.5, delay=2.0))
sim.Projection(
    source, cells, sim.FromListConnector([(i, (i + 1) % CELLS, 1.0, 4.0) for i in range(CELLS)]), sim.StaticSynapse()
)
cells.record("spikes")
sim.run(STEPS)
found = [[float(t) for t in train.magnitude] for train in cells.get_data("spikes").segments[0].spiketrains]
sim.end()

expected = []
for cell in range(CELLS):
    arrivals = {}
    for index, weight, delay in [(cell, 4.5, 2), ((cell - 1) % CELLS, 1.0, 4)]:
        for time in [3 * index, 60 + index]:
            arrivals[time + delay] = arrivals.get(time + delay, 0.0) + weight
    expected.append(exponential_cell(arrivals, STEPS)[1])
finish(
    {"spikes of the model": found == expected, "cells spike": sum(map(len, expected)) >= CELLS},
    f"{sum(map(len, found))} spikes, expected {sum(map(len, expected))}",
)
