"""Live spikes: the script injects spikes by UDP while the network runs and is told of the cells' spikes by UDP."""

import threading
import time

import pyNN.spiNNaker as sim

from references import finish

CELLS, SENT = 5, [0, 2, 4, 1]
received, lock = [], threading.Lock()


def send(label, connection):
    """Sends each spike some time after the last; the cells are refractory in between."""
    for cell in SENT:
        time.sleep(1.0)
        connection.send_spike(label, cell)


def receive(label, step, cells):
    """Takes note of spikes that have come."""
    with lock:
        received.extend((step, cell) for cell in cells)


sim.setup(timestep=1.0)
connection = sim.external_devices.SpynnakerLiveSpikesConnection(
    receive_labels=["cells"], send_labels=["injector"], local_port=None
)
connection.add_start_resume_callback("injector", send)
connection.add_receive_callback("cells", receive)
injector = sim.Population(
    CELLS,
    sim.external_devices.SpikeInjector(
        database_notify_port_num=connection.local_port
    ),
    label="injector",
)
cells = sim.Population(CELLS, sim.IF_curr_exp(), label="cells")
sim.Projection(injector, cells, sim.OneToOneConnector(), sim.StaticSynapse(weight=5.0, delay=1.0))
sim.external_devices.activate_live_output_for(cells, database_notify_port_num=connection.local_port)
cells.record("spikes")
injector.record("spikes")
# Ends when the spikes have come through, or after its deadline.
ender = threading.Thread(
    target=lambda: (wait_for_all(), sim.external_devices.request_stop()), daemon=True
)


def wait_for_all():
    """Waits until as many spikes have come as were sent; at most two minutes."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        with lock:
            if len(received) >= len(SENT):
                return
        time.sleep(0.2)


ender.start()
sim.external_devices.run_forever()
recorded = sorted(
    (int(t), cell)
    for cell, train in enumerate(cells.get_data("spikes").segments[0].spiketrains)
    for t in train.magnitude
)
injected = sorted(
    (int(t), cell)
    for cell, train in enumerate(injector.get_data("spikes").segments[0].spiketrains)
    for t in train.magnitude
)
sim.end()
connection.close()
with lock:
    live = sorted((int(step), cell) for step, cell in received)
finish(
    {
        "injected cells recorded": [cell for _, cell in injected] == SENT,
        # A weight of 5 makes a cell at rest spike 6 ms after the arrival, a step after the sending; the injector sends in
        # the midst of a step, which may be the next one for the cell.
        "each spikes 7 ms after its input, or 8": [cell for _, cell in recorded] == SENT
        and all(spike - step in (7, 8) for (spike, _), (step, _) in zip(recorded, injected)),
        "told live of what was recorded": live == recorded,
    },
    f"injected {injected}, spikes {recorded}, live {live}",
)
