"""A core that ends in a run-time error in the midst of a run: sPyNNaker must name it and show its last words."""

import re
import struct

import pyNN.spiNNaker as sim
from spinn_front_end_common.data import FecDataView
from spinn_front_end_common.utilities.helpful_functions import locate_memory_region_for_placement

from logged import warnings_from_now_on
from references import finish

CELLS, STEPS = 5, 20
messages = warnings_from_now_on()
sim.setup(timestep=1.0)
source = sim.Population(CELLS, sim.SpikeSourceArray(spike_times=[5.0, STEPS + 5.0]), label="source")
cells = sim.Population(CELLS, sim.IF_curr_exp(), label="cells")
sim.Projection(source, cells, sim.AllToAllConnector(), sim.StaticSynapse(weight=0.5, delay=1.0))
cells.record("spikes")
sim.run(STEPS)

# The rows of synapses lie in SDRAM: words of plastic synapses, here none, static ones, here 5, and plastic ones. A program
# without plasticity that finds such words says so and ends in a run-time error.
vertex, = cells._vertex.machine_vertices
place = FecDataView.get_placement_of_vertex(vertex)
region = locate_memory_region_for_placement(place, vertex.REGIONS.SYNAPTIC_MATRIX)
transceiver = FecDataView.get_transceiver()
matrix = transceiver.read_memory(place.x, place.y, region, 4096)
row = struct.pack("<3I", 0, CELLS, 0)
rows = [region + at for at in range(0, len(matrix) - 12, 4) if matrix[at:at + 12] == row]
for address in rows:
    transceiver.write_memory(place.x, place.y, address, 1)
raised = None
try:
    sim.run(STEPS)
except Exception as error:  # whatever sPyNNaker makes of it
    raised = error
text = "\n".join([f"{type(raised).__name__}: {raised}"] + messages)
core = f"{place.x}[,:] ?{place.y}[,:] ?{place.p}"
finish(
    {
        "rows found": len(rows) >= CELLS,
        "the run fails": raised is not None,
        "the report says in what state which core is": re.search(rf"{core}.*(RTE|RUN_TIME_EXCEPTION)", text) is not None,
        "the report has the program's last words": "There should be no plastic synapses!" in text
        and "Error processing spike" in text,
    },
    f"spoilt rows: {len(rows)}; " + text.replace("\n", " | ")[:600],
)
