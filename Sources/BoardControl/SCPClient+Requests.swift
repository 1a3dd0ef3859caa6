import SpiNNakerMachine
import SpiNNakerProtocol
import Synchronization

extension SCPClient {
    /// Asks one question.
    func reply(
        to request: SCPRequest,
        at destination: SDPAddress,
        policy: SCPJob.Policy = .usual
    ) async throws -> SCPReply {
        let replies = try await replies(to: [(destination, request)], policy: policy)
        guard let reply = replies.first else {
            preconditionFailure("a job of one request ended without a reply")
        }
        return reply
    }

    /// Asks many questions; the replies come in the order of the questions.
    func replies(
        to requests: [(SDPAddress, SCPRequest)],
        policy: SCPJob.Policy = .usual
    ) async throws -> [SCPReply] {
        try await outcomes(of: requests, policy: policy).map { try $0.get() }
    }

    /// Asks many questions and returns what became of each.
    ///
    /// - Throws: `CancellationError`, or `BoardControlError.Code.closed`; what goes wrong with one request is its outcome.
    func outcomes(
        of requests: [(SDPAddress, SCPRequest)],
        policy: SCPJob.Policy = .usual
    ) async throws -> [Result<SCPReply, BoardControlError>] {
        let results = Outcomes(count: requests.count)
        let job = SCPJob(
            count: requests.count,
            policy: policy,
            make: { requests[$0] },
            consume: { (index, result) throws(BoardControlError) in results.set(index, result) }
        )
        try await perform(job)
        return results.all
    }

    /// Decodes a reply's data, or says whose reply made no sense.
    func decode<Value>(
        _ reply: SCPReply,
        from core: CoreID?,
        _ decode: ([UInt8]) throws(WireError) -> Value
    ) throws(BoardControlError) -> Value {
        do throws(WireError) {
            return try decode(reply.data)
        } catch {
            let whom = core.map { "core \($0) of \(endpoint)" } ?? "the board at \(endpoint)"
            throw BoardControlError(
                .unexpectedReply,
                "The reply of \(whom) makes no sense: \(error).",
                location: core,
                cause: error
            )
        }
    }
}

/// The outcomes of the requests of one job.
private final class Outcomes: Sendable {
    private let results: Mutex<[Result<SCPReply, BoardControlError>?]>

    init(count: Int) { results = Mutex(Array(repeating: nil, count: count)) }

    func set(_ index: Int, _ result: Result<SCPReply, BoardControlError>) {
        results.withLock { $0[index] = result }
    }

    /// Every outcome, once the job is done.
    var all: [Result<SCPReply, BoardControlError>] { results.withLock { $0.compactMap(\.self) } }
}
