"""Poisson sources whose rates the script changes by UDP while the network runs: silent before, Poisson after."""

import math
import threading
import time

import numpy
import pyNN.spiNNaker as sim

from references import finish

SOURCES, RATE, WANTED = 100, 50.0, 1000
received, lock = [], threading.Lock()


def change(label, connection):
    """Lets the second half of the sources speak up after a while."""
    time.sleep(2.0)
    connection.set_rates(label, [(source, RATE) for source in range(SOURCES // 2, SOURCES)])


def receive(label, step, sources):
    """Takes note of spikes that have come."""
    with lock:
        received.extend((step, source) for source in sources)


def wait_for_spikes():
    """Waits until enough spikes have come for statistics; at most three minutes."""
    end = time.monotonic() + 180
    while time.monotonic() < end:
        with lock:
            if len(received) >= WANTED:
                return
        time.sleep(0.2)


sim.setup(timestep=1.0)
control = sim.external_devices.SpynnakerPoissonControlConnection(poisson_labels=["sources"], local_port=None)
control.add_start_resume_callback("sources", change)
listener = sim.external_devices.SpynnakerLiveSpikesConnection(receive_labels=["sources"], local_port=None)
listener.add_receive_callback("sources", receive)
sources = sim.Population(SOURCES, sim.SpikeSourcePoisson(rate=0.0), max_rate=2 * RATE, label="sources", seed=5)
sim.external_devices.add_poisson_live_rate_control(sources, database_notify_port_num=control.local_port)
sim.external_devices.activate_live_output_for(sources, database_notify_port_num=listener.local_port)
sources.record("spikes")
threading.Thread(target=lambda: (wait_for_spikes(), sim.external_devices.request_stop()), daemon=True).start()
sim.external_devices.run_forever()
trains = [train.magnitude for train in sources.get_data("spikes").segments[0].spiketrains]
end = sim.get_current_time()
sim.end()
control.close()
listener.close()

times = numpy.sort(numpy.concatenate(trains))
# The change comes with one packet for each source; the first spikes follow it within some 1 / (50 * 50 Hz).
start = times[0] + 20.0
counts = numpy.array([((train >= start) & (train < end)).sum() for train in trains[SOURCES // 2:]])
mean = RATE * (end - start) / 1000
total = mean * len(counts)
intervals = numpy.concatenate([numpy.diff(train) for train in trains[SOURCES // 2:]])
variation = float(intervals.std() / intervals.mean())
with lock:
    live = sorted((int(step), int(source)) for step, source in received)
recorded = sorted((int(t), source) for source, train in enumerate(trains) for t in train)
finish(
    {
        "silent before the change": times[0] > 10,
        "sources that were told nothing stay silent": all(len(train) == 0 for train in trains[:SOURCES // 2]),
        "count within 4 deviations": abs(counts.sum() - total) < 4 * math.sqrt(total),
        # The variance of the counts of 50 sources has a relative deviation of a fifth.
        "counts vary as Poisson's": 0.3 < counts.var() / mean < 2.0,
        # Intervals that do not fit into the time after the change are missing.
        "intervals vary": 0.7 < variation < 1.2,
        "told live of what was recorded": set(live) <= set(recorded) and len(live) >= WANTED,
    },
    f"{counts.sum()} spikes (expected {total:.0f} ± {math.sqrt(total):.0f}) from {start:.0f} to {end:.0f} ms, variance by mean "
    f"{counts.var() / mean:.2f}, intervals {variation:.2f}, {len(live)} live of {len(recorded)}",
)
