import pyNN.nest as sim

sim.setup(timestep=0.1, min_delay=0.1, spike_precision="on_grid")
source = sim.Population(1, sim.SpikeSourceArray(spike_times=[10.0, 12.0, 14.0, 30.0]))
cell = sim.Population(1, sim.IF_curr_exp(tau_m=15.0, tau_refrac=2.0), label="cell")
sim.Projection(source, cell, sim.AllToAllConnector(), sim.StaticSynapse(weight=3.0, delay=1.0))
cell.record(["spikes", "v"])
sim.run(50.0)

segment = cell.get_data().segments[0]
v = segment.filter(name="v")[0]
print("spikes at", segment.spiketrains[0].magnitude.tolist(), "ms")
print("v at 12, 16 and 40 ms:", v.magnitude[[120, 160, 400], 0].tolist(), "mV")
sim.end()
