import ChipInterface
import Foundation
import NetworkLowering
import NeuralModels
import Testing

/// The fixed-point neuron against the same equations in double precision, with the mathematical library's `exp`.
@Suite
struct IFCurrExpAccuracyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var timestep: Double
        var cm: Double
        var tauM: Double
        var tauSynE: Double
        var tauSynI: Double
        var testDescription: String { "dt \(timestep) cm \(cm) tau \(tauM) \(tauSynE) \(tauSynI)" }
    }

    static let cases: [Case] = {
        var cases: [Case] = []
        for timestep in [0.1, 1.0] {
            for cm in [0.01, 1, 10.0] {
                for tauM in [0.1, 20, 1000.0] {
                    for tauSyn in [(0.1, 1000.0), (20, 5)] {
                        cases.append(
                            Case(timestep: timestep, cm: cm, tauM: tauM, tauSynE: tauSyn.0, tauSynI: tauSyn.1)
                        )
                    }
                }
            }
        }
        return cases
    }()

    @Test(arguments: cases)
    func voltagesFollowTheExactSolution(_ c: Case) throws {
        var p = IFCurrExpParameters()
        p.cm = c.cm
        p.tauM = c.tauM
        p.tauSynE = c.tauSynE
        p.tauSynI = c.tauSynI
        p.vThresh = 30_000
        // Of every scale the equations have: about 20 mV of input, 10 mV of constant current.
        let resistance = c.tauM / c.cm
        p.iOffset = 10 / resistance
        let h = c.timestep
        func gain(_ tau: Double) -> Double {
            if tau == c.tauM { return h / c.cm * exp(-h / tau) }
            return tau * c.tauM / (c.cm * (c.tauM - tau)) * (exp(-h / c.tauM) - exp(-h / tau))
        }
        let gains = [gain(c.tauSynE), gain(c.tauSynI)]
        let decays = [exp(-h / c.tauSynE), exp(-h / c.tauSynI)]
        var neuron = try IFCurrExpNeuron(p, v: -60, timestep: h)
        var v = -60.0
        var currents = [0.0, 0.0]
        let ring = UnsafeMutablePointer<UInt16>.allocate(capacity: 2)
        defer { ring.deallocate() }
        var draw: UInt64 = 1
        let steps = 20_000
        let shift: UInt32 = 1
        // Input at one step in 16, of a weight that moves v by some mV, at least one unit.
        let size = [0, 1].map { index in
            let amplitude = min(4 / gains[index], 320 * (1 - decays[index]) / resistance)
            return max(1, min(65535, amplitude * 16384))
        }
        var worst = 0.0
        var worstCurrent = 0.0
        for _ in 0..<steps {
            for receptor in 0..<2 {
                draw = draw &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let code = (draw >> 40) % 16 == 0 ? UInt16(size[receptor] * Double((draw >> 33) % 100 + 1) / 100) : 0
                ring[receptor] = code
                currents[receptor] += Double(code) / 16384
            }
            v = v * exp(-h / c.tauM) + currents[0] * gains[0] - currents[1] * gains[1]
            v += (p.vRest + p.iOffset * resistance) * (1 - exp(-h / c.tauM))
            currents[0] *= decays[0]
            currents[1] *= decays[1]
            let fired = neuron.step(
                SlotInputs(entry: ring, stride: 1, shifts: WeightShifts(first: shift, second: shift)),
                injected: 0
            )
            #expect(!fired)
            worst = max(worst, (Double(neuron.v) / 32768 - v).magnitude / max(1, v.magnitude))
            for (raw, current) in zip([neuron.excitation, neuron.inhibition], currents) {
                worstCurrent = max(worstCurrent, (Double(raw) / 32768 - current).magnitude / max(1, current))
            }
        }
        // The raw value is the exact one rounded down to 2⁻¹⁵.
        #expect(worst < 5e-5)
        #expect(worstCurrent < 3.3e-5)
    }

    @Test
    func restIsKeptForEver() throws {
        var p = IFCurrExpParameters()
        p.tauM = 1000
        p.iOffset = 0.0001
        var neuron = try IFCurrExpNeuron(p, v: -65, timestep: 0.1)
        let ring = UnsafeMutablePointer<UInt16>.allocate(capacity: 2)
        defer { ring.deallocate() }
        ring.initialize(repeating: 0, count: 2)

        var sum = 0.0
        for step in 0..<200_000 {
            _ = neuron.step(SlotInputs(entry: ring, stride: 1, shifts: WeightShifts()), injected: 0)
            if step >= 199_000 { sum += (Double(neuron.v) + Double(neuron.vResidual) / 4_294_967_296) / 32768 }
        }

        // −65 mV and 0.0001 nA · 1000 MΩ, of which 20 s leave out e⁻²⁰.
        #expect((sum / 1_000 - (-64.9)).magnitude < 1e-8)
    }

    /// NEST 3.10.0's `iaf_psc_exp`, measured: steps between spikes of a cell that fires whenever it may, less one.
    @Test(arguments: [
        (0.0, 1.0, 0), (0.04, 1.0, 1), (0.1, 1.0, 1), (1.0, 1.0, 1), (1.4, 1.0, 2), (1.5, 1.0, 2), (2.0, 1.0, 2),
        (2.5, 1.0, 3), (0.04, 0.1, 1), (0.1, 0.1, 1), (0.15, 0.1, 2), (0.4, 0.1, 4), (0.6, 0.1, 6), (1.5, 0.1, 15),
        (2.0, 0.1, 20), (2.55, 0.1, 26),
    ])
    func refractoryTimesAreRoundedAsInNEST(_ time: Double, _ timestep: Double, _ steps: Int32) {
        #expect(IFCurrExpNeuron.steps(refractory: time, timestep: timestep) == steps)
    }

    @Test
    func whatCannotBeRepresentedIsRefusedByName() throws {
        func refusal(_ change: (inout IFCurrExpParameters) -> Void, v: Double = -65) -> String? {
            var p = IFCurrExpParameters()
            change(&p)
            do throws(UnrepresentableParameter) {
                _ = try IFCurrExpNeuron(p, v: v, timestep: 1)
                return nil
            } catch {
                return error.name
            }
        }
        #expect(refusal { _ in } == nil)
        #expect(refusal { $0.cm = 0.001 } == "cm")
        #expect(refusal { $0.cm = 0 } == "cm")
        #expect(refusal { $0.vReset = 1e6 } == "v_reset")
        #expect(refusal { $0.vThresh = .nan } == "v_thresh")
        #expect(refusal { $0.iOffset = 1e5 } == "v_rest + i_offset * tau_m / cm")
        #expect(refusal({ _ in }, v: .infinity) == "v")
        #expect(refusal { $0.tauRefrac = 1e13 } == "tau_refrac")
    }
}
