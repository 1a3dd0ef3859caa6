extension ARM968Core {
    /// The handlers of the instructions that the threaded engine has decoded and that were not written since; for tests.
    package var decodedHandlers: Set<UInt> {
        guard code != nil else { return [] }
        var found: Set<UInt> = []
        for slot in 0..<DecodedCode.armSlots + DecodedCode.thumbSlots {
            let op = (block.places.pointee.arm + slot * MicroOp.stride).microOp
            for handler in [op.pointee.run, op.pointee.inner] {
                if let handler { found.insert(Self.address(handler)) }
            }
        }
        return found
    }

    /// Where the threaded engine keeps what it has decoded: the same place for cores that share it; for tests.
    package var decodedCode: UnsafeRawPointer? { code == nil ? nil : UnsafeRawPointer(block.places.pointee.arm) }

    /// All handlers that there are, with names; for tests.
    package static var everyHandler: [UInt: String] {
        var all: [UInt: String] = [:]
        func add(_ name: String, _ handler: Handler?) {
            guard let handler, address(handler) != address(interpret) || name == "interpret" else { return }
            all[address(handler)] = name
        }
        add("interpret", interpret)
        add("decodeAndRun", decodeAndRun)
        for number in 0..<16 {
            guard let operation = Operation(rawValue: UInt32(number)) else { continue }
            for form in Form.allCases {
                add("\(operation) \(form)", plainHandler(operation, form))
                add("\(operation)s \(form)", flagsHandler(operation, form))
                for condition in 0..<14 as Range<UInt32> {
                    add("\(operation) \(form), branch \(condition)", fusedHandler(operation, form, condition))
                }
            }
        }
        for mode in AddressMode.allCases {
            for width in Width.allCases {
                add("load \(width) \(mode)", loadHandler(width, mode))
                add("store \(width) \(mode)", storeHandler(width, mode))
            }
            add("load pc \(mode)", loadPCHandler(mode))
            add("load double \(mode)", loadDoubleHandler(mode))
            add("store double \(mode)", storeDoubleHandler(mode))
        }
        for condition in 0...14 as ClosedRange<UInt32> {
            add("branch \(condition)", branchHandler(condition))
            add("if \(condition)", conditionHandler(condition))
        }
        for sets in [false, true] {
            for adds in [false, true] {
                add("multiply \(sets) \(adds)", multiplyHandler(sets, adds))
                for isSigned in [false, true] {
                    add("long multiply \(isSigned) \(sets) \(adds)", multiplyLongHandler(isSigned, sets, adds))
                }
            }
        }
        add("smulxy", smulxy)
        add("smlaxy", smlaxy)
        add("smulwy", smulwy)
        add("smlawy", smlawy)
        add("clz", clz)
        add("mrs", readStatus)
        add("msr", writeControl)
        add("subs pc", subtractAndReturn)
        add("literal", loadLiteral)
        add("literal pc", jumpToLiteral)
        add("vector", jumpThroughBus)
        for count in 1...16 {
            add("load \(min(count, 10))", loadBlockHandler(count))
            add("load \(min(count, 10)) with pc", loadBlockPCHandler(count))
            if count < 16 { add("store \(min(count, 10))", storeBlockHandler(count)) }
        }
        add("bl", branchLink)
        add("bx", bx)
        add("blx", blx)
        add("thumb bl", thumbLink)
        add("thumb bl pair", thumbLinkPair)
        add("mov pc", moveToPC)
        add("add pc", addToPC)
        add("sub pc", subtractFromPC)
        return all
    }

    private static func address(_ handler: Handler) -> UInt { unsafeBitCast(handler, to: UInt.self) }
}
