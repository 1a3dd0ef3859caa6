"""Several runs: going on, a reset, changed parameters; and the weights read back."""

import numpy
import pyNN.spiNNaker as sim

from references import exponential_cell, finish

sim.setup(timestep=1.0)
source = sim.Population(1, sim.SpikeSourceArray(spike_times=[5.0, 70.0]), label="source")
cell = sim.Population(1, sim.IF_curr_exp(), label="cell")
projection = sim.Projection(source, cell, sim.OneToOneConnector(), sim.StaticSynapse(weight=1.5, delay=3.0))
cell.record(["spikes", "v"])
sim.run(40)
sim.run(60)
sim.reset()
cell.set(i_offset=0.4)
source.set(spike_times=[20.0])
sim.run(50)
cell.set(i_offset=1.1)
sim.run(50)
segments = cell.get_data(["spikes", "v"]).segments
weights = [tuple(map(float, row)) for row in projection.get(["weight", "delay"], "list")]
sim.end()

voltages = [numpy.array(segment.filter(name="v")[0].magnitude).ravel() for segment in segments]
spikes = [[float(time) for time in segment.spiketrains[0].magnitude] for segment in segments]
first, first_spikes = exponential_cell({8: 1.5, 73: 1.5}, 100)
second, second_spikes = exponential_cell({23: 1.5}, 100, offset=lambda step: 0.4 if step < 50 else 1.1)
differences = [
    float(numpy.abs(voltage - expected).max()) if len(voltage) == 100 else numpy.inf
    for voltage, expected in zip(voltages, [first, second])
]
finish(
    {
        "two segments": len(segments) == 2,
        "first segment": differences[0] < 0.02 and spikes[0] == first_spikes,
        "second segment": differences[-1] < 0.02 and spikes[-1] == second_spikes,
        "weights": weights == [(0.0, 0.0, 1.5, 3.0)],
    },
    f"largest differences {differences} mV, spikes {spikes}, expected {[first_spikes, second_spikes]}",
)
