import BoardEmulator

/// A chip's multicast routing table: the router's memories with the copy that hosts and cores read.
///
/// The copy holds 1,025 records of 16 bytes {next, free, route, key, mask}. Free and allocated runs of entries are
/// chained through `next` and `free` as in a heap; entry 1024 ends the chains. The copy names virtual cores in routes,
/// the router's own memory physical ones. Callers hold that no core has the router lock.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `sark/sark_alloc.c` and `sark/sark_hw.c`.
struct MulticastTable {
    static let entryCount = 1024
    static let copyByteCount: UInt32 = 1025 * 16

    /// What SC&MP writes into an entry that matches nothing.
    static let unused = Entry(route: 0xff00_0000, key: 0xffff_ffff, mask: 0)

    struct Entry: Equatable {
        var route: UInt32
        var key: UInt32
        var mask: UInt32
    }

    let chip: ChipEmulator

    private var copy: UInt32 { chip.word(MonitorVariable.routerCopy) }

    private func record(_ index: Int) -> UInt32 { copy &+ UInt32(index) * 16 }

    private func next(_ index: Int) -> Int { Int(chip.half(record(index))) }

    private func state(_ index: Int) -> UInt16 { chip.half(record(index) &+ 2) }

    private func setNext(_ index: Int, _ value: Int) { chip.setHalf(record(index), UInt16(truncatingIfNeeded: value)) }

    private func setState(_ index: Int, _ value: UInt16) { chip.setHalf(record(index) &+ 2, value) }

    /// Empties the table and its copy, and makes entries 1 to 1023 one free run.
    func initialise() {
        for index in 0..<Self.entryCount { clear(index) }
        setNext(0, 0)
        setState(0, 0)
        setNext(1, Self.entryCount)
        setState(1, 0)
        setNext(Self.entryCount, 0)
        setState(Self.entryCount, 0)
        chip.setHalf(MonitorVariable.routerFree, 1)
    }

    /// Writes one entry, whose route names virtual cores, for an application.
    func set(_ index: Int, _ entry: Entry, application: UInt8) {
        guard (0..<Self.entryCount).contains(index) else { return }
        write(index, entry)
        setState(index, 0x8000 | UInt16(application))
    }

    /// Makes one entry match nothing.
    func clear(_ index: Int) {
        guard (0..<Self.entryCount).contains(index) else { return }
        write(index, Self.unused)
    }

    private func write(_ index: Int, _ entry: Entry) {
        chip.setWord(record(index) &+ 4, entry.route)
        chip.setWord(record(index) &+ 8, entry.key)
        chip.setWord(record(index) &+ 12, entry.mask)
        chip.setRouterEntry(index, route: chip.physicalRoute(entry.route), key: entry.key, mask: entry.mask)
    }

    /// One entry as the copy has it.
    func entry(_ index: Int) -> Entry {
        Entry(
            route: chip.word(record(index) &+ 4),
            key: chip.word(record(index) &+ 8),
            mask: chip.word(record(index) &+ 12)
        )
    }

    /// The number of entries in the largest free run.
    var largestFreeRun: Int {
        var largest = 0
        forEachFree { index, _ in
            largest = max(largest, next(index) - index)
            return false
        }
        return largest
    }

    /// Takes a run of entries for an application; returns the first index, or 0 when no run is long enough.
    func allocate(count: Int, application: UInt8) -> Int {
        guard (1..<Self.entryCount).contains(count) else { return 0 }
        var found = 0
        var before = 0
        forEachFree { index, previous in
            guard next(index) - index >= count else { return false }
            (found, before) = (index, previous)
            return true
        }
        guard found != 0 else { return 0 }

        var following = state(found)
        if next(found) - found > count {
            let rest = found + count
            setNext(rest, next(found))
            setState(rest, following)
            setNext(found, rest)
            following = UInt16(rest)
        }
        if before == 0 {
            chip.setHalf(MonitorVariable.routerFree, following)
        } else {
            setState(before, following)
        }
        setState(found, 0x8000 | UInt16(application))
        return found
    }

    /// Gives back the run that begins at `index`; returns whether one did.
    @discardableResult
    func free(_ index: Int, clearing: Bool) -> Bool {
        guard (1..<Self.entryCount).contains(index), state(index) & 0x8000 != 0, next(index) > index else {
            return false
        }
        if clearing {
            for entry in index..<min(next(index), Self.entryCount) { clear(entry) }
        }
        release(index)
        return true
    }

    /// Gives back every run of an application; returns how many.
    func freeAll(application: UInt8, clearing: Bool) -> Int {
        var owned: [Int] = []
        var index = 1
        while index < Self.entryCount {
            if state(index) & 0xe0ff == 0x8000 | UInt16(application) { owned.append(index) }
            let following = next(index)
            guard following > index else { break }
            index = following
        }
        return owned.count { free($0, clearing: clearing) }
    }

    /// Puts a run back into the chain of free ones, in order, and joins it with free neighbours.
    private func release(_ run: Int) {
        var before = 0
        var after = 0
        forEachFree { candidate, _ in
            if candidate > run {
                after = candidate
                return true
            }
            before = candidate
            return false
        }
        setState(run, UInt16(after))
        if after != 0, next(run) == after {
            setNext(run, next(after))
            setState(run, state(after))
        }
        guard before != 0 else {
            chip.setHalf(MonitorVariable.routerFree, UInt16(run))
            return
        }
        setState(before, UInt16(run))
        if next(before) == run {
            setNext(before, next(run))
            setState(before, state(run))
        }
    }

    /// Visits the free runs with their predecessors until `body` returns true.
    private func forEachFree(_ body: (_ index: Int, _ previous: Int) -> Bool) {
        var previous = 0
        var index = Int(chip.half(MonitorVariable.routerFree))
        while index > previous, index < Self.entryCount {
            if body(index, previous) { return }
            previous = index
            index = Int(state(index))
        }
    }
}
