"""Drives cells of four models in NEST; writes in which step of 1 ms each spikes first, as JSON.

    python make_first_spikes.py OUTPUT_FOLDER

NEST takes steps of 0.01 ms, so that the time of a spike is that of the model and not of the grid. sPyNNaker takes steps of
1 ms and spreads an input over its step, so that it can say the same only where the threshold is crossed with some margin:
cells that spike in the same step with a threshold somewhat higher and lower are kept, the others are left out. The margin
is larger for conductances, for which sPyNNaker takes the driving force of a step's beginning.
"""

import json
import math
import os
import sys

import nest

nest.verbosity = nest.VerbosityLevel.ERROR
CELLS, DURATION, TIMES = 40, 60, [10.0, 18.0]
TAU_M, CM, REST, THRESHOLD, TAU_E = 20.0, 1.0, -65.0, -50.0, 5.0
# The model in NEST, the greatest weight in sPyNNaker's unit, NEST's unit for it, the delay in NEST for 1 ms, the inputs that
# are used, and the margin in mV.
MODELS = {
    "IF_curr_exp": ("iaf_psc_exp", 6.0, 1000.0, 1.0, TIMES, 0.25),
    # sPyNNaker's weight is the charge, NEST's the peak; its current in a step is that of the step's beginning, half a step
    # late, and a second input changes the course of the first.
    "IF_curr_alpha": ("iaf_psc_alpha", 60.0, 1000.0 / (math.e * TAU_E), 1.5, TIMES[:1], 0.25),
    # sPyNNaker's current lasts a step, at whose end is what NEST's jump brings at once.
    "IF_curr_delta": ("iaf_psc_delta", 24.0, TAU_M / CM * (1.0 - math.exp(-1.0 / TAU_M)), 2.0, TIMES, 0.25),
    "IF_cond_exp": ("iaf_cond_exp", 0.1, 1000.0, 1.0, TIMES, 0.6),
}


def first_steps(model, weights, delay, times, threshold):
    """The step of each cell's first spike; None for a cell that does not spike."""
    nest.ResetKernel()
    nest.resolution = 0.01
    parameters = dict(C_m=CM * 1000.0, E_L=REST, V_m=REST, V_reset=REST, V_th=threshold, t_ref=0.1)
    if model == "iaf_cond_exp":
        parameters.update(g_L=CM * 1000.0 / TAU_M, E_ex=0.0, tau_syn_ex=TAU_E)
    else:
        parameters.update(tau_m=TAU_M)
        if model != "iaf_psc_delta":
            parameters.update(tau_syn_ex=TAU_E)
    cells = nest.Create(model, len(weights), params=parameters)
    source = nest.Create("spike_generator", params=dict(spike_times=times))
    recorder = nest.Create("spike_recorder")
    nest.Connect(cells, recorder)
    for cell, weight in zip(cells, weights):
        nest.Connect(source, cell, syn_spec=dict(weight=weight, delay=delay))
    nest.Simulate(DURATION)
    first = {}
    events = recorder.get("events")
    for sender, time in sorted(zip(events["senders"].tolist(), events["times"].tolist()), key=lambda event: event[1]):
        # A spike in (k, k + 1] ms is one of step k.
        first.setdefault(sender - cells[0].global_id, math.ceil(round(time, 6)) - 1)
    return [first.get(cell) for cell in range(len(weights))]


def main():
    fixture = dict(duration=DURATION, models={})
    for name, (model, greatest, unit, delay, times, margin) in MODELS.items():
        weights = [round(greatest * (cell + 1) / CELLS, 6) for cell in range(CELLS)]
        runs = [
            first_steps(model, [w * unit for w in weights], delay, times, THRESHOLD + shift)
            for shift in (0.0, -margin, margin)
        ]
        kept = [(w, a) for w, a, b, c in zip(weights, *runs) if a == b == c]
        fixture["models"][name] = dict(times=times, weights=[w for w, _ in kept], first=[step for _, step in kept])
    with open(os.path.join(sys.argv[1], "first-spikes.json"), "w", encoding="utf-8") as file:
        json.dump(fixture, file)
        file.write("\n")


if __name__ == "__main__":
    main()
