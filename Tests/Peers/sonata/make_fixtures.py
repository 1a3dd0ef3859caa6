#!/usr/bin/env python3
"""Makes the network that `Tests/SONATANetworksTests` imports: PyNN exports it, and says what it is. Usage:
make_fixtures.py FOLDER

`expected.json` has the parameters of the cells and the synapses, as PyNN's own `get` tells them.
"""

import json
import os
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import pyNN.nest as sim
from pyNN.network import Network
from pyNN.serialization import export_to_sonata


class Ordered(Network):
    """A network whose parts come in the same order each time: PyNN's are sets."""
    populations = property(lambda self: sorted(self._populations, key=lambda p: p.first_id))
    projections = property(lambda self: sorted(self._projections, key=lambda p: p.label))


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    sim.setup(timestep=0.1, min_delay=0.1, max_delay=20.0, spike_precision="on_grid")
    sources = sim.Population(2, sim.SpikeSourceArray(), label="input")
    cells = sim.Population(3, sim.IF_curr_exp(tau_m=[10.0, 11.0, 12.5], cm=0.25), label="cells")
    network = Ordered(sources, cells)
    for rows, receptor in [([(0, 2, 0.5, 1.5), (1, 0, 0.25, 7.0), (1, 2, 1.0, 0.1)], "excitatory"),
                           ([(0, 1, -0.5, 2.0)], "inhibitory")]:
        network.add(sim.Projection(sources, cells, sim.FromListConnector(rows), sim.StaticSynapse(),
                                   receptor_type=receptor, label=receptor))
    expected = {
        "tau_m": cells.get("tau_m").tolist(), "cm": cells.get("cm"), "v_thresh": cells.get("v_thresh"),
        "positions": cells.positions.T.tolist(),
        "synapses": {p.label: sorted([[int(i), int(j), float(w), round(float(d), 6)] for i, j, w, d in
                                      p.get(["weight", "delay"], format="list")]) for p in network.projections},
    }
    export_to_sonata(network, "pynn", overwrite=True)
    # PyNN writes the folder as seen from where it ran.
    config = Path("pynn/circuit_config.json")
    config.write_text(config.read_text().replace('"$BASE_DIR": "pynn"', '"$BASE_DIR": "."'))
    Path("expected.json").write_text(json.dumps(expected, indent=1, sort_keys=True) + "\n")
    sim.end()


main()
