"""A program that ends in a run-time error: sPyNNaker must say which core, and what it wrote."""

import re

import pyNN.spiNNaker as sim

from logged import warnings_from_now_on
from references import finish

messages = warnings_from_now_on()
sim.setup(timestep=1.0)
source = sim.Population(5, sim.SpikeSourceArray(spike_times=[1.0]), label="source")
cells = sim.Population(5, sim.IF_curr_exp(), label="cells")
# No draw of this distribution lies between its limits: the program that makes synapses on the chip gives up.
hopeless = sim.RandomDistribution("normal_clipped", mu=1.0, sigma=0.001, low=3.0, high=4.0)
sim.Projection(source, cells, sim.AllToAllConnector(), sim.StaticSynapse(weight=hopeless, delay=1.0))
raised = None
try:
    sim.run(10)
except Exception as error:  # whatever sPyNNaker makes of it
    raised = error
text = "\n".join([f"{type(raised).__name__}: {raised}"] + messages)
finish(
    {
        "the run fails": raised is not None,
        "the report names the core": re.search(r"'\d+, \d+, \d+ \(ph: \d+\)'", text) is not None,
        "the report has the program's last words": re.search(r"redraws \(1000\) exceeded .*\.h: \d+\)", text) is not None,
    },
    text.replace("\n", " | ")[:400],
)
