import pyNN.nest as sim

sim.setup(timestep=0.1, min_delay=0.1, max_delay=30.0, spike_precision="on_grid")
n = 10
cells = sim.Population(n, sim.IF_curr_exp(cm=0.25, tau_refrac=2.0), label="chain")
echoes = sim.Population(n, sim.IF_curr_exp(cm=0.25, tau_refrac=2.0), label="echoes")
start = sim.Population(1, sim.SpikeSourceArray(spike_times=[1.0]))

rows = [(i, i + 1, 2.0, 2.0 + 0.5 * i) for i in range(n - 1)]
chain = sim.Projection(cells, cells, sim.FromListConnector(rows))
sim.Projection(start, cells[0:1], sim.AllToAllConnector(), sim.StaticSynapse(weight=2.0, delay=1.0))
sim.Projection(cells, echoes, sim.OneToOneConnector(), sim.StaticSynapse(weight=2.0, delay=25.0))
(cells + echoes).record("spikes")
sim.run(150.0)

for population in (cells, echoes):
    trains = population.get_data().segments[0].spiketrains
    print(population.label, [float(train[0]) for train in trains])
print("delays", [float(delay) for delay in chain.get("delay", format="list", with_address=False)])
sim.end()
