"""One spike source and one cell: the membrane's course, step by step, as a model of it says."""

import numpy
import pyNN.spiNNaker as sim

from references import exponential_cell, finish

sim.setup(timestep=1.0)
source = sim.Population(1, sim.SpikeSourceArray(spike_times=[5.0, 60.0]), label="source")
cell = sim.Population(1, sim.IF_curr_exp(), label="cell")
sim.Projection(source, cell, sim.OneToOneConnector(), sim.StaticSynapse(weight=5.0, delay=2.0))
cell.record(["spikes", "v"])
sim.run(100)
segment = cell.get_data(["spikes", "v"]).segments[0]
voltage = numpy.array(segment.filter(name="v")[0].magnitude).ravel()
spikes = [float(time) for time in segment.spiketrains[0].magnitude]
sim.end()

expected, expected_spikes = exponential_cell({7: 5.0, 62: 5.0}, steps=100)
finish(
    {
        "one sample a step": len(voltage) == 100,
        "membrane within 0.02 mV of the model": numpy.abs(voltage - expected).max() < 0.02,
        "spikes of the model": spikes == expected_spikes,
    },
    f"spikes {spikes}, largest difference {numpy.abs(voltage - expected).max():.5f} mV",
)
