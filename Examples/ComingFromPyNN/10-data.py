import pyNN.nest as sim
from neo import NixIO
from pyNN.utility.plotting import Figure, Panel

sim.setup(timestep=0.1, min_delay=0.1, spike_precision="on_grid")
cells = sim.Population(2, sim.IF_curr_exp(tau_refrac=2.0), label="cells")
step = sim.StepCurrentSource(times=[10.0, 40.0, 80.0], amplitudes=[1.2, 0.3, 0.0])
step.inject_into(cells)
wave = sim.ACSource(start=20.0, stop=90.0, amplitude=0.5, frequency=50.0)
cells[1].inject(wave)
cells.record("spikes")
cells.record("v", sampling_interval=0.5)
sim.run(100.0)

data = cells.get_data()
segment = data.segments[0]
v = segment.filter(name="v")[0]
print("v:", v.units.dimensionality, "every", float(v.sampling_period), "ms")
print("at 9, 15 and 60 ms:", [v.magnitude[int(2 * t)].tolist() for t in (9.0, 15.0, 60.0)])
for train in segment.spiketrains:
    print("cell", train.annotations["source_index"], "at", train.magnitude.tolist())
cells.write_data("cells.nix")
Figure(Panel(segment.spiketrains), Panel(v, ylabel="v (mV)"), title="Two cells").save("cells.png")
sim.end()

print("in the file:", [len(train) for train in NixIO("cells.nix", "ro").read_block().segments[0].spiketrains])
