"""Idle cells, and cells that get a spike a step with a row or five: python costs.py FILE STEPS

Each population has a core of its own.
"""

import json
import sys

import pyNN.spiNNaker as sim
from spinn_front_end_common.data import FecDataView

STEPS, CELLS, SIZES, ROWS = int(sys.argv[2]), 128, [32, 64, 128, 256], [1, 8, 32, 100]

sim.setup(timestep=1.0)
idle = {size: sim.Population(size, sim.IF_curr_exp(), label=f"idle {size}") for size in SIZES}
source = sim.Population(1, sim.SpikeSourceArray(spike_times=[list(range(STEPS))]), label="source")
driven = {1: {}, 5: {}}
for count, populations in driven.items():
    for row in ROWS:
        populations[row] = sim.Population(CELLS, sim.IF_curr_exp(), label=f"{count} x {row}")
        for _ in range(count):
            pairs = sim.FromListConnector([(0, cell) for cell in range(row)])
            sim.Projection(source, populations[row], pairs, sim.StaticSynapse(weight=0.001, delay=1.0))
sim.run(STEPS)


def core(population):
    """The chip and the core of a population that has one."""
    vertex, = population._vertex.machine_vertices
    place = FecDataView.get_placement_of_vertex(vertex)
    return place.x, place.y, place.p


groups = {"idle": idle, "single": driven[1], "five": driven[5]}
places = {name: {n: core(p) for n, p in group.items()} for name, group in groups.items()}
sim.end()
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(places, file)
