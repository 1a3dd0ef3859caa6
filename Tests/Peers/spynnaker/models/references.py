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


class Membrane:
    """The leaky membrane: exact over a step of constant input, held while refractory."""

    def __init__(self, h=1.0, tau_m=20.0, cm=1.0, v_rest=-65.0, v_reset=-65.0, v_thresh=-50.0, refractory=0.1):
        self.h, self.resistance, self.keep = h, tau_m / cm, math.exp(-h / tau_m)
        self.v_rest, self.v_reset, self.v_thresh = v_rest, v_reset, v_thresh
        self.refractory, self.left, self.voltage = math.ceil(refractory / h), 0, v_rest
        self.samples, self.spikes = [], []

    def step(self, current):
        """Takes the sample of this step, then the step under a current in nA."""
        self.samples.append(self.voltage)
        if self.left > 0:
            self.left -= 1
            return
        target = current * self.resistance + self.v_rest
        self.voltage = target - self.keep * (target - self.voltage)
        if self.voltage >= self.v_thresh:
            self.spikes.append((len(self.samples) - 1) * self.h)
            self.voltage = self.v_reset
            self.left = self.refractory


def conductance_cell(arrivals, steps, h=1.0, tau_syn=5.0, e_rev=0.0, **parameters):
    """A leaky cell with an exponential excitatory conductance, its driving force taken at the start of the step."""
    cell, decay, conductance = Membrane(h, **parameters), math.exp(-h / tau_syn), 0.0
    for step in range(steps):
        conductance += arrivals.get(step, 0.0) * tau_syn / h * (1.0 - decay)
        cell.step(conductance * (e_rev - cell.voltage))
        conductance *= decay
    return cell.samples, cell.spikes


def delta_cell(arrivals, steps, h=1.0, **parameters):
    """A leaky cell whose input lasts one step."""
    cell = Membrane(h, **parameters)
    for step in range(steps):
        cell.step(arrivals.get(step, 0.0) / h)
    return cell.samples, cell.spikes


def alpha_cell(arrivals, steps, h=1.0, tau_syn=5.0, **parameters):
    """A leaky cell with alpha currents as a product of a line and an exponential, the last input setting the slope."""
    cell, decay = Membrane(h, **parameters), math.exp(-h / tau_syn)
    line, exponential, slope = 0.0, 0.0, 0.0
    for step in range(steps):
        arrival = arrivals.get(step, 0.0)
        if arrival:
            slope = arrival
            exponential = exponential * decay + 1.0
            line = (line + arrival * h / tau_syn**2) * (1.0 - 1.0 / exponential)
        cell.step(line * exponential)
        line += slope * h / tau_syn**2
        exponential *= decay
    return cell.samples, cell.spikes


def fixed(value):
    """The nearest s16.15 number."""
    return round(value * 32768) / 32768


def product(left, right):
    """The product of two s16.15 numbers, rounded down as on the chip."""
    return math.floor(left * right * 32768) / 32768


def izhikevich_cell(
    arrivals, steps, h=1.0, tau_syn=5.0, a=0.02, b=0.2, c=-65.0, d=2.0, voltage=-70.0, recovery=-14.0
):
    """Izhikevich's cell by the midpoint rule in s16.15, with exponential currents.

    The upstroke of a spike magnifies every rounding, so products are rounded as on the chip. The step after a spike is
    1.85 times as long as others.
    """
    decay, current, step_length = math.exp(-h / tau_syn), 0.0, h
    mean, k, a, b = tau_syn / h * (1.0 - decay), 0.040008544921875, fixed(a), fixed(b)
    samples, spikes = [], []
    for step in range(steps):
        current = math.floor((current + arrivals.get(step, 0.0) * mean) * 32768) / 32768
        samples.append(voltage)
        drive = 140.0 + current - recovery
        slope = drive + product(5.0 + product(k, voltage), voltage)
        middle = voltage + product(step_length, slope) / 2
        change = product(product(step_length, product(b, voltage) - recovery), a) / 2
        voltage += product(step_length, drive - change + product(5.0 + product(k, middle), middle))
        recovery += product(product(a, step_length), product(b, middle) - recovery - change)
        step_length = h
        if voltage >= 30.0:
            spikes.append(step * h)
            voltage = c
            recovery += d
            step_length = fixed(1.85 * h)
        current = math.floor(current * decay * 32768) / 32768
    return samples, spikes


def finish(checks, figures):
    """Prints the figures and what is wrong; ends the script with the judgement."""
    print(f"= {figures}")
    wrong = [name for name, is_right in checks.items() if not is_right]
    for name in wrong:
        print(f"WRONG: {name}")
    sys.exit(1 if wrong else 0)
