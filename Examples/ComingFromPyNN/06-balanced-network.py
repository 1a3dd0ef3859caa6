import pyNN.nest as sim
from pyNN.random import NumpyRNG, RandomDistribution

rng = NumpyRNG(seed=1)
sim.setup(timestep=0.1, min_delay=0.1, spike_precision="on_grid", rng_seed=1)
cells = sim.Population(500, sim.IF_curr_exp(tau_refrac=2.0, tau_syn_E=2.0, tau_syn_I=5.0),
                       initial_values={"v": RandomDistribution("uniform", low=-65.0, high=-50.0, rng=rng)})
excitatory, inhibitory = cells[0:400], cells[400:500]
noise = sim.Population(400, sim.SpikeSourcePoisson(rate=40.0))


def synapse(mean):
    weight = RandomDistribution("normal", mu=mean, sigma=0.1 * abs(mean), rng=rng)
    return sim.StaticSynapse(weight=weight, delay=1.5)


tenth = sim.FixedProbabilityConnector(0.1, rng=rng)
sim.Projection(noise, cells, tenth, synapse(0.5))
feedback = sim.Projection(excitatory, cells, tenth, synapse(0.15))
sim.Projection(inhibitory, cells, tenth, synapse(-0.6), receptor_type="inhibitory")
cells.record("spikes")
sim.run(500.0)

print("connections:", feedback.size())
print("mean weight:", sum(feedback.get("weight", format="list", with_address=False)) / feedback.size(), "nA")
print("excitatory cells:", excitatory.mean_spike_count() / 0.5, "Hz")
print("inhibitory cells:", inhibitory.mean_spike_count() / 0.5, "Hz")
sim.end()
