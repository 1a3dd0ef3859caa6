"""Packets for a core that takes none: routers drop them, the monitors send them again, and sPyNNaker counts both."""

import struct

import pyNN.spiNNaker as sim
from spinn_front_end_common.data import FecDataView
from spinn_front_end_common.interface.provenance import ProvenanceReader
from spinn_front_end_common.utilities.helpful_functions import locate_memory_region_for_placement

from references import finish

CELLS, STEPS = 5, 100
# All sources spike in every second step.
SOURCE = dict(tau_m=20.0, cm=1.0, v_thresh=-64.0, tau_refrac=1.0, i_offset=10.0)

sim.setup(timestep=1.0)
sources = sim.Population(CELLS, sim.IF_curr_delta(**SOURCE), label="sources")
doomed = sim.Population(CELLS, sim.IF_curr_exp(), label="doomed")
sim.Projection(sources, doomed, sim.AllToAllConnector(), sim.StaticSynapse(weight=0.01, delay=1.0))
sim.run(10)

# As in crash.py: words of plastic synapses in a row are the end of a program without plasticity. Its core takes no packet
# from then on.
vertex, = doomed._vertex.machine_vertices
place = FecDataView.get_placement_of_vertex(vertex)
region = locate_memory_region_for_placement(place, vertex.REGIONS.SYNAPTIC_MATRIX)
transceiver = FecDataView.get_transceiver()
matrix, row = transceiver.read_memory(place.x, place.y, region, 4096), struct.pack("<3I", 0, CELLS, 0)
for at in range(0, len(matrix) - 12, 4):
    if matrix[at:at + 12] == row:
        transceiver.write_memory(place.x, place.y, region + at, 1)
raised = None
try:
    sim.run(STEPS)
except Exception as error:  # whatever sPyNNaker makes of it
    raised = error
names = ["Dropped_Multicast_Packets", "Received_For_Reinjection", "Reinjected", "Reinjection_Overflows"]
with ProvenanceReader() as reader:
    counts = {
        name: {(x, y): int(value) for x, y, value in reader.get_router_by_chip(name) if value} for name in names}
dropped, received, again, lost = counts.values()
here = {(place.x, place.y)}
finish(
    {
        "the run fails": raised is not None,
        "the core's router dropped packets, and no other": set(dropped) == here,
        # What has been sent again is dropped again as long as the core does not take it.
        "the chip's monitor sent them again, and no other": set(received) == set(again) == here
        and min(again.values()) > 10,
        "none was given up": not lost,
    },
    f"{counts}",
)
