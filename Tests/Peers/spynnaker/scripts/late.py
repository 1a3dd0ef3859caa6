"""A core with more work than its time steps hold: sPyNNaker must report the overruns."""

import pyNN.spiNNaker as sim

from logged import warnings_from_now_on
from references import finish

warnings = warnings_from_now_on()
sim.setup(timestep=1.0)
source = sim.Population(200, sim.SpikeSourcePoisson(rate=400.0), label="source", seed=5)
cells = sim.Population(200, sim.IF_curr_exp(), label="cells")
cells.set_max_atoms_per_core(200)
sim.Projection(source, cells, sim.AllToAllConnector(), sim.StaticSynapse(weight=0.001, delay=1.0))
cells.record("spikes")
sim.run(60)
sim.end()
about = [text for text in warnings if "overran" in text or "overrun" in text or "input buffer" in text.lower()]
finish(
    {"a warning names the cells that lost time or input": any("cells" in text for text in about)},
    f"{len(about)} warnings: {about[:1]}",
)
