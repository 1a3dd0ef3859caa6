"""STDP under reward: the weight after one pairing and one reward, beside the closed form."""

import math

import pyNN.spiNNaker as sim

from references import finish

PRE, TEACHER, REWARD, STEPS = [100.0, 400.0], [103.0], [152.0], 450
TAU_C, TAU_D, STEP, START, A, TAU = 100.0, 50.0, 2.0, 1.0, 0.05, 20.0

sim.setup(timestep=1.0)
pre = sim.Population(1, sim.SpikeSourceArray(spike_times=PRE), label="pre")
teacher = sim.Population(1, sim.SpikeSourceArray(spike_times=TEACHER), label="teacher")
reward = sim.Population(1, sim.SpikeSourceArray(spike_times=REWARD), label="reward")
cell = sim.Population(
    1, sim.IF_curr_exp(tau_syn_E=1.0, tau_refrac=1.0, cm=5.0, v_thresh=-64.0), label="cell"
)
cell.record("spikes")
rule = sim.STDPMechanism(
    timing_dependence=sim.SpikePairRule(tau_plus=TAU, tau_minus=TAU, A_plus=A, A_minus=A),
    weight_dependence=sim.AdditiveWeightDependence(w_min=0.0, w_max=8.0),
    weight=START,
    delay=1.0,
)
plastic = sim.Projection(pre, cell, sim.OneToOneConnector(), synapse_type=rule)
sim.Projection(teacher, cell, sim.OneToOneConnector(), sim.StaticSynapse(weight=12.0, delay=1.0))
sim.Projection(
    reward,
    cell,
    sim.OneToOneConnector(),
    sim.extra_models.Neuromodulation(weight=STEP, tau_c=TAU_C, tau_d=TAU_D, w_max=8.0),
    receptor_type="reward",
)
sim.run(STEPS)
spikes = [float(time) for time in cell.get_data("spikes").segments[0].spiketrains[0].magnitude]
found = float(plastic.get("weight", format="list", with_address=False)[0])
sim.end()

# The post spike is back at the synapse a step later and leaves an eligibility; the reward acts on what is left of it 48
# steps on (the chip looks decays up in strides of 16 and 4 steps).
post = (spikes[0] if spikes else math.nan) + 1.0
eligibility = A * math.exp(-(post - PRE[0]) / TAU)
rewarded = REWARD[0] + 1.0
left = eligibility * math.exp(-(rewarded - post) / TAU_C)
rate = 1.0 / TAU_C + 1.0 / TAU_D
expected = START + left * STEP * (1.0 - math.exp(-(PRE[1] - rewarded) * rate)) / rate
finish(
    {
        "the teacher rules": spikes == [104.0],
        f"weight {found} within 3 % of {expected}": abs(found - expected) < 0.03 * expected,
        "the reward moved the weight": abs(expected - START) > 0.5,
    },
    f"weight {found:.4f}, exact {expected:.4f}, spikes {spikes}",
)
