"""Runs Vogels and Abbott's network of conductance cells in NEST; writes its rates and irregularity as JSON.

    python make_vogels_abbott.py OUTPUT_FOLDER

The network is the conductance-based benchmark of Brette et al. (J. Comput. Neurosci. 23, 2007) with the weights of
Vogels and Abbott (J. Neurosci. 25, 2005) and a constant current; three runs differ in synapses and starts.
"""

import json
import os
import sys

import nest
import numpy

nest.verbosity = nest.VerbosityLevel.ERROR
NETWORK = dict(
    sizes=[3200, 800], probability=0.02, weights=[0.004, 0.051], delay=1.0, duration=500, settled=100,
    cell=dict(
        tau_m=20.0, cm=0.2, v_rest=-60.0, v_reset=-60.0, v_thresh=-50.0, tau_refrac=5.0, i_offset=0.2,
        tau_syn_E=5.0, tau_syn_I=10.0, e_rev_E=0.0, e_rev_I=-80.0,
    ),
)


def run(seed):
    """One run at a step of 0.1 ms; returns the mean rate in Hz and the mean coefficient of variation."""
    nest.ResetKernel()
    nest.resolution = 0.1
    nest.rng_seed = seed
    cell = NETWORK["cell"]
    cells = nest.Create("iaf_cond_exp", sum(NETWORK["sizes"]), params=dict(
        C_m=cell["cm"] * 1000.0, g_L=cell["cm"] * 1000.0 / cell["tau_m"], E_L=cell["v_rest"], V_reset=cell["v_reset"],
        V_th=cell["v_thresh"], t_ref=cell["tau_refrac"], I_e=cell["i_offset"] * 1000.0, tau_syn_ex=cell["tau_syn_E"],
        tau_syn_in=cell["tau_syn_I"], E_ex=cell["e_rev_E"], E_in=cell["e_rev_I"],
    ))
    cells.V_m = nest.random.uniform(cell["v_reset"], cell["v_thresh"])
    first = 0
    for size, weight, sign in zip(NETWORK["sizes"], NETWORK["weights"], [1, -1]):
        nest.Connect(
            cells[first:first + size], cells, {"rule": "pairwise_bernoulli", "p": NETWORK["probability"]},
            {"weight": sign * weight * 1000.0, "delay": NETWORK["delay"]},
        )
        first += size
    recorder = nest.Create("spike_recorder")
    nest.Connect(cells, recorder)
    nest.Simulate(NETWORK["duration"])
    events = recorder.get("events")
    late = events["times"] >= NETWORK["settled"]
    times, senders = events["times"][late], events["senders"][late]
    intervals = [numpy.diff(numpy.sort(times[senders == sender])) for sender in numpy.unique(senders)]
    rate = len(times) / len(cells) / (NETWORK["duration"] - NETWORK["settled"]) * 1000.0
    return rate, float(numpy.mean([numpy.std(d) / numpy.mean(d) for d in intervals if len(d) >= 5]))


def main():
    results = [run(seed) for seed in (1, 2, 3)]
    fixture = dict(
        network=NETWORK,
        rates=[round(rate, 3) for rate, _ in results],
        variations=[round(variation, 4) for _, variation in results],
    )
    with open(os.path.join(sys.argv[1], "vogels-abbott.json"), "w", encoding="utf-8") as file:
        json.dump(fixture, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
