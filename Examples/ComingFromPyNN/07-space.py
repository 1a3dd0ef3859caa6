import numpy
import pyNN.nest as sim
from pyNN.random import NumpyRNG
from pyNN.space import Grid2D, Space

sim.setup(timestep=0.1, min_delay=0.1, spike_precision="on_grid")
sheet = sim.Population(100, sim.IF_curr_exp(tau_refrac=2.0), structure=Grid2D(dx=10.0, dy=10.0), label="sheet")
centre = sheet.nearest((45.0, 45.0, 0.0))
source = sim.Population(1, sim.SpikeSourceArray(spike_times=[1.0]), label="source")
source.positions = numpy.array([[45.0], [45.0], [0.0]])

wave = sim.Projection(source, sheet, sim.AllToAllConnector(),
                      sim.StaticSynapse(weight="8/(1 + d/20)", delay="1 + 0.1*d"))
near = sim.Projection(sheet, sheet,
                      sim.DistanceDependentProbabilityConnector("exp(-d/20)", allow_self_connections=False,
                                                                rng=NumpyRNG(seed=1)),
                      sim.StaticSynapse(weight="0.01*d", delay=1.0),
                      space=Space(periodic_boundaries=((0, 100), (0, 100), None)))
sheet.record("spikes")
sim.run(20.0)

print("cell", sheet.id_to_index(centre), "at", centre.position[0], centre.position[1])
rows = sorted(wave.get(["weight", "delay"], format="list"))
print("first rows of the wave:", numpy.array(rows[0:2]).tolist())
print("spikes of a cell:", sheet.mean_spike_count())
weights = near.get("weight", format="list", with_address=False)
print("neighbours:", near.size() / 100, "at", 100 * sum(weights) / len(weights), "um")
sim.end()
