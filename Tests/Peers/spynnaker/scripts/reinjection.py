"""Volleys before impatient routers: packets are dropped, the monitors send them again, and every spike arrives once."""

import math

import numpy
import pyNN.spiNNaker as sim
from spinn_front_end_common.data import FecDataView
from spinn_front_end_common.interface.provenance import ProvenanceReader

from references import Membrane, finish

CONTROL, WAIT = 0xE1000000, 0x27 << 16

GROUPS, SOURCES, STEPS, REFRACTORY = 42, 6, 110, 4.0
WEIGHT, CELL = 0.125, dict(tau_m=20.0, cm=1.0, v_thresh=100.0)
# All sources spike in the first step, and whenever they are no longer refractory.
SOURCE, OFFSET = dict(tau_m=20.0, cm=1.0, v_thresh=-64.0), 10.0

sim.setup(timestep=1.0)
cells = sim.Population(4, sim.IF_curr_delta(**CELL), label="cells")
for group in range(GROUPS):
    source = sim.Population(
        SOURCES, sim.IF_curr_delta(**SOURCE, i_offset=OFFSET, tau_refrac=REFRACTORY), label=f"group {group}")
    sim.Projection(source, cells, sim.AllToAllConnector(), sim.StaticSynapse(weight=WEIGHT, delay=2.0))
cells.record("v")
sim.run(1 + REFRACTORY)
# A core takes a packet in 0.5 µs, and sPyNNaker's routers wait 3.7 µs for it: nothing is dropped. They are to wait 0.57 µs,
# which a core sometimes exceeds in a section that is not to be interrupted.
transceiver = FecDataView.get_transceiver()
for chip in FecDataView.get_machine().chips:
    control = transceiver.read_word(chip.x, chip.y, CONTROL) & 0xFFFF
    transceiver.write_memory(chip.x, chip.y, CONTROL, control | WAIT)
sim.run(STEPS - 1 - REFRACTORY)
voltage = numpy.array(cells.get_data("v").segments[0].filter(name="v")[0].magnitude)
with ProvenanceReader() as reader:
    def total(name):
        """A router count, over all chips."""
        return sum(int(value) for _, _, value in reader.get_router_by_chip(f"Run{name}"))

    counts = {name: total(name) for name in (
        "Dropped_Multicast_Packets", "Received_For_Reinjection", "Reinjected", "Missed_For_Reinjection",
        "Reinjection_Overflows")}
sim.end()

# All spikes of a volley arrive in one step, two after they were sent.
source, model = Membrane(**SOURCE, refractory=REFRACTORY), Membrane(**CELL)
for step in range(STEPS):
    source.step(OFFSET)
    model.step(GROUPS * SOURCES * WEIGHT * source.spikes.count(step - 2))
volleys = len(source.spikes)
difference = float(numpy.abs(voltage - numpy.array(model.samples)[:, None]).max()) if len(voltage) == STEPS else math.inf
finish(
    {
        "routers dropped packets": counts["Dropped_Multicast_Packets"] > 0,
        "the monitors sent them again": counts["Reinjected"] > 0,
        "none was lost": counts["Missed_For_Reinjection"] == counts["Reinjection_Overflows"] == 0,
        "volleys": volleys == STEPS // (1 + REFRACTORY),
        "each spike arrived once": difference < 0.02,
    },
    f"{counts}, {GROUPS * SOURCES * volleys} spikes in {volleys} volleys, membranes {difference:.4f} mV off",
)
