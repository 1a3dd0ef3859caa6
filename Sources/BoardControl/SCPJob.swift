import SpiNNakerProtocol

/// A number of requests that are made when there is room for them, and what is done with their replies.
struct SCPJob: Sendable {
    /// How a request is sent.
    struct Policy: Sendable {
        /// The wait for a reply; `nil` for the usual one.
        var timeout: Duration?
        /// How often it is sent; `nil` for the usual number.
        var tries: Int?
        /// What sending it twice may do; `nil` where the command says it.
        var repetition: SCPRequest.Repetition?

        static let usual = Self()
    }

    /// The number of requests.
    var count: Int

    var policy = Policy.usual

    /// Makes a request. Called once for each, in order, with the client locked: it must be quick and not call back.
    var make: @Sendable (Int) -> (SDPAddress, SCPRequest)

    /// Takes the outcome of a request; an error it throws ends the job. Called with the client locked, as `make` is.
    var consume: @Sendable (Int, Result<SCPReply, BoardControlError>) throws(BoardControlError) -> Void
}
