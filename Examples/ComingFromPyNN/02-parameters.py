import numpy
import pyNN.nest as sim
from pyNN.random import NumpyRNG, RandomDistribution

rng = NumpyRNG(seed=1)
sim.setup(timestep=0.1, min_delay=0.1, spike_precision="on_grid")
cells = sim.Population(
    200,
    sim.IF_curr_exp(
        tau_m=RandomDistribution("normal_clipped", mu=15.0, sigma=3.0, low=5.0, high=25.0, rng=rng),
        i_offset=lambda i: 1.0 + 0.005 * i,
        tau_refrac=2.0,
    ),
    initial_values={"v": RandomDistribution("uniform", low=-65.0, high=-50.0, rng=rng)},
    label="cells",
)
cells[0:100].set(v_thresh=-52.0)
cells.record("spikes")
cells.record("v", sampling_interval=1.0)
sim.run(200.0)

print("i_offset of the first cells:", cells[0:3].get("i_offset").tolist(), "nA")
print("mean tau_m:", numpy.mean(cells.get("tau_m")), "ms")
print("mean v at 0 ms:", cells.get_data("v").segments[0].analogsignals[0].magnitude[0].mean(), "mV")
print("spikes of a cell:", cells.mean_spike_count())
sim.end()
