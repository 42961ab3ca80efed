import Glibc
package import ProbeCore

extension UDP {
    /// Whoever answered a datagram.
    package struct Responder: Sendable {
        package let source: SocketAddress
        package let latency: Seconds
    }

    /// Sends a datagram, a second time at half of the wait, and takes the first acceptable reply from whomever it comes.
    ///
    /// - Returns: who replied; nothing for nobody.
    /// - Throws: `ProbeError.Code.interrupted` when the task is cancelled.
    package static func responder(
        to datagram: [UInt8], sentTo remote: SocketAddress, deadline: ContinuousClock.Instant,
        accept: @Sendable ([UInt8]) -> Bool
    ) async throws(ProbeError) -> Responder? {
        let action: Sentence = "asking \(remote) over UDP"
        guard !Task.isCancelled else { throw .cancelled(action) }
        do throws(SystemCallError) {
            let descriptor = try Socket.open(SOCK_DGRAM, for: remote.address.family)
            let view = Socket(number: descriptor.number)
            let start = ContinuousClock.now
            var sendTimes = [start, start + start.duration(to: deadline) / 2][...]
            let poller = try Poller.shared()
            while deadline > .now {
                if let next = sendTimes.first, next <= .now {
                    sendTimes.removeFirst()
                    try view.send(datagram, to: remote)
                }
                if let source = try take(from: view, accept) {
                    return Responder(source: source, latency: Seconds(ContinuousClock.now - start))
                }
                let moment = min(deadline, sendTimes.first ?? deadline)
                if try await poller.wait(for: .readable, on: view.number, until: moment) == .cancelled {
                    throw SystemCallError(call: "poll", code: ECANCELED)
                }
            }
            return try take(from: view, accept).map {
                Responder(source: $0, latency: Seconds(ContinuousClock.now - start))
            }
        } catch {
            if error.code == ECANCELED { throw .cancelled(action) }
            // Whatever the network or this device says to it, nobody answered.
            return nil
        }
    }

    /// Who sent the first acceptable one of those that have come; bounded, as a flood may come.
    private static func take(
        from view: Socket, _ accept: ([UInt8]) -> Bool
    ) throws(SystemCallError) -> SocketAddress? {
        for _ in 0..<64 {
            do throws(SystemCallError) {
                let (bytes, source) = try view.receiveFromAnybody(atMost: 65_535)
                if accept(bytes), let source { return source }
            } catch {
                guard error.code == EAGAIN else { throw error }
                return nil
            }
        }
        return nil
    }
}
