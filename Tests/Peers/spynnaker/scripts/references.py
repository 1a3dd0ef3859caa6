"""Independent models in the step convention of sPyNNaker: input into the step, sample, membrane, threshold, decay."""

import math
import sys


def exponential_cell(
    arrivals,
    steps,
    h=1.0,
    tau_m=20.0,
    cm=1.0,
    tau_syn=5.0,
    v_rest=-65.0,
    v_reset=-65.0,
    v_thresh=-50.0,
    refractory=0.1,
    offset=lambda step: 0.0,
):
    """A leaky cell with exponential currents. `arrivals` maps steps to signed weights; returns samples and spikes."""
    resistance = tau_m / cm
    keep, decay = math.exp(-h / tau_m), math.exp(-h / tau_syn)
    mean = tau_syn / h * (1.0 - decay)
    voltage, current, rest_of_refractory = v_rest, 0.0, 0
    samples, spikes = [], []
    for step in range(steps):
        current += arrivals.get(step, 0.0) * mean
        samples.append(voltage)
        if rest_of_refractory <= 0:
            target = (current + offset(step)) * resistance + v_rest
            voltage = target - keep * (target - voltage)
            if voltage >= v_thresh:
                spikes.append(step * h)
                voltage = v_reset
                rest_of_refractory = math.ceil(refractory / h)
        else:
            rest_of_refractory -= 1
        current *= decay
    return samples, spikes


def finish(checks, figures):
    """Prints the figures and what is wrong; ends the script with the judgement."""
    print(figures)
    wrong = [name for name, is_right in checks.items() if not is_right]
    for name in wrong:
        print(f"WRONG: {name}")
    sys.exit(1 if wrong else 0)
