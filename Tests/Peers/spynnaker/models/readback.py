"""What a script reads back from a network of several populations, with cells and sources numbered through."""

import numpy

import fixed_point


def spikes_of(populations):
    """Sorted pairs of step and number; `populations` are pairs of a population and the number of its first cell."""
    return sorted(
        (int(time), first + cell)
        for population, first in populations
        for cell, train in enumerate(population.get_data("spikes").segments[0].spiketrains)
        for time in train.magnitude
    )


def synapses_of(projections, h=1.0):
    """Rows of source, target, weight, delay in steps and receptor, as arrays.

    `projections` are tuples of a projection, the numbers of its first source and target, and its receptor, 0 or 1.
    """
    parts = []
    for projection, source, target, receptor in projections:
        rows = numpy.array([tuple(row) for row in projection.get(["weight", "delay"], "list")])
        rows = rows.reshape(-1, 4) + [source, target, 0, 0]
        parts.append(numpy.column_stack([rows, numpy.full(len(rows), receptor)]))
    table = numpy.concatenate(parts)
    sources, targets, receptors = (table[:, column].astype(int) for column in (0, 1, 4))
    return sources, targets, table[:, 2], numpy.rint(table[:, 3] / h).astype(int), receptors


def shifts_of(populations):
    """Each cell's ring-buffer shifts, a row for each receptor: the scale in which sPyNNaker has written weights."""
    rows = [numpy.tile(p._vertex.get_ring_buffer_shifts(), (p.size, 1)) for p in populations]
    return numpy.concatenate(rows).T


def model(cells, table, steps, shifts, **options):
    """Runs the model of conductance cells with synapses that were read back; see `fixed_point.run`."""
    sources, targets, weights, delays, receptors = table
    count = max(int(sources.max()) + 1, len(cells.voltage))
    synapses = fixed_point.Synapses(sources, targets, weights, delays, receptors, count, scale=1024)
    return fixed_point.run(cells, synapses, steps, shifts, **options)
