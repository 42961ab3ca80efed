import ProbeCore
import ProbeEvidence
import ProbeLinux

extension DNSClient {
    /// Asks over a TCP connection of its own, with two bytes of length before each message (RFC 1035 section 4.2.2).
    func exchangeOverConnection(_ query: DNSQuery, _ waits: Waits) async throws(ProbeError) -> DNSReply {
        let (attempt, socket) = try await TCP.connect(
            to: server, options: TCP.Options(egress: egress), deadline: waits.quiet)
        guard let socket else {
            switch attempt.result {
            case .connected, .silent: return DNSReply(content: .silent)
            case .failed: return DNSReply(content: .unreachable(attempt.error ?? "EIO", attempt.icmp))
            case .superseded: throw ProbeError.cancelled("asking \(server) over TCP")
            }
        }
        defer { socket.close() }
        let message = query.encoded
        let framed = UInt16(clamping: message.count).bigEndianBytes + message
        if let error = try await socket.send(framed, deadline: waits.quiet) {
            return DNSReply(content: .unreachable(error, nil))
        }
        var received: [UInt8] = []
        while true {
            // Who took the connection is no silence: a resolver has the whole attempt for its answer, as it would have over UDP.
            switch try await socket.receive(atMost: 65_537 - received.count, deadline: waits.deadline) {
            case .bytes(let bytes): received += bytes
            case .silent: return DNSReply(content: received.isEmpty ? .silent : .malformed)
            case .failed(let error): return DNSReply(content: .unreachable(error, nil))
            // The other side took the question and hung up: not silence, and not DNS.
            case .closed: return DNSReply(content: .malformed)
            }
            guard received.count >= 2 else { continue }
            let length = Int(received[0]) << 8 | Int(received[1])
            guard received.count >= 2 + length else { continue }
            let reply = Array(received[2..<2 + length])
            return query.isAnswered(by: reply)
                ? DNSReply(content: .message(reply)) : DNSReply(content: .malformed, rejectedReplies: 1)
        }
    }
}
