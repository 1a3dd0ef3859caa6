"""Runs small networks in NEST and writes what they did as JSON, for HostEngineTests to compare with.

    python make_fixtures.py OUTPUT_FOLDER

NEST cannot spike at time 0, so every network is run SHIFT ms later than it says, and SHIFT is taken off again. At SHIFT
the voltages are set to v_rest, from where PyNN starts as well; no input has arrived before.
"""

import json
import os
import sys

import nest

nest.verbosity = nest.VerbosityLevel.ERROR
SHIFT = 10.0

# NEST's name, and the factor from PyNN's unit, of each parameter of IF_curr_exp.
NAMES = {
    "v_rest": ("E_L", 1.0),
    "cm": ("C_m", 1000.0),
    "tau_m": ("tau_m", 1.0),
    "tau_refrac": ("t_ref", 1.0),
    "tau_syn_E": ("tau_syn_ex", 1.0),
    "tau_syn_I": ("tau_syn_in", 1.0),
    "i_offset": ("I_e", 1000.0),
    "v_reset": ("V_reset", 1.0),
    "v_thresh": ("V_th", 1.0),
}
DEFAULTS = dict(
    v_rest=-65.0, cm=1.0, tau_m=20.0, tau_refrac=0.1, tau_syn_E=5.0, tau_syn_I=5.0, i_offset=0.0,
    v_reset=-65.0, v_thresh=-50.0,
)


def run(network):
    """Runs a network and returns it with its spikes and voltages."""
    nest.ResetKernel()
    dt = network["timestep"]
    nest.resolution = dt
    cells, recorders, meters, starts = {}, {}, {}, {}

    def grow(now):
        """Makes what begins at a time, and gives connections the weights that they have from then on."""
        for population in network["populations"]:
            label = population["label"]
            if population.get("begins", 0.0) != now:
                continue
            if "spike_times" in population:
                cells[label] = nest.Create("spike_generator", population["size"])
                for cell, times in zip(cells[label], population["spike_times"]):
                    cell.spike_times = [round(t + SHIFT, 6) for t in times]
                continue
            parameters = dict(DEFAULTS, **population["parameters"])
            settings = {NAMES[k][0]: v * NAMES[k][1] for k, v in parameters.items()}
            starts[label] = settings["V_m"] = parameters["v_rest"]
            cells[label] = nest.Create("iaf_psc_exp", population["size"], params=settings)
            recorders[label] = nest.Create("spike_recorder")
            nest.Connect(cells[label], recorders[label])
            meters[label] = nest.Create("multimeter", params={"record_from": ["V_m"], "interval": dt})
            nest.Connect(meters[label], cells[label])
        for projection in network["projections"]:
            sign = -1 if projection["receptor"] == "inhibitory" else 1
            pre, post = cells.get(projection["pre"]), cells.get(projection["post"])
            reweighted = projection.get("reweighted")
            for i, j, weight, delay in projection["list"]:
                if projection.get("begins", 0.0) == now:
                    nest.Connect(
                        pre[i], post[j], "one_to_one",
                        {"weight": sign * weight * 1000.0, "delay": delay},
                    )
                elif reweighted and reweighted["time"] == now:
                    nest.GetConnections(pre[i], post[j]).weight = sign * reweighted["weight"] * 1000.0

    grow(0.0)
    # A device's current reaches a cell a step later.
    for current in network.get("currents", []):
        numbers = current["parameters"]
        if current["kind"] == "dc":
            device = nest.Create("dc_generator", params=dict(
                amplitude=numbers["amplitude"] * 1000.0, start=numbers["start"] + SHIFT - dt,
                stop=numbers["stop"] + SHIFT - dt))
        elif current["kind"] == "steps":
            device = nest.Create("step_current_generator", params=dict(
                amplitude_times=[t + SHIFT - dt for t in numbers["times"]],
                amplitude_values=[a * 1000.0 for a in numbers["amplitudes"]]))
        else:
            # NEST's phase counts from time 0.
            turns = numbers["frequency"] * (numbers["start"] + SHIFT - dt) / 1000.0
            device = nest.Create("ac_generator", params=dict(
                amplitude=numbers["amplitude"] * 1000.0, offset=numbers["offset"] * 1000.0,
                frequency=numbers["frequency"], phase=numbers["phase"] - 360.0 * turns,
                start=numbers["start"] + SHIFT - dt, stop=numbers["stop"] + SHIFT - dt))
        for cell in current["cells"]:
            nest.Connect(device, cells["cells"][cell], syn_spec={"delay": dt})
    nest.Simulate(SHIFT)
    for label in recorders:
        cells[label].V_m = starts[label]
    last = 0.0
    for now in sorted({p["begins"] for p in network["populations"] + network["projections"] if "begins" in p}):
        nest.Simulate(now - last)
        grow(now)
        last = now
    nest.Simulate(network["duration"] - last)

    result = dict(network, spikes={}, v={})
    for label, recorder in recorders.items():
        first = cells[label][0].global_id
        trains = [[] for _ in cells[label]]
        events = recorder.get("events")
        for sender, time in sorted(zip(events["senders"].tolist(), events["times"].tolist())):
            trains[sender - first].append(round(time - SHIFT, 6))
        result["spikes"][label] = trains
        events = meters[label].get("events")
        wanted = network.get("v_of", {}).get(label, [])
        traces = {i: [] for i in wanted}
        samples = sorted(zip(events["times"].tolist(), events["senders"].tolist(), events["V_m"].tolist()))
        for time, sender, v in samples:
            if sender - first in traces and abs(time - SHIFT) < dt / 2:
                traces[sender - first].append(starts[label])  # NEST took this sample before V_m was set.
            if sender - first in traces and time - SHIFT > dt / 2:
                traces[sender - first].append(round(v, 9))
        result["v"][label] = [traces[i] for i in wanted]
    return result


def single_cell():
    """One cell, one input (PyNNExamples' simple.py)."""
    return dict(
        name="single-cell", timestep=1.0, duration=50.0, v_of={"cell": [0]},
        populations=[
            dict(label="cell", size=1, parameters={}),
            dict(label="input", size=1, spike_times=[[0.0]]),
        ],
        projections=[dict(pre="input", post="cell", receptor="excitatory", list=[[0, 0, 5.0, 1.0]])],
    )


def coincidence(weight):
    """Eleven cells that compare two inputs (spike_time_compare.py), with a weight of choice."""
    return dict(
        name=f"coincidence-{weight:g}", timestep=1.0, duration=100.0, v_of={"cells": [0, 5]},
        populations=[
            dict(label="cells", size=11, parameters=dict(tau_syn_E=1.0, tau_refrac=0.0, tau_m=1.0)),
            dict(label="a", size=1, spike_times=[[1.0, 21.0, 42.0, 61.0, 84.0]]),
            dict(label="b", size=1, spike_times=[[1.0, 22.0, 41.0, 57.0, 81.0]]),
        ],
        projections=[
            dict(pre="a", post="cells", receptor="excitatory", list=[[0, i, weight, i + 1.0] for i in range(11)]),
            dict(pre="b", post="cells", receptor="excitatory", list=[[0, i, weight, 6.0] for i in range(11)]),
        ],
    )


def synfire():
    """A ring of 200 cells (synfire_if_curr_exp.py)."""
    cell = dict(cm=0.25, tau_refrac=2.0, v_reset=-70.0)
    return dict(
        name="synfire", timestep=1.0, duration=5000.0, v_of={},
        populations=[
            dict(label="ring", size=200, parameters=cell),
            dict(label="input", size=1, spike_times=[[0.0]]),
        ],
        projections=[
            dict(pre="ring", post="ring", receptor="excitatory",
                 list=[[i, (i + 1) % 200, 2.0, 17.0] for i in range(200)]),
            dict(pre="input", post="ring", receptor="excitatory", list=[[0, 0, 2.0, 1.0]]),
        ],
    )


def two_chains():
    """Two chains run through in opposite directions (synfire_if_curr_exp_large_array.py)."""
    cell = dict(cm=0.25, tau_refrac=2.0, tau_syn_E=1.0, tau_syn_I=1.0, v_reset=-70.0)
    return dict(
        name="two-chains", timestep=1.0, duration=6000.0, v_of={},
        populations=[
            dict(label="forward", size=10, parameters=cell),
            dict(label="backward", size=10, parameters=cell),
            dict(label="input", size=2, spike_times=[
                [float(t) for t in range(0, 6000, 40)], [float(t) for t in range(20, 6000, 40)],
            ]),
        ],
        projections=[
            dict(pre="forward", post="forward", receptor="excitatory",
                 list=[[i, i + 1, 10.0, 2.0] for i in range(9)]),
            dict(pre="backward", post="backward", receptor="excitatory",
                 list=[[i + 1, i, 10.0, 2.0] for i in range(9)]),
            dict(pre="input", post="forward", receptor="excitatory", list=[[0, 0, 10.0, 1.0]]),
            dict(pre="input", post="backward", receptor="excitatory", list=[[1, 9, 10.0, 1.0]]),
        ],
    )


class Draws:
    """Park and Miller's minimal standard generator, so that the networks below are the same everywhere."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = self.state * 48271 % 2147483647
        return self.state % bound


def irregular(timestep, name, cells, parameters, duration, strength):
    """Unconnected cells under a barrage of excitation and inhibition with all sorts of weights and delays."""
    draws = Draws(2026)
    sources = 40
    steps = round(duration / timestep)
    trains = []
    for _ in range(sources):
        chosen = sorted({draws.below(steps) for _ in range(round(duration / 12))})
        trains.append([round(s * timestep, 6) for s in chosen])
    # Weights are multiples of 2^-10 nA, so that NEST and the chip compute with the same ones.
    lists = {"excitatory": [], "inhibitory": []}
    for i in range(sources):
        for j in range(cells):
            if draws.below(4):
                continue
            receptor = "inhibitory" if i % 4 == 3 else "excitatory"
            weight = max(1, round((64 + draws.below(4096)) * strength)) / 1024
            lists[receptor].append([i, j, weight, round((1 + draws.below(300)) * timestep, 6)])
    return dict(
        name=name, timestep=timestep, duration=duration, v_of={"cells": list(range(4))},
        populations=[
            dict(label="cells", size=cells, parameters=parameters),
            dict(label="input", size=sources, spike_times=trains),
        ],
        projections=[dict(pre="input", post="cells", receptor=r, list=l) for r, l in lists.items()],
    )


def growing():
    """Cells that others join in the middle of a run, while spikes are on their way and weights change."""
    parameters = dict(cm=0.25, tau_refrac=2.0, v_reset=-70.0)
    draws = Draws(7)

    def some(pre, post, delays):
        return [
            [i, j, (40 + draws.below(300)) / 1024, float(delays[0] + draws.below(delays[1]))]
            for i in range(pre) for j in range(post) if draws.below(2)
        ]

    # Around 100 ms no input fires, so that no spike is sent in the step in which weights change.
    trains = [sorted({float(5 + draws.below(85)) for _ in range(9)} | {float(110 + draws.below(85)) for _ in range(9)})
              for _ in range(12)]
    return dict(
        name="growing", timestep=1.0, duration=200.0, v_of={"cells": [0, 1, 2, 3]},
        populations=[
            dict(label="cells", size=10, parameters=parameters),
            dict(label="input", size=12, spike_times=trains),
            dict(label="late", size=6, parameters=dict(parameters, i_offset=0.5), begins=100.0),
        ],
        projections=[
            dict(pre="input", post="cells", receptor="excitatory", list=some(12, 10, (1, 60)),
                 reweighted=dict(time=100.0, weight=0.5)),
            dict(pre="late", post="cells", receptor="inhibitory", list=some(6, 10, (2, 8)), begins=100.0),
            dict(pre="cells", post="late", receptor="excitatory", list=some(10, 6, (1, 30)), begins=100.0),
        ],
    )


def injected():
    """Cells with constant, stepped and oscillating currents, alone and together, one of them of slow membrane."""
    return dict(
        name="injected", timestep=0.5, duration=200.0, v_of={"cells": [0, 1, 2, 3, 4]},
        populations=[
            dict(label="cells", size=5, parameters=dict(cm=0.25, tau_m=12.0, tau_refrac=2.0, v_reset=-70.0)),
        ],
        projections=[],
        currents=[
            dict(kind="dc", cells=[0, 3], parameters=dict(amplitude=0.4375, start=20.0, stop=120.0)),
            dict(kind="steps", cells=[1, 3], parameters=dict(
                times=[10.0, 50.0, 90.5, 150.0], amplitudes=[0.25, -0.5, 0.75, 0.125])),
            dict(kind="ac", cells=[2, 3, 4], parameters=dict(
                amplitude=0.25, offset=0.25, frequency=35.0, phase=40.0, start=15.0, stop=180.0)),
        ],
    )


NETWORKS = [
    injected(),
    growing(),
    single_cell(),
    coincidence(20.0),
    coincidence(22.0),
    synfire(),
    two_chains(),
    irregular(1.0, "irregular-1ms", 20, dict(cm=0.25, tau_refrac=2.0, v_reset=-70.0, tau_syn_I=8.0), 1000.0, 0.25),
    irregular(0.1, "irregular-0.1ms", 20, dict(cm=0.25, tau_m=10.0, tau_refrac=2.0, tau_syn_E=0.5, tau_syn_I=2.0,
                                               i_offset=0.25), 300.0, 0.5),
    irregular(0.1, "slow-0.1ms", 8, dict(cm=10.0, tau_m=1000.0, tau_syn_E=100.0, tau_syn_I=1000.0), 300.0, 0.125),
    irregular(1.0, "fast-1ms", 8, dict(cm=0.015625, tau_m=0.1, tau_syn_E=3.0, tau_syn_I=1000.0,
                                       tau_refrac=1.5), 300.0, 1.0),
]

if __name__ == "__main__":
    folder = sys.argv[1]
    for network in NETWORKS:
        result = run(network)
        result["made_by"] = f"NEST {nest.__version__}, iaf_psc_exp"
        with open(os.path.join(folder, result["name"] + ".json"), "w") as file:
            json.dump(result, file, separators=(",", ":"))
            file.write("\n")
        counts = {k: sum(map(len, v)) for k, v in result["spikes"].items()}
        print(result["name"], counts)
