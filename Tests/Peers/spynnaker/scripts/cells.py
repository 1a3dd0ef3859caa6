"""One cell of each model beside a model of it in floating point, driven by the same spikes."""

import math

import numpy
import pyNN.spiNNaker as sim

from references import alpha_cell, conductance_cell, delta_cell, exponential_cell, finish, izhikevich_cell

STEPS = 150
TIMES = [5.0, 40.0, 43.0, 46.0, 90.0]
CELLS = {
    # name: cell, weight, model, tolerance in mV
    "exponential": (sim.IF_curr_exp(), 3.0, exponential_cell, 0.02),
    "conductance": (sim.IF_cond_exp(), 0.05, conductance_cell, 0.05),
    "delta": (sim.IF_curr_delta(), 8.0, delta_cell, 0.02),
    "alpha": (sim.IF_curr_alpha(tau_syn_E=5.0, tau_syn_I=5.0), 4.0, alpha_cell, 0.1),
    "izhikevich": (sim.Izhikevich(), 4.0, izhikevich_cell, 0.5),
}

sim.setup(timestep=1.0)
source = sim.Population(1, sim.SpikeSourceArray(spike_times=TIMES), label="source")
populations = {}
for name, (cell, weight, _, _) in CELLS.items():
    population = sim.Population(1, cell, label=name)
    sim.Projection(source, population, sim.OneToOneConnector(), sim.StaticSynapse(weight=weight, delay=1.0))
    population.record(["spikes", "v"])
    populations[name] = population
sim.run(STEPS)
checks, figures = {}, []
for name, (_, weight, model, tolerance) in CELLS.items():
    segment = populations[name].get_data(["spikes", "v"]).segments[0]
    voltage = numpy.array(segment.filter(name="v")[0].magnitude).ravel()
    spikes = [float(time) for time in segment.spiketrains[0].magnitude]
    expected, expected_spikes = model({int(time) + 1: weight for time in TIMES}, STEPS)
    difference = float(numpy.abs(voltage - expected).max()) if len(voltage) == STEPS else math.inf
    figures.append(f"{name} {len(spikes)} spikes, {difference:.4f} mV off")
    checks[f"{name}: membrane within {tolerance} mV of the model"] = difference < tolerance
    checks[f"{name}: spikes {spikes} as the model's {expected_spikes}"] = spikes == expected_spikes
sim.end()
checks["cells spike"] = any("0 spikes" not in figure for figure in figures)
finish(checks, "; ".join(figures))
