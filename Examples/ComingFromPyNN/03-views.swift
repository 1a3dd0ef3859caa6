import SwiNN

try setup(timestep: 0.1)
let cells = try Population(10, IFCurrExp(tauRefrac: 2))
try cells[0..<5].set(iOffset: 1.2)
try cells[[7, 9]].set(iOffset: 1.8)
try cells[.every(by: 2)].set(vReset: -70)
try cells.initialize(v: .function { -65 + 0.5 * Double($0) })
try cells[-1].set(tauM: 10)
for cell in try cells[1..<4].all {
    try cell.set(tauM: .value(16 + Double(cell.index)))
}

let driven = try cells[cells.get("i_offset").map { $0 > 0 }]
try driven.record("spikes")
try cells[0..<2].record("v")
try run(100)

print("driven:", driven.all.map(\.index))
print("tau_m:", try cells.tauM)
print("cell 9:", try cells[9].iOffset, "nA,", try cells[9].tauM, "ms")
print("spikes:", try driven.getData("spikes").segments[0].spikeTrains.map(\.count))
let v = try cells[0..<2].getData("v").segments[0].analogSignals[0]
print("v at 5 ms:", Array(v.row(50)))
try end()
