import Glibc
import ProbeCore
import ProbeEvidence

/// One exchange over UDP on a socket that somebody else owns.
struct Asking {
    let view: Socket
    let datagram: [UInt8]
    let start: ContinuousClock.Instant
    let sendAgainAfter: [Duration]
    let deadline: ContinuousClock.Instant

    /// Nothing when the task was cancelled.
    func exchange(
        with remote: SocketAddress, accept: ([UInt8]) -> Bool
    ) async throws(SystemCallError) -> UDP.Exchange? {
        try view.queueErrors(true, remote.address.family)
        var (attempts, rejected) = (0, 0)
        func ended(_ result: UDP.Exchange.Result) -> UDP.Exchange {
            UDP.Exchange(
                result: result, attempts: attempts, latency: Seconds(ContinuousClock.now - start),
                rejectedReplies: rejected)
        }
        if let code = code(of: { () throws(SystemCallError) in try view.connect(to: remote) }) {
            return ended(failure(code))
        }
        let poller = try Poller.shared()
        var sendTimes = ([.zero] + sendAgainAfter).map { start + $0 }[...]
        while true {
            if let next = sendTimes.first, next <= .now {
                sendTimes.removeFirst()
                attempts += 1
                if let code = code(of: { () throws(SystemCallError) in _ = try view.send(datagram[...]) }),
                    code != EAGAIN
                {
                    return ended(failure(code))
                }
            }
            // Bounded, so that a flood of refused replies cannot keep the deadline from being seen.
            for _ in 0..<64 {
                var reply: [UInt8] = []
                let code = code { () throws(SystemCallError) in reply = try view.receive(atMost: 65_535) }
                if code == EAGAIN { break }
                if let code { return ended(failure(code)) }
                if accept(reply) { return ended(.reply(reply)) }
                rejected += 1
            }
            // Whatever keeps the descriptor in error has to be taken off, or the next wait would end at once.
            if let queued = view.takeQueuedError() {
                return ended(.failed(SystemError(errno: queued.code), queued.icmp))
            }
            guard deadline > .now else { return ended(.silent) }
            switch try await poller.wait(
                for: .readable, on: view.number, until: min(deadline, sendTimes.first ?? deadline))
            {
            case .ready, .deadline: continue
            case .cancelled: return nil
            }
        }
    }

    private func code(of call: () throws(SystemCallError) -> Void) -> CInt? {
        do throws(SystemCallError) {
            try call()
            return nil
        } catch {
            return error.code
        }
    }

    /// The errno with the ICMP error that brought it, if one did.
    private func failure(_ code: CInt) -> UDP.Exchange.Result {
        .failed(SystemError(errno: code), view.takeQueuedError()?.icmp)
    }
}
