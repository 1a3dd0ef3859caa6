/// The cycle model: ARM9E-S pipeline costs, and what an access beyond the tightly coupled memories adds.
///
/// One cycle an instruction and the extras below. The extras of memories are chosen to match published bandwidths of
/// the chip, not measured ones.
///
/// - SeeAlso: ARM9E-S technical reference manual, chapter 8 (instruction cycle times).
enum Timing {
    static var takenBranch: Int { 2 }
    static var loadToPC: Int { 4 }
    static var writeToPC: Int { 2 }
    static var registerShift: Int { 1 }
    static var multiply: Int { 1 }
    static var multiplyFlags: Int { 3 }
    static var longMultiply: Int { 2 }
    static var longMultiplyFlags: Int { 4 }
    static var doubleTransfer: Int { 1 }
    static var swap: Int { 1 }
    static var statusRead: Int { 1 }
    static var statusWrite: Int { 2 }
    static var exception: Int { 3 }
    static var loadUse: Int { 1 }
    static var sdramLoad: Int { 30 }
    static var sdramStore: Int { 3 }
    static var busLoad: Int { 10 }
    static var busStore: Int { 4 }
}
