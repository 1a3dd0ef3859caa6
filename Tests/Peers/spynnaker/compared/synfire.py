"""Examples/Synfire for sPyNNaker; writes its spikes and its time as JSON: python synfire.py FILE"""

import pyNN.spiNNaker as sim

from outcome import write

CELLS, DURATION = 200, 5000
CELL = dict(v_rest=-65.0, cm=0.25, tau_m=20.0, tau_refrac=2.0, tau_syn_E=5.0, tau_syn_I=5.0, i_offset=0.0,
            v_reset=-70.0, v_thresh=-50.0)

sim.setup(timestep=1.0)
ring = sim.Population(CELLS, sim.IF_curr_exp(**CELL), label="ring")
start = sim.Population(1, sim.SpikeSourceArray(spike_times=[0]), label="start")
loop = [(cell, (cell + 1) % CELLS) for cell in range(CELLS)]
circle = sim.Projection(ring, ring, sim.FromListConnector(loop), sim.StaticSynapse(weight=2.0, delay=17.0))
sim.Projection(start, ring, sim.FromListConnector([(0, 0)]), sim.StaticSynapse(weight=2.0, delay=1.0))
ring.record("spikes")
ring[0:3].record(["v", "gsyn_exc"])
sim.run(DURATION)
data = ring.get_data()
circle.get(["weight", "delay"], "list")
sim.end()
write(DURATION, {"ring": data.segments[0].spiketrains})
