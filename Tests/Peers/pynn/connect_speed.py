"""How many synapses a second PyNN makes in NEST: prints a line for each connector, its name and the rate in 10^6.

The networks are those of NetworkScale.generation in Tests/Benchmarks/SwiNNBench.
"""

import time
import warnings

warnings.filterwarnings("ignore")

import pyNN.nest as sim
from pyNN.random import RandomDistribution

sim.setup(timestep=1.0, min_delay=1.0, max_delay=20.0)
cells = [sim.Population(1000, sim.IF_curr_exp()) for _ in range(2)]
connectors = [
    sim.AllToAllConnector(),
    sim.FixedProbabilityConnector(0.2),
    sim.FixedNumberPreConnector(200),
    sim.FixedNumberPostConnector(200),
    sim.FixedTotalNumberConnector(50000),
]
for connector in connectors:
    synapse = sim.StaticSynapse(
        weight=RandomDistribution("normal_clipped", mu=0.1, sigma=0.02, low=0.0, high=1.0),
        delay=RandomDistribution("uniform", low=1.0, high=16.0),
    )
    start = time.perf_counter()
    projection = sim.Projection(cells[0], cells[1], connector, synapse)
    seconds = time.perf_counter() - start
    print(type(connector).__name__, len(projection) / seconds / 1e6, flush=True)
