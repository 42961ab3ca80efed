import ProbeCore
import ProbeEvidence

/// What a rung of an invented run saw; the rest of its evidence is as plain as its type allows.
struct SampleEvidence {
    var attempts: [ConnectAttempt] = []
    /// Where the connection opened.
    var connected: SocketAddress?
    /// Where the run is told to connect to, nobody is asked for the name.
    var wasRedirected = false
    var walk: HopWalk?
    var control: HopWalk?

    /// As the evidence of a probe that took so long, all of it the network's.
    func evidence(of probe: ProbeID, for duration: Seconds) -> any Codable & Hashable & Sendable {
        let answered = Exchange(result: .answered, duration: duration)
        switch probe {
        case ConnectEndpoint.id:
            var evidence = ConnectEvidence(attempts: attempts)
            evidence.connected = connected
            evidence.wasRedirected = wasRedirected
            return evidence
        case ResolveName.id:
            var evidence = NameEvidence()
            evidence.source = wasRedirected ? .given : .resolver
            guard !wasRedirected, let address = IPAddress("203.0.113.20"), let resolver = IPAddress("10.3.0.53") else {
                return evidence
            }
            let server = SocketAddress(resolver, port: 53)
            let name = DomainName("myhub.azure-devices.net")
            var answer = DNSAnswer(
                server: server, network: .udp, name: name, queryType: .a, result: .answered, latency: duration)
            answer.records = [.init(name: name, timeToLive: 60, data: .address(address))]
            evidence.servers = [.init(server: server, answers: [answer])]
            evidence.addresses = [address]
            return evidence
        case OpenTunnel.id:
            var evidence = TunnelEvidence(
                proxy: connected ?? SocketAddress(.anyV4, port: 0), exchange: answered, sentCredentials: false)
            evidence.answer = HTTPAnswer(status: 200, headers: [], bodyOpening: nil)
            return evidence
        case HandshakeTLS.id:
            var handshake = Handshake(
                serverName: nil, expectedName: "", result: .completed, duration: duration)
            handshake.matchesName = true
            handshake.verifications = [
                .init(store: .publicRoots, isTrusted: true, code: 0, depth: 0, isTrustedIgnoringDates: true)
            ]
            return handshake
        case RequestHTTPS.id:
            var evidence = HTTPSEvidence(exchange: answered)
            evidence.proof = .iothubErrorCode
            return evidence
        case ConnectMQTT.id:
            var evidence = MQTTEvidence(exchange: answered)
            evidence.proof = .connack(5)
            return evidence
        case OpenAMQP.id:
            var evidence = AMQPEvidence(exchange: answered)
            evidence.proof = .amqpOpen
            return evidence
        case RequestDPS.id:
            var evidence = DPSEvidence(exchange: answered)
            evidence.isProvisioningService = true
            return evidence
        case RequestRegistry.id:
            var evidence = RegistryEvidence(exchange: answered)
            evidence.isRegistry = true
            evidence.blobStatus = 200
            return evidence
        default:
            guard let walk else { return PacketWalks(walks: []) }
            return HopComparison(walk: walk, control: control)
        }
    }
}
