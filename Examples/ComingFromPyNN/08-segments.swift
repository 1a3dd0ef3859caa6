import SwiNN

try setup(timestep: 0.1)
let cells = try Population(3, IFCurrExp(tauRefrac: 2, iOffset: [0.3, 1, 1.2]), initialValues: ["v": -60])
try cells.record("spikes")
try cells[0..<1].record("v")
for tauM in [10.0, 20.0] {
    try cells.set(tauM: .value(tauM))
    try run(100)
    try cells.set(tauM: .value(2 * tauM))
    try run(50)
    try reset(annotations: ["tau_m": .real(tauM)])
}
try cells.initialize(v: -55)
try run(80)
print("now:", try getCurrentTime(), "ms")

for segment in try cells.getData().segments {
    let v = segment.filter(name: "v")[0]
    let counts = segment.spikeTrains.map(\.count)
    print(segment.name, "tau_m", segment.annotations["tau_m"] ?? 40.0, "ms:", counts, "spikes, v at 70 ms", v[700, 0])
}
try end()
