"""A run that is too long for the recording memory: sPyNNaker cuts it up, and nothing is lost at the cuts."""

import numpy
import pyNN.spiNNaker as sim
from spinn_front_end_common.data import FecDataView

from references import exponential_cell, finish

CELLS, STEPS = 200, 850

sim.setup(timestep=1.0)
cells = sim.Population(CELLS, sim.IF_curr_exp(i_offset=1.0), label="cells")
cells.record(["spikes", "v"])
sim.run(STEPS)
plan = FecDataView.get_max_run_time_steps()
segment = cells.get_data(["spikes", "v"]).segments[0]
voltage = numpy.array(segment.filter(name="v")[0].magnitude)
spikes = [[float(t) for t in train.magnitude] for train in segment.spiketrains]
sim.end()

samples, times = exponential_cell({}, STEPS, offset=lambda step: 1.0)
finish(
    {
        "the memory holds less than the run": plan < STEPS,
        "all samples": voltage.shape == (STEPS, CELLS),
        "membranes within 0.05 mV of the model": float(numpy.abs(voltage - numpy.array(samples)[:, None]).max()) < 0.05,
        "spikes of the model": all(train == times for train in spikes),
    },
    f"stretches of {plan} steps at most, spikes {times}",
)
