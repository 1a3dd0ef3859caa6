import pyNN.nest as sim

sim.setup(timestep=0.1, min_delay=0.1, spike_precision="on_grid", t_flush=500.0)
cells = sim.Population(3, sim.IF_curr_exp(i_offset=[0.3, 1.0, 1.2], tau_refrac=2.0), initial_values={"v": -60.0})
cells.record("spikes")
cells[0:1].record("v")
for tau_m in (10.0, 20.0):
    cells.set(tau_m=tau_m)
    sim.run(100.0)
    cells.set(tau_m=2 * tau_m)
    sim.run(50.0)
    sim.reset(annotations={"tau_m": tau_m})
cells.initialize(v=-55.0)
sim.run(80.0)
print("now:", sim.get_current_time(), "ms")

for segment in cells.get_data().segments:
    v = segment.filter(name="v")[0]
    print(segment.name, "tau_m", segment.annotations.get("tau_m", 40.0), "ms:",
          [len(train) for train in segment.spiketrains], "spikes, v at 70 ms", v.magnitude[700, 0])
sim.end()
