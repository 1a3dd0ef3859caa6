"""The synfire ring: 200 cells in a ring, 17 ms from cell to cell; a volley goes round a step at a time."""

import pyNN.spiNNaker as sim

from references import exponential_cell, finish

CELLS, DELAY, STEPS = 200, 17, 5000

sim.setup(timestep=1.0, min_delay=1.0)
sim.set_number_of_neurons_per_core(sim.IF_curr_exp, 100)
ring = sim.Population(
    CELLS,
    sim.IF_curr_exp(
        cm=0.25, i_offset=0.0, tau_m=20.0, tau_refrac=2.0, tau_syn_E=5.0, tau_syn_I=5.0, v_reset=-70.0, v_rest=-65.0,
        v_thresh=-50.0,
    ),
    label="ring",
)
kick = sim.Population(1, sim.SpikeSourceArray(spike_times=[0]), label="kick")
pairs = [(cell, (cell + 1) % CELLS) for cell in range(CELLS)]
sim.Projection(ring, ring, sim.FromListConnector([(a, b, 2.0, DELAY) for a, b in pairs]), sim.StaticSynapse())
sim.Projection(kick, ring, sim.FromListConnector([(0, 0, 2.0, 1)]), sim.StaticSynapse())
ring.record(["spikes", "v", "gsyn_exc"])
sim.run(STEPS)
segment = ring.get_data(["spikes", "v"]).segments[0]
spikes = sorted((float(time), cell) for cell, train in enumerate(segment.spiketrains) for time in train.magnitude)
voltage = segment.filter(name="v")[0].magnitude
sim.end()

# One cell alone says how long a cell takes from arrival to spike.
cell = dict(cm=0.25, refractory=2.0, v_reset=-70.0)
_, alone = exponential_cell({1: 2.0}, steps=50, **cell)
hop = int(alone[0]) - 1 + DELAY
expected = [(alone[0] + hop * index, index % CELLS) for index in range(STEPS) if alone[0] + hop * index < STEPS]
finish(
    {
        "a hop of 19 ms": hop == 19,
        "263 spikes": len(spikes) == 263,
        "spikes of the model": spikes == expected,
        "membranes recorded": voltage.shape == (STEPS, CELLS),
    },
    f"{len(spikes)} spikes, hop {hop} ms",
)
