"""Current sources: constant, step and sine against the model; noise and Poisson spikes against their statistics."""

import math

import numpy
import pyNN.spiNNaker as sim

from references import exponential_cell, finish

STEPS, NOISY, RATE = 300, 100, 50.0
CELL = dict(tau_m=10.0, cm=1.0, v_thresh=0.0)

sim.setup(timestep=1.0)
currents = {
    "constant": (sim.DCSource(amplitude=0.5, start=20.0, stop=200.0), lambda t: 0.5 if 20 <= t < 200 else 0.0),
    "steps": (
        sim.StepCurrentSource(times=[50.0, 110.0, 150.0, 210.0], amplitudes=[0.4, 0.6, -0.2, 0.2]),
        lambda t: 0.2 if t >= 210 else -0.2 if t >= 150 else 0.6 if t >= 110 else 0.4 if t >= 50 else 0.0,
    ),
    "sine": (
        sim.ACSource(start=50.0, stop=250.0, amplitude=0.2, offset=0.1, frequency=10.0, phase=180.0),
        lambda t: 0.1 + 0.2 * math.sin(2 * math.pi * 10 * (t - 50) / 1000 + math.pi) if 50 <= t < 250 else 0.0,
    ),
}
populations = {}
for name, (source, _) in currents.items():
    populations[name] = sim.Population(1, sim.IF_curr_exp(**CELL), label=name)
    populations[name].inject(source)
    populations[name].record("v")
noisy = sim.Population(NOISY, sim.IF_curr_exp(**CELL), label="noise")
noisy.inject(sim.NoisyCurrentSource(mean=0.5, stdev=0.2, start=0.0, stop=float(STEPS), dt=1.0))
noisy.record("v")
poisson = sim.Population(100, sim.SpikeSourcePoisson(rate=RATE), label="poisson", seed=7)
poisson.record("spikes")
sim.run(STEPS)
checks, figures = {}, []
for name, (_, current) in currents.items():
    voltage = numpy.array(populations[name].get_data("v").segments[0].filter(name="v")[0].magnitude).ravel()
    expected, _ = exponential_cell({}, STEPS, **CELL, offset=current)
    difference = float(numpy.abs(voltage - expected).max())
    figures.append(f"{name} {difference:.4f} mV off")
    checks[f"{name} within 0.05 mV of the model"] = difference < 0.05
voltage = numpy.array(noisy.get_data("v").segments[0].filter(name="v")[0].magnitude)[100:]
# A membrane that takes independent samples has the stationary variance (stdev R (1 - k))² / (1 - k²).
keep = math.exp(-1.0 / CELL["tau_m"])
expected = 0.2 * CELL["tau_m"] * math.sqrt((1 - keep) / (1 + keep))
mean, deviation = float(voltage.mean()), float(voltage.std())
figures.append(f"noise {mean:.3f} ± {deviation:.3f} mV (expected -60 ± {expected:.3f})")
checks["noise: mean"] = abs(mean + 60.0) < 0.1
checks["noise: deviation"] = abs(deviation - expected) < 0.1 * expected
trains = poisson.get_data("spikes").segments[0].spiketrains
count = sum(len(train) for train in trains)
expected = 100 * RATE * STEPS / 1000
figures.append(f"Poisson {count} spikes (expected {expected:.0f} ± {math.sqrt(expected):.0f})")
checks["Poisson: count within 4 deviations"] = abs(count - expected) < 4 * math.sqrt(expected)
checks["Poisson: trains differ"] = len({tuple(map(float, train.magnitude)) for train in trains}) > 90
sim.end()
finish(checks, "; ".join(figures))
