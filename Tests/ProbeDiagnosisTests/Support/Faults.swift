import ProbeCore
import ProbeEvidence

/// Ready-made changes for `Survey.changing`: what a fault makes of the evidence.
extension ConnectEvidence {
    /// No answer, twice, with the kernel's own SYN retransmission.
    static func silent(_ endpoint: Endpoint, at address: IPAddress? = nil, attempts: Int = 2) -> ConnectEvidence {
        ConnectEvidence(
            attempts: (0..<attempts).map { _ in
                var attempt = ConnectAttempt(
                    remote: Healthy.attempt(endpoint, to: address).remote, result: .silent, latency: Seconds(3))
                attempt.localAddress = SocketAddress(Places.deviceAddress, port: 40_000)
                attempt.interface = "eth0"
                attempt.tcp = TCPInfo(
                    roundTrip: Seconds(0), retransmissions: attempts > 1 ? 1 : 0, retransmissionsInFlight: 1)
                attempt.locallyDroppedRetransmissions = 0
                return attempt
            })
    }

    /// An error; an ICMP message comes as type, code and offender.
    static func failed(
        _ endpoint: Endpoint, _ error: SystemError, icmp: ICMPError? = nil, isSynchronous: Bool = false,
        after latency: Double = 0.021, at address: IPAddress? = nil
    ) -> ConnectEvidence {
        var attempt = ConnectAttempt(
            remote: Healthy.attempt(endpoint, to: address).remote, result: .failed,
            latency: Seconds(isSynchronous ? 0.0001 : latency), error: error, icmp: icmp)
        attempt.isSynchronous = isSynchronous
        if !isSynchronous {
            attempt.localAddress = SocketAddress(Places.deviceAddress, port: 40_000)
            attempt.interface = "eth0"
        }
        return ConnectEvidence(attempts: [attempt])
    }

    static func refused(_ endpoint: Endpoint) -> ConnectEvidence { failed(endpoint, "ECONNREFUSED") }
}

extension ICMPError {
    /// An ICMP (IPv4) error from a router, or from this device itself.
    static func v4(_ type: UInt8, _ code: UInt8, from offender: String, isLocal: Bool = false) -> ICMPError {
        ICMPError(family: .v4, type: type, code: code, offender: Places.address(offender), offenderIsLocal: isLocal)
    }
}

extension Handshake {
    /// Stalled: nothing came back; the peer acknowledged the given number of bytes.
    static func silent(_ endpoint: Endpoint, acknowledged: Int, outOfOrder: Int = 0, sent: Int = 1500) -> Handshake {
        var handshake = Handshake(
            serverName: endpoint.host.description, expectedName: endpoint.host.description, result: .silent,
            duration: Seconds(3))
        handshake.bytesSent = sent
        handshake.tcp = TCPInfo(
            roundTrip: Seconds(0.02), retransmissions: acknowledged > 1 ? 0 : 3, sendSegmentSize: 1448,
            bytesSent: sent, bytesAcknowledged: acknowledged, segmentsOut: 6, segmentsIn: 2 + outOfOrder,
            dataSegmentsIn: outOfOrder, outOfOrderSegments: outOfOrder)
        return handshake
    }

    /// Ended by RST or FIN before any answer.
    static func ended(_ endpoint: Endpoint, _ result: Result) -> Handshake {
        var handshake = Handshake(
            serverName: endpoint.host.description, expectedName: endpoint.host.description, result: result,
            duration: Seconds(0.03))
        handshake.bytesSent = 520
        handshake.error = result == .reset ? "ECONNRESET" : nil
        handshake.tcp = TCPInfo(roundTrip: Seconds(0.02), bytesSent: 520, bytesAcknowledged: 1)
        return handshake
    }
}

extension ControlHandshake {
    static func completed(_ endpoint: Endpoint) -> ControlHandshake {
        ControlHandshake(connect: Healthy.attempt(endpoint), handshake: Healthy.handshake(endpoint))
    }

    static func ended(_ endpoint: Endpoint, _ handshake: Handshake) -> ControlHandshake {
        ControlHandshake(connect: Healthy.attempt(endpoint), handshake: handshake)
    }
}

extension NameEvidence {
    /// The same answer from every resolver, A and AAAA alike, and so no address.
    static func failing(
        _ host: HostName, servers: [SocketAddress] = [Places.resolver], _ change: (inout DNSAnswer) -> Void
    ) -> NameEvidence {
        var evidence = NameEvidence()
        evidence.servers = servers.map { server in
            Server(
                server: server,
                answers: [DNSAnswer.QueryType.a, .aaaa].map { type in
                    var answer = Healthy.answer(host, type, from: server, [])
                    change(&answer)
                    return answer
                })
        }
        return evidence
    }

    static func silent(_ host: HostName, servers: [SocketAddress] = [Places.resolver]) -> NameEvidence {
        failing(host, servers: servers) { $0.isSilent() }
    }

    static func answering(_ host: HostName, code: Int, servers: [SocketAddress] = [Places.resolver]) -> NameEvidence {
        failing(host, servers: servers) { $0.responseCode = code }
    }
}

extension DNSAnswer {
    mutating func isSilent(after attempts: Int = 2) {
        result = .silent
        responseCode = nil
        records = []
        self.attempts = attempts
    }
}
