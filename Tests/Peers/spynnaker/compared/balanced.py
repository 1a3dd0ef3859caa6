"""Examples/BalancedNetwork for sPyNNaker; writes its spikes and its time as JSON: python balanced.py FILE"""

import pyNN.spiNNaker as sim

from outcome import write

SIZES, DURATION = {"excitatory": 800, "inhibitory": 200}, 1000
CELL = dict(v_rest=-49.0, cm=0.2, tau_m=20.0, tau_refrac=5.0, tau_syn_E=5.0, tau_syn_I=10.0, i_offset=0.0,
            v_reset=-60.0, v_thresh=-50.0)
WEIGHTS = {"excitatory": 0.0162, "inhibitory": -0.09}

sim.setup(timestep=1.0)
populations = {}
for label, size in SIZES.items():
    populations[label] = sim.Population(size, sim.IF_curr_exp(**CELL), label=label, seed=size)
    populations[label].initialize(v=sim.RandomDistribution("uniform", (-60.0, -50.0)))
    populations[label].record("spikes")
populations["excitatory"][0:2].record(["v", "gsyn_exc", "gsyn_inh"])
connector = sim.FixedProbabilityConnector(0.08, allow_self_connections=False)
projections = [
    sim.Projection(pre, post, connector, sim.StaticSynapse(weight=WEIGHTS[label], delay=1.0), receptor_type=label)
    for label, pre in populations.items()
    for post in populations.values()
]
sim.run(DURATION)
trains = {label: population.get_data().segments[0].spiketrains for label, population in populations.items()}
for projection in projections:
    projection.get(["weight"], "list")
sim.end()
write(DURATION, trains)
