/// Decodes the instruction of a micro-operation from instruction memory, and prepares those that may follow it.
@inline(never)
func decode(_ core: Raw, _ op: Raw) {
    let places = core.places.pointee
    let isThumb = op >= places.thumb
    let pc = UInt32(op.microOp.pointee.pc)
    let bytes: UInt32 = isThumb ? 2 : 4
    prepare(op + MicroOp.stride, pc &+ bytes)
    func instruction(_ place: UInt32) -> UInt32 {
        guard place < 0x8000 else { return 0 }
        if isThumb { return UInt32(places.itcm.load(fromByteOffset: Int(place), as: UInt16.self)) }
        return places.itcm.load(fromByteOffset: Int(place), as: UInt32.self)
    }
    let decoder = Decoder(op: op, pc: pc, isThumb: isThumb, next: instruction(pc &+ bytes))
    op.microOp.pointee = isThumb ? decoder.thumb(instruction(pc)) : decoder.arm(instruction(pc))
}

/// Makes a micro-operation ready to be run for the first time, if it is not.
@inline(__always)
private func prepare(_ op: Raw, _ pc: UInt32) {
    guard op.microOp.pointee.run == nil else { return }
    op.microOp.pointee.pc = UInt16(truncatingIfNeeded: pc)
    if pc < 0x8000 { op.microOp.pointee.run = decodeAndRun } else { op.microOp.pointee.run = interpret }
}

/// What makes micro-operations from instructions. All that it does not know stays with the interpreter.
struct Decoder {
    let op: Raw
    let pc: UInt32
    let isThumb: Bool
    /// The instruction behind this one, which may be taken together with it.
    let next: UInt32

    private func new(_ handler: Handler) -> MicroOp {
        MicroOp(run: handler, pc: UInt16(truncatingIfNeeded: pc))
    }

    /// The way to a target in instruction memory, which is prepared; `nil` elsewhere.
    private func distance(to target: UInt32) -> Int32? {
        guard target < 0x8000, target & (isThumb ? 1 : 3) == 0 else { return nil }
        let bytes = (Int(target) - Int(pc)) * (isThumb ? MicroOp.stride / 2 : MicroOp.stride / 4)
        prepare(op + bytes, target)
        return Int32(truncatingIfNeeded: bytes)
    }

    /// The next instruction, if it is a branch with a condition.
    private var branchBehind: (condition: UInt32, distance: Int32)? {
        let condition = isThumb ? next >> 8 & 15 : next >> 28
        guard condition < 14, isThumb ? next >> 12 == 13 : next >> 24 & 15 == 10 else { return nil }
        guard !isThumb || !Self.closesDelay(next) else { return nil }
        let target =
            isThumb
            ? pc &+ 6 &+ UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: next)) &<< 1)
            : pc &+ 12 &+ UInt32(bitPattern: Int32(bitPattern: next &<< 8) >> 6)
        prepare(op + 2 * MicroOp.stride, pc &+ (isThumb ? 4 : 8))
        return distance(to: target).map { (condition, $0) }
    }

    // MARK: - ARM

    /// An ARM instruction.
    func arm(_ word: UInt32) -> MicroOp {
        let condition = word >> 28
        if condition == 15 { return new(interpret) }
        if word >> 24 & 15 == 10 {
            // B: its condition is in the handler.
            guard let distance = distance(to: branchTarget(word)) else { return new(interpret) }
            var result = new(branchHandler(condition))
            result.distance = distance
            return result
        }
        var result = always(word)
        if condition != 14 {
            result.inner = result.run
            result.run = conditionHandler(condition)
        }
        return result
    }

    private func branchTarget(_ word: UInt32) -> UInt32 {
        pc &+ 8 &+ UInt32(bitPattern: Int32(bitPattern: word &<< 8) >> 6)
    }

    /// An ARM instruction, or the one that a Thumb instruction is turned into, without its condition.
    private func always(_ word: UInt32) -> MicroOp {
        switch word >> 25 & 7 {
        case 0:
            if word & 0x90 == 0x90 {
                if word & 0x60 != 0 { return extraTransfer(word) }
                return word & 0x0100_0000 == 0 ? multiplication(word) : new(interpret)
            }
            if word & 0x0190_0000 == 0x0100_0000 { return miscellaneous(word) }
            return processing(word)
        case 1: return word & 0x0190_0000 == 0x0100_0000 ? new(interpret) : processing(word)
        case 2: return singleTransfer(word)
        case 3: return word & 0x10 != 0 ? new(interpret) : singleTransfer(word)
        case 4: return blockTransfer(word)
        case 5:
            guard let distance = distance(to: branchTarget(word)) else { return new(interpret) }
            var result = new(branchLink)
            result.distance = distance
            result.immediate = pc &+ 4
            return result
        default: return new(interpret)
        }
    }

    private func processing(_ word: UInt32) -> MicroOp {
        guard let operation = Operation(rawValue: word >> 21 & 15) else { return new(interpret) }
        let sets = word & 0x0010_0000 != 0
        let isImmediate = word & 0x0200_0000 != 0
        let (rn, rd, rm) = (word >> 16 & 15, word >> 12 & 15, word & 15)
        let usesBase = operation != .mov && operation != .mvn
        let compares = operation.rawValue >> 2 == 2
        var result = new(interpret)
        (result.rn, result.rd, result.rm) = (UInt8(rn), UInt8(rd), UInt8(rm))

        if isImmediate {
            let turn = word >> 7 & 30
            let value = word & 0xff
            result.immediate = turn == 0 ? value : value &>> turn | value &<< (32 &- turn)
            result.shift = turn == 0 ? 0 : 1
            guard rd != 15 || compares else {
                if sets, operation == .sub, rn != 15, !isThumb { result.run = subtractAndReturn }
                return result
            }
            if usesBase, rn == 15 {
                // An address near by is a constant.
                guard !sets, !isThumb, operation == .add || operation == .sub else { return result }
                result.immediate = operation == .add ? pc &+ 8 &+ result.immediate : pc &+ 8 &- result.immediate
                result.run = plainHandler(.mov, .immediate)
                return result
            }
            choose(operation, .immediate, sets: sets, word, &result)
            return result
        }

        let shiftsByRegister = word & 0x10 != 0
        let (type, amount) = (word >> 5 & 3, word >> 7 & 31)
        guard rm != 15, !(shiftsByRegister && (word >> 8 & 15 == 15 || usesBase && rn == 15)) else { return result }
        if rd == 15, !compares {
            guard !sets else { return result }
            switch operation {
            case .mov: result.run = moveToPC
            case .add: result.run = addToPC
            case .sub: result.run = subtractFromPC
            default: return result
            }
            if operation == .mov { result.rn = 0 }
            result.immediate = word
            result.shift = UInt8(word >> 8 & 15)
            return result
        }
        if usesBase, rn == 15 { return result }
        var form = Form.any
        if shiftsByRegister {
            result.shift = UInt8(word >> 8 & 15)
            if operation == .mov, type < 3 {
                form = [Form.lslRegister, .lsrRegister, .asrRegister][Int(type)]
            }
        } else if word & 0xff0 == 0 {
            form = .register
        } else if amount != 0, type < 3 {
            form = [Form.lsl, .lsr, .asr][Int(type)]
            result.shift = UInt8(amount)
        }
        if form == .any { result.immediate = word }
        choose(operation, form, sets: sets, word, &result)
        return result
    }

    /// The handler of a data-processing instruction, together with the branch behind it if there is one for both.
    private func choose(
        _ operation: Operation,
        _ form: Form,
        sets: Bool,
        _ word: UInt32,
        _ result: inout MicroOp
    ) {
        if !sets {
            result.run = plainHandler(operation, form)
        } else if word >> 28 == 14, let (condition, distance) = branchBehind,
            let fused = fusedHandler(operation, form, condition)
        {
            result.run = fused
            result.distance = distance
        } else {
            result.run = flagsHandler(operation, form)
        }
    }

    private func multiplication(_ word: UInt32) -> MicroOp {
        var result = new(interpret)
        let (high, low, rs, rm) = (word >> 16 & 15, word >> 12 & 15, word >> 8 & 15, word & 15)
        result.rm = UInt8(rm)
        result.shift = UInt8(rs)
        let (adds, sets) = (word & 0x0020_0000 != 0, word & 0x0010_0000 != 0)
        switch word >> 21 & 7 {
        case 0, 1:
            // The result is where long products have their high word, the addend where they have their low word.
            guard rm != 15, rs != 15, high != 15, low != 15 || !adds else { return result }
            (result.rd, result.rn) = (UInt8(high), UInt8(low))
            result.run = multiplyHandler(sets, adds)
        case 4...7:
            guard rm != 15, rs != 15, high != 15, low != 15, high != low else { return result }
            (result.rn, result.rd) = (UInt8(high), UInt8(low))
            result.run = multiplyLongHandler(word & 0x0040_0000 != 0, sets, adds)
        default: break
        }
        return result
    }

    private func miscellaneous(_ word: UInt32) -> MicroOp {
        var result = new(interpret)
        let (high, low, rs, rm) = (word >> 16 & 15, word >> 12 & 15, word >> 8 & 15, word & 15)
        result.rm = UInt8(rm)
        guard rm != 15 else { return result }
        if word & 0x80 != 0 {
            guard rs != 15, high != 15, low != 15 || word >> 21 & 3 == 3 else { return result }
            result.shift = UInt8(rs)
            (result.rd, result.rn) = (UInt8(high), UInt8(low))
            result.immediate = word
            switch word >> 21 & 3 {
            case 0: result.run = smlaxy
            case 1: if word & 0x20 == 0 { result.run = smlawy } else { result.run = smulwy }
            case 3: result.run = smulxy
            default: break
            }
            return result
        }
        switch (word >> 4 & 7, word >> 21 & 3) {
        case (0, 0) where low != 15:
            result.rd = UInt8(low)
            result.run = readStatus
        // The control byte alone.
        case (0, 1) where word & 0x9_0000 == 0x1_0000: result.run = writeControl
        case (1, 1): result.run = bx
        case (3, 1):
            result.immediate = isThumb ? pc &+ 3 : pc &+ 4
            result.run = blx
        case (1, 3) where low != 15:
            result.rd = UInt8(low)
            result.run = clz
        default: break
        }
        return result
    }

    private func singleTransfer(_ word: UInt32) -> MicroOp {
        let isLoad = word & 0x0010_0000 != 0
        let width: Width = word & 0x0040_0000 != 0 ? .byte : .word
        var result = new(interpret)
        let mode: AddressMode
        if word & 0x0200_0000 == 0 {
            guard let immediateMode = address(word, offset: word & 0xfff, &result) else {
                return literal(word, result)
            }
            mode = immediateMode
        } else {
            guard let registerMode = registerAddress(word, type: word >> 5 & 3, amount: word >> 7 & 31, &result) else {
                return result
            }
            mode = registerMode
        }
        if word >> 12 & 15 == 15 {
            if isLoad, width == .word { result.run = loadPCHandler(mode) }
            return result
        }
        result.run = isLoad ? loadHandler(width, mode) : storeHandler(width, mode)
        return result
    }

    /// LDR relative to the program counter.
    private func literal(_ word: UInt32, _ start: MicroOp) -> MicroOp {
        var result = start
        // Words, before the transfer, without write-back.
        guard word & 0x0f7f_0000 == 0x051f_0000, !isThumb else { return result }
        let offset = word & 0xfff
        let address = word & 0x0080_0000 != 0 ? pc &+ 8 &+ offset : pc &+ 8 &- offset
        guard word >> 12 & 15 == 15 else { return literal(at: address, &result, word >> 12 & 15) }
        guard address & 3 == 0 else { return result }
        result.immediate = address
        if address < 0x8000 { result.run = jumpToLiteral } else { result.run = jumpThroughBus }
        return result
    }

    private func literal(at address: UInt32, _ result: inout MicroOp, _ rd: UInt32) -> MicroOp {
        guard address < 0x8000, address & 3 == 0 else { return result }
        result.rd = UInt8(rd)
        result.immediate = address
        result.run = loadLiteral
        return result
    }

    /// The mode of a transfer with an immediate offset; `nil` for a base that is the program counter.
    private func address(_ word: UInt32, offset: UInt32, _ result: inout MicroOp) -> AddressMode? {
        let rn = word >> 16 & 15
        guard rn != 15 else { return nil }
        (result.rn, result.rd) = (UInt8(rn), UInt8(word >> 12 & 15))
        result.immediate = word & 0x0080_0000 != 0 ? offset : 0 &- offset
        if word & 0x0100_0000 == 0 { return .post }
        return word & 0x0020_0000 != 0 ? .pre : .offset
    }

    /// The mode of a transfer with a register as the offset; `nil` for those left to the interpreter.
    private func registerAddress(
        _ word: UInt32,
        type: UInt32,
        amount: UInt32,
        _ result: inout MicroOp
    ) -> AddressMode? {
        let rn = word >> 16 & 15
        let rm = word & 15
        let isPre = word & 0x0100_0000 != 0
        let writesBack = !isPre || word & 0x0020_0000 != 0
        guard rm != 15, rn != 15 || !writesBack && !isThumb, type == 0 || amount != 0 else { return nil }
        (result.rn, result.rd, result.rm) = (UInt8(rn), UInt8(word >> 12 & 15), UInt8(rm))
        result.shift = UInt8(amount)
        let adds = word & 0x0080_0000 != 0
        if adds, isPre, !writesBack, type == 0, rn != 15 { return .scaled }
        result.detail =
            UInt16(type) | (adds ? 0 : AddressDetail.subtracts) | (isPre ? AddressDetail.isPre : 0)
            | (writesBack ? AddressDetail.writesBack : 0)
        return .any
    }

    private func extraTransfer(_ word: UInt32) -> MicroOp {
        var result = new(interpret)
        let isImmediate = word & 0x0040_0000 != 0
        let chosen =
            isImmediate
            ? address(word, offset: word >> 4 & 0xf0 | word & 15, &result)
            : registerAddress(word, type: 0, amount: 0, &result)
        let rd = word >> 12 & 15
        guard let mode = chosen, rd != 15 else { return result }
        switch (word & 0x0010_0000 != 0, word >> 5 & 3) {
        case (true, 1): result.run = loadHandler(.half, mode)
        case (true, 2): result.run = loadHandler(.signedByte, mode)
        case (true, 3): result.run = loadHandler(.signedHalf, mode)
        case (false, 1): result.run = storeHandler(.half, mode)
        case (false, 2) where rd & 1 == 0 && rd != 14: result.run = loadDoubleHandler(mode)
        case (false, 3) where rd & 1 == 0 && rd != 14: result.run = storeDoubleHandler(mode)
        default: break
        }
        return result
    }

    private func blockTransfer(_ word: UInt32) -> MicroOp {
        var result = new(interpret)
        let rn = word >> 16 & 15
        let list = word & 0xffff
        let isLoad = word & 0x0010_0000 != 0
        let writesBack = word & 0x0020_0000 != 0
        // Registers of user mode are the interpreter's.
        let returns = word & 0x0040_0000 != 0
        let hasPC = list & 0x8000 != 0
        guard list != 0, rn != 15, isLoad || !hasPC, !returns || isLoad && hasPC,
            !(isLoad && writesBack && list >> rn & 1 != 0)
        else { return result }
        let count = UInt32(truncatingIfNeeded: list.nonzeroBitCount)
        let isUp = word & 0x0080_0000 != 0
        let start: UInt32 = isUp ? 0 : 0 &- 4 &* count
        result.immediate = (word & 0x0100_0000 != 0) == isUp ? start &+ 4 : start
        result.distance = writesBack ? (isUp ? 4 : -4) * Int32(count) : 0
        result.rn = UInt8(rn)
        result.rd = UInt8(count)
        result.rm = returns ? 1 : 0
        result.detail = UInt16(list)
        result.shift = UInt8(count <= 1 ? 2 : count)
        result.run = blockHandler(isLoad: isLoad, loadsPC: hasPC, Int(count))
        return result
    }

    private func blockHandler(isLoad: Bool, loadsPC: Bool, _ count: Int) -> Handler {
        guard isLoad else { return storeBlockHandler(count) }
        return loadsPC ? loadBlockPCHandler(count) : loadBlockHandler(count)
    }

    // MARK: - Thumb

    /// A Thumb instruction.
    func thumb(_ half: UInt32) -> MicroOp {
        var result = new(interpret)
        switch half >> 11 {
        case 0b01001:
            return literal(at: ((pc &+ 4) & ~3) &+ (half & 0xff) &<< 2, &result, half >> 8 & 7)
        case 0b10100:
            return constant(((pc &+ 4) & ~3) &+ (half & 0xff) &<< 2, half >> 8 & 7)
        case 0b11010, 0b11011:
            let condition = half >> 8 & 15
            let target = pc &+ 4 &+ UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: half)) &<< 1)
            guard condition < 14, !Self.closesDelay(half), let distance = distance(to: target) else { return result }
            result.run = branchHandler(condition)
            result.distance = distance
        case 0b11100:
            let target = pc &+ 4 &+ UInt32(bitPattern: Int32(bitPattern: half &<< 21) >> 20)
            guard let distance = distance(to: target) else { return result }
            result.run = branchHandler(14)
            result.distance = distance
        case 0b11101:
            guard half & 1 == 0 else { return result }
            result.run = thumbLink
            result.immediate = (half & 0x7ff) &<< 1
            result.rd = 1
        case 0b11110:
            let high = pc &+ 4 &+ UInt32(bitPattern: Int32(bitPattern: half &<< 21) >> 9)
            let offset = (next & 0x7ff) &<< 1
            guard next >> 11 == 0b11111, let distance = distance(to: high &+ offset) else {
                return constant(high, 14)
            }
            result.run = thumbLinkPair
            result.immediate = pc &+ 5
            result.distance = distance
            result.detail = UInt16(offset)
        case 0b11111:
            result.run = thumbLink
            result.immediate = (half & 0x7ff) &<< 1
        default:
            let word = thumbEncoding(half)
            return word == 0 ? result : always(word)
        }
        return result
    }

    /// Whether a conditional branch goes back to the instruction before it: the interpreter takes all turns of such a
    /// loop at once if it only counts down.
    private static func closesDelay(_ half: UInt32) -> Bool { half & 0xff == 0xfd }

    private func constant(_ value: UInt32, _ rd: UInt32) -> MicroOp {
        var result = new(plainHandler(.mov, .immediate))
        result.immediate = value
        result.rd = UInt8(rd)
        return result
    }
}
