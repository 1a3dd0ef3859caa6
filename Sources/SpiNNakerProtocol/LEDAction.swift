/// What a request does to one LED.
///
/// - SeeAlso: spinnaker_tools 4.0.0, `scamp/scamp-cmd.c`, command LED.
package enum LEDAction: UInt32, Hashable, Sendable {
    case keep = 0
    case toggle = 1
    case off = 2
    case on = 3
}
