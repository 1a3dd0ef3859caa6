"""Structural plasticity: certain elimination empties a projection, certain formation fills another."""

import pyNN.spiNNaker as sim

from references import finish

CELLS, STEPS = 10, 200

sim.setup(timestep=1.0)
source = sim.Population(CELLS, sim.SpikeSourceArray(spike_times=[0.0]), label="source")


def rewired(label, connector, p_form, p_eliminate, s_max):
    """A population whose input is rewired once a step."""
    cells = sim.Population(CELLS, sim.IF_curr_exp(), label=label)
    mechanism = sim.StructuralMechanismStatic(
        partner_selection=sim.RandomSelection(),
        formation=sim.DistanceDependentFormation([CELLS, 1], p_form_forward=p_form, sigma_form_forward=1e5),
        elimination=sim.RandomByWeightElimination(
            threshold=0.5, prob_elim_depressed=p_eliminate, prob_elim_potentiated=p_eliminate
        ),
        f_rew=1000.0,
        initial_weight=2.0,
        initial_delay=3.0,
        s_max=s_max,
        seed=3,
        weight=0.25,
        delay=1.0,
    )
    return sim.Projection(source, cells, connector, synapse_type=mechanism)


emptied = rewired("emptied", sim.OneToOneConnector(), 0.0, 1.0, 1)
filled = rewired("filled", sim.FromListConnector([]), 1.0, 0.0, 2)
sim.run(STEPS)
left = list(emptied.get(["weight", "delay"], "list"))
formed = [tuple(map(float, row)) for row in filled.get(["weight", "delay"], "list")]
sim.end()
# A step tries one cell and one of its places: 20 places are all tried in 200 steps but for one in a thousand runs.
finish(
    {
        "nothing left of ten synapses": len(left) == 0,
        "20 places filled, or all but one": 19 <= len(formed) <= 20,
        "two for each cell": all(sum(row[1] == cell for row in formed) <= 2 for cell in range(CELLS)),
        "weight and delay as asked": all(row[2:] == (2.0, 3.0) for row in formed),
    },
    f"{len(left)} left of 10, {len(formed)} formed of 20",
)
