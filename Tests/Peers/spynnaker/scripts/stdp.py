"""Pair STDP, additive and multiplicative: the weight after a protocol, beside the exact sum over pairs."""

import math

import pyNN.spiNNaker as sim

from references import finish

PRE, TEACHER, DELAY, START = [10.0, 50.0, 200.0], [14.0, 32.0, 53.0], 3.0, 0.5
A, TAU, W_MAX = 0.02, 20.0, 1.0


def weight(posts, multiplicative):
    """The sum over all pairs, a post spike counted when it is back at the synapse."""
    events = sorted([(time + DELAY, 0) for time in posts] + [(time, 1) for time in PRE])
    value, seen_pre, seen_post = START, [], []
    for time, is_pre in events:
        if is_pre:
            step = -A * sum(math.exp(-(time - other) / TAU) for other in seen_post)
            value += step * value if multiplicative else step
            seen_pre.append(time)
        else:
            step = A * sum(math.exp(-(time - other) / TAU) for other in seen_pre if other < time)
            value += step * (W_MAX - value) if multiplicative else step
            seen_post.append(time)
    return value


sim.setup(timestep=1.0)
source = sim.Population(1, sim.SpikeSourceArray(spike_times=PRE), label="pre")
teacher = sim.Population(1, sim.SpikeSourceArray(spike_times=TEACHER), label="teacher")
projections = {}
for name, dependence in [
    ("additive", sim.AdditiveWeightDependence(w_min=0.0, w_max=W_MAX)),
    ("multiplicative", sim.MultiplicativeWeightDependence(w_min=0.0, w_max=W_MAX)),
]:
    cell = sim.Population(1, sim.IF_curr_exp(tau_syn_E=1.0, tau_refrac=1.0, v_thresh=-64.0), label=name)
    cell.record("spikes")
    # One strong input makes the cell spike in the step after the teacher.
    sim.Projection(teacher, cell, sim.OneToOneConnector(), sim.StaticSynapse(weight=2.5, delay=1.0))
    rule = sim.STDPMechanism(
        timing_dependence=sim.SpikePairRule(tau_plus=TAU, tau_minus=TAU, A_plus=A, A_minus=A),
        weight_dependence=dependence,
        weight=START,
        delay=DELAY,
    )
    projections[name] = cell, sim.Projection(source, cell, sim.OneToOneConnector(), synapse_type=rule)
sim.run(210)
checks, figures = {}, []
for name, (cell, projection) in projections.items():
    spikes = [float(time) for time in cell.get_data("spikes").segments[0].spiketrains[0].magnitude]
    found = float(projection.get("weight", format="list", with_address=False)[0])
    expected = weight(spikes, name == "multiplicative")
    figures.append(f"{name} {found:.5f} (exact {expected:.5f}, spikes {spikes})")
    checks[f"{name}: {found} within 0.3 % of {expected}"] = abs(found - expected) < 3e-3 * expected
    checks[f"{name}: the teacher rules"] = spikes == [15.0, 33.0, 54.0]
    checks[f"{name}: the weight moved"] = abs(found - START) > 0.004
sim.end()
finish(checks, "; ".join(figures))
