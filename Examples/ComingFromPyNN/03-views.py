import pyNN.nest as sim

sim.setup(timestep=0.1, min_delay=0.1, spike_precision="on_grid")
cells = sim.Population(10, sim.IF_curr_exp(tau_refrac=2.0))
cells[0:5].set(i_offset=1.2)
cells[[7, 9]].set(i_offset=1.8)
cells[::2].set(v_reset=-70.0)
cells.initialize(v=lambda i: -65.0 + 0.5 * i)
cells[-1].tau_m = 10.0
for cell in cells[1:4]:
    cell.tau_m = 16.0 + cells.id_to_index(cell)

driven = cells[cells.get("i_offset") > 0]
driven.record("spikes")
cells[0:2].record("v")
sim.run(100.0)

print("driven:", [cells.id_to_index(cell) for cell in driven])
print("tau_m:", cells.get("tau_m").tolist())
print("cell 9:", cells[9].i_offset, "nA,", cells[9].tau_m, "ms")
print("spikes:", [len(train) for train in driven.get_data("spikes").segments[0].spiketrains])
v = cells[0:2].get_data("v").segments[0].analogsignals[0]
print("v at 5 ms:", v.magnitude[50].tolist())
sim.end()
