import pyNN.nest as sim

sim.setup(timestep=0.1, min_delay=0.1, spike_precision="on_grid")
source = sim.Population(1, sim.SpikeSourceArray(spike_times=[float(t) for t in range(5, 200, 10)]))
first = sim.Population(2, sim.IF_curr_exp(tau_refrac=2.0), label="first")
drive = sim.Projection(source, first, sim.AllToAllConnector(), sim.StaticSynapse(weight=4.0, delay=1.0))
first.record("spikes")
sim.run(50.0)

drive.set(weight=12.0)
sim.run(50.0)

second = sim.Population(2, sim.IF_curr_exp(tau_refrac=2.0), label="second")
sim.Projection(first, second, sim.AllToAllConnector(), sim.StaticSynapse(weight=6.0, delay=1.5))
second.record("spikes")


def stronger(time):
    drive.set(weight=12.0 + (time - 100.0) / 10.0)
    return time + 20.0


sim.run(100.0, callbacks=[stronger])
for population in (first, second):
    print(population.label, population.get_data().segments[0].spiketrains[0].magnitude.tolist())
print("weights at the end:", [float(w) for w in drive.get("weight", format="list", with_address=False)])
sim.end()
