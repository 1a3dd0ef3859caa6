"""sPyNNaker's cells in whole numbers of 2^-15, as the chip computes them: spikes and membranes agree to the last bit.

Facts are from the C sources of sPyNNaker 7.4.1 and spinn_common: products and conversions round down, parameters to the
nearest even, synaptic decay and start factors have 32 fractional bits, weights 16 bits in a scale of their receptor.
"""

import math

import numpy

ONE = 1 << 15
LONGEST_DELAY = 255


def fixed(value):
    """A parameter as the host writes it."""
    return round(value * ONE)


def quotient(dividend, divisor):
    """The chip's division of positive numbers."""
    return (dividend << 15) // divisor


def product(left, right):
    """The chip's product; numbers or arrays."""
    return (left * right) >> 15


# The chip's exponential is e^n of a whole n, times e^(-k/16), times a short series for the rest; so far from exact that
# the model needs the same. Terms are in units of 2^-32; the series' own coefficients are spinn_common's.
WHOLE = [round(math.exp(n) * 2**32) for n in range(-13, 1)]
SIXTEENTHS = [round((1 - math.exp(-k / 16)) * 2**32) for k in range(16)]
SERIES = 5294, 4293434720, 2081624032


def less_share(value, share):
    """A value less a share of it, in 2^-32, the low half of the product rounded to the nearest."""
    low = (value & 0xFFFFFFFF) * share
    return value - (value >> 32) * share - (low >> 32) - (low >> 31 & 1)


def exponential(argument, fraction_bits):
    """The chip's exponential of a number from -10 to 0, rounded down to at most 32 bits."""
    whole = -(-argument // ONE)
    rest = whole * ONE - argument
    value = WHOLE[13 + whole]
    if rest:
        value = less_share(value, SIXTEENTHS[rest >> 11])
        x = (rest & 0x7FF) << 17
        value = less_share(value, SERIES[0] + ((SERIES[1] - (SERIES[2] * x >> 32)) * x >> 32))
    return value >> (32 - fraction_bits)


class Receptor:
    """Exponentially decaying inputs of one kind."""

    def __init__(self, cells, tau, h):
        self.decay = exponential(-quotient(h, tau), 32)
        self.start = (quotient(tau, h) * ((1 << 32) - self.decay)) >> 15
        self.value = numpy.zeros(cells, dtype=numpy.int64)

    def add(self, weights):
        self.value += (weights * self.start) >> 32

    def shape(self):
        self.value = (self.value * self.decay) >> 32


class Cells:
    """Leaky cells with exponential currents or conductances; parameters in PyNN's units, the same for all cells."""

    def __init__(self, voltage, h=1.0, tau_m=20.0, cm=1.0, v_rest=-65.0, v_reset=-65.0, v_thresh=-50.0, tau_refrac=0.1,
                 tau_syn_E=5.0, tau_syn_I=5.0, i_offset=0.0, e_rev_E=None, e_rev_I=None):
        h, tau_m = fixed(h), fixed(tau_m)
        self.voltage = numpy.array([fixed(v) for v in voltage], dtype=numpy.int64)
        self.left = numpy.zeros(len(self.voltage), dtype=numpy.int64)
        self.resistance, self.keep = quotient(tau_m, fixed(cm)), exponential(-quotient(h, tau_m), 15)
        self.rest, self.reset, self.threshold = fixed(v_rest), fixed(v_reset), fixed(v_thresh)
        self.refractory, self.offset = -(-quotient(fixed(tau_refrac), h) // ONE), fixed(i_offset)
        self.receptors = [Receptor(len(voltage), fixed(tau), h) for tau in (tau_syn_E, tau_syn_I)]
        self.reversals = None if e_rev_E is None else [fixed(e_rev_E), fixed(e_rev_I)]

    def step(self, inputs):
        """Takes a step with the input of each receptor, as it leaves the ring buffer; returns the cells that spike."""
        for receptor, weights in zip(self.receptors, inputs):
            receptor.add(weights)
        excitation, inhibition = (receptor.value for receptor in self.receptors)
        if self.reversals:
            excitation = product(excitation >> 10, self.reversals[0] - self.voltage)
            inhibition = product(-(inhibition >> 10), self.reversals[1] - self.voltage)
        target = product(excitation - inhibition + self.offset, self.resistance) + self.rest
        free = self.left <= 0
        self.voltage = numpy.where(free, target - product(self.keep, target - self.voltage), self.voltage)
        self.left = numpy.where(free, self.left, self.left - 1)
        spiking = numpy.flatnonzero(self.voltage >= self.threshold)
        self.voltage[spiking], self.left[spiking] = self.reset, self.refractory
        for receptor in self.receptors:
            receptor.shape()
        return spiking


class IzhikevichCells:
    """Izhikevich's cells by the midpoint rule, with exponential currents; the step after a spike is 1.85 times as long.

    Constants of the program are cut off where parameters are rounded.
    """

    def __init__(self, voltage, recovery, h=1.0, a=0.02, b=0.2, c=-65.0, d=2.0, tau_syn_E=5.0, tau_syn_I=5.0):
        self.voltage = numpy.array([fixed(v) for v in voltage], dtype=numpy.int64)
        self.recovery = numpy.array([fixed(u) for u in recovery], dtype=numpy.int64)
        self.a, self.b, self.c, self.d, self.h = fixed(a), fixed(b), fixed(c), fixed(d), fixed(h)
        self.lengths = numpy.full(len(self.voltage), self.h)
        self.receptors = [Receptor(len(voltage), fixed(tau), self.h) for tau in (tau_syn_E, tau_syn_I)]

    @staticmethod
    def growth(voltage):
        """The quadratic part of the voltage's slope; its factor is the next above 0.04."""
        return product(5 * ONE + product(math.ceil(0.04 * ONE), voltage), voltage)

    def step(self, inputs):
        """Takes a step with the input of each receptor, as it leaves the ring buffer; returns the cells that spike."""
        for receptor, weights in zip(self.receptors, inputs):
            receptor.add(weights)
        h, v, u = self.lengths, self.voltage, self.recovery
        drive = 140 * ONE + self.receptors[0].value - self.receptors[1].value - u
        middle = v + (product(h, drive + self.growth(v)) >> 1)
        change = product(product(h, product(self.b, v) - u), self.a) >> 1
        self.voltage = v + product(h, drive - change + self.growth(middle))
        self.recovery = u + product(product(self.a, h), product(self.b, middle) - u - change)
        spiking = numpy.flatnonzero(self.voltage >= 30 * ONE)
        self.lengths = numpy.full(len(v), self.h)
        self.lengths[spiking] = product(self.h, math.floor(1.85 * ONE))
        self.voltage[spiking] = self.c
        self.recovery[spiking] += self.d
        for receptor in self.receptors:
            receptor.shape()
        return spiking


class Synapses:
    """Synapses by their sources; `weights` as read back from the chip, `scale` 1, or 1024 for conductances."""

    def __init__(self, sources, targets, weights, delays, receptors, count, scale=1):
        order = numpy.argsort(sources, kind="stable")
        self.targets, self.delays, self.receptors = targets[order], delays[order], receptors[order]
        # Weights come back as multiples of the receptor's unit, so that this is exact.
        self.weights = numpy.rint(numpy.abs(weights[order]) * scale * ONE).astype(numpy.int64)
        self.starts = numpy.searchsorted(sources[order], numpy.arange(count + 1))

    def of(self, source):
        return slice(self.starts[source], self.starts[source + 1])


def run(cells, synapses, steps, shifts, driven=(), recorded=(), samples=None):
    """Runs cells whose spikes, and those of `driven` sources (pairs of step and number), go through synapses.

    Returns pairs of step and cell, and how many inputs had more than a ring buffer holds: 16 bits, shifted by the
    receptor's `shifts` (two numbers or rows of them, one for each cell), beyond which the chip saturates. `samples`, a
    list, takes the membranes of the `recorded` cells before each step.
    """
    count, saturated = len(cells.voltage), 0
    limits = 0xFFFF << numpy.array([numpy.broadcast_to(shift, count) for shift in shifts], dtype=numpy.int64)
    buffers = numpy.zeros((LONGEST_DELAY + 1, 2, count), dtype=numpy.int64)
    outside = {}
    for step, source in driven:
        outside.setdefault(step, []).append(source)
    spikes = []
    for step in range(steps):
        slot = buffers[step % len(buffers)]
        if samples is not None:
            samples.append(cells.voltage[list(recorded)].copy())
        saturated += int((slot > limits).sum())
        spiking = cells.step(numpy.minimum(slot, limits))
        slot[:] = 0
        spikes.extend((step, int(cell)) for cell in spiking)
        for source in [*spiking, *outside.get(step, [])]:
            row = synapses.of(source)
            slots = (step + synapses.delays[row]) % len(buffers)
            numpy.add.at(buffers, (slots, synapses.receptors[row], synapses.targets[row]), synapses.weights[row])
    return spikes, saturated
