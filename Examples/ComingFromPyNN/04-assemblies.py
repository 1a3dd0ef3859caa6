import pyNN.nest as sim

sim.setup(timestep=0.1, min_delay=0.1, spike_precision="on_grid")
cell = sim.IF_curr_exp(tau_refrac=2.0, i_offset=0.7)
excitatory = sim.Population(8, cell, label="excitatory")
inhibitory = sim.Population(4, cell, label="inhibitory")
inhibitory.set(tau_m=10.0)
both = sim.Assembly(excitatory, inhibitory, label="both")
source = sim.Population(1, sim.SpikeSourceArray(spike_times=[5.0, 20.0, 40.0, 41.0]))
reader = sim.Population(2, sim.IF_curr_exp(tau_refrac=2.0), label="reader")

sim.Projection(source, both, sim.AllToAllConnector(), sim.StaticSynapse(weight=2.0, delay=1.0),
               receptor_type="excitatory")
everyone = sim.Projection(both, reader, sim.AllToAllConnector(), sim.StaticSynapse(weight=0.4, delay=1.5))
half = sim.Projection(excitatory[0:4] + inhibitory, excitatory[4:8], sim.OneToOneConnector(),
                      sim.StaticSynapse(weight=-1.0, delay=2.0), receptor_type="inhibitory")
(both + reader).record("spikes")
sim.run(100.0)

print(both.size, "cells,", everyone.size(), "and", half.size(), "connections")
for population in both.populations + [reader]:
    trains = population.get_data("spikes").segments[0].spiketrains
    print(population.label, [train.magnitude.tolist() for train in trains[-2:]])
sim.end()
