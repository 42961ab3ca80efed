internal import NIOCore
import ProbeCore
import ProbeEvidence

extension Connection {
    /// What became of bytes that were sent one segment at a time.
    package struct Series: Sendable {
        /// The sizes that were acknowledged, in bytes as TCP carried them.
        package var acknowledged: [Int] = []
        /// The size that was not, in spite of retransmissions.
        package var lost: Int?
    }

    /// Sends texts one after the other, each as a segment of its own, which waits until the one before was acknowledged.
    ///
    /// - Parameters:
    ///   - texts: none longer than a segment holds, or the kernel cuts it.
    ///   - stuck: how long a segment waits at least before it counts as lost; two retransmissions have to have failed too.
    ///   - deadline: of all.
    /// - Returns: what was acknowledged, up to the first that was lost, the deadline, or the end of the connection.
    package func sendOneByOne(
        _ texts: [[UInt8]], stuck: Duration, deadline: ContinuousClock.Instant
    ) async -> Series {
        var series = Series()
        // What TLS adds to each; known once the first was acknowledged.
        var overhead = 0
        for text in texts {
            guard let before = await info(), await send(text) else { return series }
            let start = ContinuousClock.now
            var isAcknowledged = false
            while !isAcknowledged {
                do { try await Task.sleep(for: Self.interval) } catch { return series }
                guard channel.isActive, let now = await info(), ContinuousClock.now < deadline else { return series }
                isAcknowledged =
                    now.unacknowledgedSegments == 0 && now.bytesAcknowledged >= before.bytesAcknowledged + text.count
                if isAcknowledged {
                    let size = now.bytesAcknowledged - before.bytesAcknowledged
                    overhead = size - text.count
                    series.acknowledged.append(size)
                } else if .now - start > stuck, now.retransmissions >= before.retransmissions + 2 {
                    series.lost = text.count + overhead
                    return series
                }
            }
        }
        return series
    }

    /// How often the kernel is asked.
    private static let interval = Duration.milliseconds(10)
}
