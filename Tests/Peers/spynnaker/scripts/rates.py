"""Poisson sources whose rate changes with time, and Izhikevich's ring: counts in bounds and spikes of the model."""

import math

import pyNN.spiNNaker as sim

from references import finish, izhikevich_cell

SOURCES, STEPS = 100, 300
RATES, STARTS = [20.0, 200.0, 60.0], [0.0, 100.0, 200.0]
CELLS, WEIGHT, KICK = 10, 40.0, 50

sim.setup(timestep=1.0)
sources = sim.Population(
    SOURCES,
    sim.extra_models.SpikeSourcePoissonVariable(rates=RATES, starts=STARTS),
    label="sources",
    seed=11,
)
sources.record("spikes")
ring = sim.Population(
    CELLS, sim.Izhikevich(a=0.02, b=0.2, c=-65.0, d=8.0, tau_syn_E=2.0, tau_syn_I=2.0), label="ring"
)
ring.initialize(v=-75.0, u=0.0)
ring.record("spikes")
kick = sim.Population(1, sim.SpikeSourceArray(spike_times=[float(KICK)]), label="kick")
pairs = [(cell, (cell + 1) % CELLS, WEIGHT, 2.0) for cell in range(CELLS)]
sim.Projection(ring, ring, sim.FromListConnector(pairs), sim.StaticSynapse())
sim.Projection(kick, ring, sim.FromListConnector([(0, 0, WEIGHT, 1.0)]), sim.StaticSynapse())
sim.run(STEPS)
times = [float(t) for train in sources.get_data("spikes").segments[0].spiketrains for t in train.magnitude]
found = sorted(
    (int(t), cell)
    for cell, train in enumerate(ring.get_data("spikes").segments[0].spiketrains)
    for t in train.magnitude
)
sim.end()

checks, counts = {}, []
for rate, start in zip(RATES, STARTS):
    count = sum(start <= time < start + 100 for time in times)
    mean = SOURCES * rate / 10
    counts.append(count)
    checks[f"{count} spikes at {rate} Hz within 4 deviations of {mean}"] = abs(count - mean) < 4 * math.sqrt(mean)

# The ring cell by cell: inputs come from the cell before, so that all are settled after a few rounds.
spikes = [[] for _ in range(CELLS)]
while True:
    before = [list(train) for train in spikes]
    for cell in range(CELLS):
        arrivals = {KICK + 1: WEIGHT} if cell == 0 else {}
        for time in spikes[cell - 1]:
            arrivals[int(time) + 2] = arrivals.get(int(time) + 2, 0.0) + WEIGHT
        _, spikes[cell] = izhikevich_cell(
            arrivals, STEPS, tau_syn=2.0, d=8.0, voltage=-75.0, recovery=0.0
        )
    if spikes == before:
        break
expected = sorted((int(time), cell) for cell, train in enumerate(spikes) for time in train)
checks["the ring spikes as the model"] = found == expected
checks["the volley goes round"] = len(expected) > CELLS
finish(checks, f"{counts} Poisson spikes in 100 ms each; ring {len(found)} spikes, model {len(expected)}")
