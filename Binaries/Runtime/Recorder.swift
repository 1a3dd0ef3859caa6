import ChipInterface
import CoreShim

/// The recordings of a core: one channel for each recorded variable, appended to buffers in SDRAM.
struct Recorder {
    private var channels: UnsafeMutablePointer<Channel>
    private var channelCount = 0
    private let neuronCount: Int
    /// For each neuron its bit in the spike record; `unrecorded` when it is not recorded.
    private let spikeColumns: UnsafeMutablePointer<UInt16>
    /// Planes of bits, `spikeWords` each: who fired in this step, who fired twice, and so on.
    private let spikeBits: UnsafeMutablePointer<UInt32>
    private let planeCount: Int
    private var usedPlanes = 0
    private var spikeWords = 0
    private var spikeChannel = 0
    private var listMemory: UnsafeMutablePointer<UInt16>
    private var listRoom: Int

    /// One channel, as it is used while the simulation runs.
    private struct Channel {
        var variable: UInt32
        var interval: UInt32
        /// The next step to be sampled.
        var next: UInt32
        var buffer: UInt32
        var cursor: UInt32
        var end: UInt32
        var missing: UInt32
        var recordBytes: UInt32
        var count: Int
        var list: UnsafeMutablePointer<UInt16>
    }

    private static var unrecorded: UInt16 { 0xffff }

    /// Reads the recording region, if there is one.
    ///
    /// - Parameter spikesPerStep: How often a neuron may fire in a step before its spikes take more records than that.
    init(neuronCount: Int, spikesPerStep: Int) {
        self.neuronCount = neuronCount
        channels = DataMemory.allocate(Channel.self, count: Int(RecordingRegion.maximumChannels))
        spikeColumns = DataMemory.allocate(UInt16.self, count: neuronCount)
        spikeBits = DataMemory.allocate(UInt32.self, count: (neuronCount + 31) / 32 * spikesPerStep)
        planeCount = spikesPerStep
        listMemory = DataMemory.allocate(UInt16.self, count: 0)
        listRoom = 0
        load()
    }

    /// Reads the recording region, at the start or again.
    mutating func load() {
        channelCount = 0
        spikeWords = 0
        usedPlanes = 0
        for neuron in 0..<neuronCount {
            spikeColumns[neuron] = Self.unrecorded
        }
        guard let region = Regions.find(.recording) else {
            return
        }
        let count = region.header(RecordingRegion.self).channelCount
        guard count <= RecordingRegion.maximumChannels else {
            fail("too many recording channels", count)
        }
        let descriptions = region.pointer(RecordingChannel.self, atWord: 1, count: count)
        makeRoom(descriptions, Int(count))
        var list = listMemory
        for index in 0..<Int(count) {
            let description = descriptions[index]
            let neurons = description.indexCount
            let bytes = description.bufferBytes
            guard neurons > 0, neurons <= UInt32(neuronCount) else {
                fail("recording channel with a wrong number of neurons", neurons)
            }
            guard bytes >= 8, Regions.isMemory(description.bufferAddress, words: bytes / 4) else {
                fail("recording buffer outside the SDRAM", description.bufferAddress)
            }
            let source = region.pointer(UInt32.self, atWord: description.indexOffset, count: (neurons + 1) / 2)
            for position in 0..<Int(neurons) {
                let word = source[position / 2]
                let neuron = position & 1 == 0 ? word & 0xffff : word >> 16
                guard neuron < UInt32(neuronCount) else {
                    fail("recorded neuron out of range", neuron)
                }
                list[position] = UInt16(truncatingIfNeeded: neuron)
            }
            let variable = RecordedVariable(rawValue: description.variable)
            channels[index] = Channel(
                variable: description.variable,
                interval: max(description.interval, 1),
                next: 0,
                buffer: description.bufferAddress,
                cursor: description.bufferAddress + 8,
                end: description.bufferAddress + (bytes & ~3),
                missing: 0,
                recordBytes: RecordingChannel.recordWords(variable: variable, indexCount: neurons) * 4,
                count: Int(neurons),
                list: list
            )
            if variable == .spikes {
                spikeChannel = index
                spikeWords = (Int(neurons) + 31) / 32
                for position in 0..<Int(neurons) {
                    spikeColumns[Int(list[position])] = UInt16(truncatingIfNeeded: position)
                }
            }
            list += Int(neurons)
        }
        channelCount = Int(count)
        for word in 0..<spikeWords * planeCount {
            spikeBits[word] = 0
        }
    }

    /// Lists need more room when a reload brings more recorded neurons; the old room is lost then.
    private mutating func makeRoom(_ descriptions: UnsafeMutablePointer<RecordingChannel>, _ count: Int) {
        var total = 0
        for index in 0..<count {
            let neurons = descriptions[index].indexCount
            guard neurons <= UInt32(neuronCount) else {
                fail("recording channel with a wrong number of neurons", neurons)
            }
            total += Int(neurons)
        }
        if total > listRoom {
            listMemory = DataMemory.allocate(UInt16.self, count: total)
            listRoom = total
        }
    }

    /// Begins all channels anew: the host has fetched what they held.
    mutating func begin(step: UInt32) {
        for index in 0..<channelCount {
            channels[index].cursor = channels[index].buffer + 8
            channels[index].missing = 0
            let interval = channels[index].interval
            let past = step % interval
            channels[index].next = past == 0 ? step : step + interval - past
        }
    }

    /// Writes the headers of all buffers.
    mutating func finish() {
        for index in 0..<channelCount {
            let buffer = channels[index].buffer
            store32(buffer, channels[index].cursor - buffer - 8)
            store32(buffer + 4, channels[index].missing)
        }
    }

    /// Samples every variable that is due in a step, except spikes.
    ///
    /// - Parameters:
    ///   - step: The step about to be done.
    ///   - value: The raw value of a variable (its number, a `RecordedVariable`) of a neuron.
    @inline(__always)
    mutating func sample(step: UInt32, value: (_ variable: UInt32, _ neuron: Int) -> Int32) {
        for index in 0..<channelCount {
            let channel = channels[index]
            guard channel.next == step, channel.variable != RecordedVariable.spikes.rawValue else {
                continue
            }
            channels[index].next = step &+ channel.interval
            guard channel.end - channel.cursor >= channel.recordBytes else {
                channels[index].missing &+= 1
                counters.recordsMissing &+= 1
                continue
            }
            store32(channel.cursor, step)
            // A loop of its own for each common variable, so that none has to ask which it is.
            channels[index].cursor =
                switch channel.variable {
                case RecordedVariable.v.rawValue:
                    Self.write(channel) { value(RecordedVariable.v.rawValue, $0) }
                case RecordedVariable.gsynExc.rawValue:
                    Self.write(channel) { value(RecordedVariable.gsynExc.rawValue, $0) }
                default:
                    Self.write(channel) { value(channel.variable, $0) }
                }
        }
    }

    /// Writes a channel's values behind the time word; returns where the next record begins.
    @inline(__always)
    private static func write(_ channel: Channel, value: (_ neuron: Int) -> Int32) -> UInt32 {
        var cursor = channel.cursor + 4
        var list = channel.list
        let end = list + channel.count
        while list < end {
            store32(cursor, UInt32(bitPattern: value(Int(list.pointee))))
            cursor += 4
            list += 1
        }
        return cursor
    }

    /// Notes a spike of the present stamp.
    @inline(__always)
    mutating func noteSpike(_ neuron: Int, stamp: UInt32) {
        let column = spikeColumns[neuron]
        if column == Self.unrecorded {
            return
        }
        let bit: UInt32 = 1 << UInt32(column & 31)
        let word = Int(column >> 5)
        if spikeBits[word] & bit != 0 {
            noteRepeatedSpike(word, bit, stamp: stamp)
        } else {
            spikeBits[word] |= bit
            usedPlanes = max(usedPlanes, 1)
        }
    }

    /// Puts a spike into the first plane in which its neuron is missing.
    @inline(never)
    private mutating func noteRepeatedSpike(_ word: Int, _ bit: UInt32, stamp: UInt32) {
        var plane = 1
        while plane < planeCount, spikeBits[plane * spikeWords + word] & bit != 0 {
            plane += 1
        }
        if plane == planeCount {
            writeSpikes(stamp: stamp)
            plane = 0
        }
        spikeBits[plane * spikeWords + word] |= bit
        usedPlanes = max(usedPlanes, plane + 1)
    }

    /// Writes the records of a stamp, if any spike was noted.
    @inline(__always)
    mutating func endSpikes(stamp: UInt32) {
        if usedPlanes > 0 {
            writeSpikes(stamp: stamp)
        }
    }

    /// One record for each plane: the first with all that fired, the second with those that did twice, and so on.
    @inline(never)
    private mutating func writeSpikes(stamp: UInt32) {
        let channel = channels[spikeChannel]
        var cursor = channel.cursor
        var bits = spikeBits
        for _ in 0..<usedPlanes {
            if channel.end - cursor >= channel.recordBytes {
                store32(cursor, stamp)
                cursor += 4
                for word in 0..<spikeWords {
                    store32(cursor, bits[word])
                    cursor += 4
                }
            } else {
                channels[spikeChannel].missing &+= 1
                counters.recordsMissing &+= 1
            }
            for word in 0..<spikeWords {
                bits[word] = 0
            }
            bits += spikeWords
        }
        channels[spikeChannel].cursor = cursor
        usedPlanes = 0
    }
}
