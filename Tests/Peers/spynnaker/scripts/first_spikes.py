"""Cells of four models with weights from weak to strong: each spikes first in the step in which it does so in NEST."""

import json
import pathlib

import pyNN.spiNNaker as sim

from references import finish

# Written by nest/make_first_spikes.py.
FIXTURE = json.loads((pathlib.Path(__file__).parent.parent / "fixtures/first-spikes.json").read_text())
CELL = dict(tau_m=20.0, cm=1.0, v_rest=-65.0, v_reset=-65.0, v_thresh=-50.0, tau_refrac=0.1)
SYNAPSE = dict(tau_syn_E=5.0, tau_syn_I=5.0)
PARAMETERS = {
    "IF_curr_exp": SYNAPSE, "IF_curr_alpha": SYNAPSE, "IF_curr_delta": {}, "IF_cond_exp": dict(SYNAPSE, e_rev_E=0.0)}

sim.setup(timestep=1.0)
populations = {}
for name, expected in FIXTURE["models"].items():
    source = sim.Population(1, sim.SpikeSourceArray(spike_times=expected["times"]), label=f"source of {name}")
    population = sim.Population(
        len(expected["weights"]), getattr(sim, name)(**CELL, **PARAMETERS[name]), label=name)
    rows = [(0, cell, weight, 1.0) for cell, weight in enumerate(expected["weights"])]
    sim.Projection(source, population, sim.FromListConnector(rows), sim.StaticSynapse())
    population.record("spikes")
    populations[name] = population
sim.run(FIXTURE["duration"])
checks, figures = {}, []
for name, population in populations.items():
    expected = FIXTURE["models"][name]["first"]
    found = [
        int(train.magnitude[0]) if len(train) else None
        for train in population.get_data("spikes").segments[0].spiketrains
    ]
    wrong = [(cell, a, b) for cell, (a, b) in enumerate(zip(found, expected)) if a != b]
    figures.append(f"{name} {len(expected) - len(wrong)} of {len(expected)}, "
                   f"{sum(step is not None for step in expected)} of them spike")
    checks[f"{name}: NEST's first spikes; cell, step and NEST's step {wrong[:3]}"] = not wrong and len(expected) > 20
    checks[f"{name}: weak cells do not spike, strong ones do, at various times"] = len(set(expected)) >= 3
sim.end()
finish(checks, "; ".join(figures))
