import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import ProbeTransport

/// Finds out how large a segment may be to arrive, by a request whose lines are sent one segment at a time.
///
/// A hole that lets a hello pass and loses a request lies anywhere between the two. Each connection goes up in even steps from
/// what is known to arrive to what is known to get lost, and ends at its first loss; the next goes between the two.
struct SizeWalk {
    private let endpoint: Endpoint
    private let remote: SocketAddress
    private(set) var sizes = PassingSizes()

    /// More would take longer than it tells: two connections tell to within some ten bytes.
    private static let connections = 2
    /// All of a walk stays below the 16 KiB of headers that a hub takes (HTTP.sys, MaxRequestBytes).
    private static let steps = 9
    /// In bytes; the hellos that have arrived before a walk begins are larger.
    private static let smallest = 100
    /// What TLS adds to a record at most (RFC 5246 section 6.2.3.3).
    private static let recordOverhead = 29

    init(_ endpoint: Endpoint, to remote: SocketAddress) {
        self.endpoint = endpoint
        self.remote = remote
    }

    mutating func run<Evidence>(_ context: Context<Evidence>) async throws(ProbeError) {
        for _ in 0..<Self.connections {
            let (attempt, _, connection) = try await FreshLadder(endpoint, to: remote).secure(context)
            guard let connection, let full = attempt.tcp?.sendSegmentSize else { return }
            let series = await connection.sendOneByOne(
                lines(below: full), stuck: context.pace.stuckAfter, deadline: context.attemptDeadline)
            await connection.close()
            if let largest = series.acknowledged.max() { sizes.acknowledged = max(largest, sizes.acknowledged ?? 0) }
            guard let lost = series.lost else { return }
            sizes.lost = min(lost, sizes.lost ?? lost)
            sizes.losses += 1
            // A loss that a larger one contradicts was no matter of size.
            if let passed = sizes.acknowledged, let lost = sizes.lost, passed >= lost { return }
        }
    }

    /// The lines of a request that is never finished, one for each step.
    private func lines(below full: Int) -> [[UInt8]] {
        let low = sizes.acknowledged ?? Self.smallest
        let high = sizes.lost ?? full
        guard high > low else { return [] }
        let begin =
            "GET /devices/\(RandomName.device())/modules?api-version=2017-11-08-preview HTTP/1.1\r\nHost: \(endpoint.host)\r\n"
        let names = "X-Padding: \r\n".utf8.count
        let fillers = (1...Self.steps).map { step in
            let size = low + (high - low) * step / Self.steps - Self.recordOverhead - names
            return "X-Padding: \(String(repeating: "x", count: max(1, size)))\r\n"
        }
        return ([begin] + fillers).map { Array($0.utf8) }
    }
}
