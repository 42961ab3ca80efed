import ProbeCore
import ProbeEvidence

/// Evidence as a healthy network gives it, to be changed one thing at a time.
enum Healthy {
    static let information = TCPInfo(
        roundTrip: Seconds(0.02), sendSegmentSize: 1448, receiveSegmentSize: 1448, advertisedSegmentSize: 1460,
        pathMTU: 1500, bytesSent: 520, bytesAcknowledged: 521, bytesReceived: 4200, segmentsOut: 8, segmentsIn: 7,
        dataSegmentsIn: 5)

    static func answer(
        _ host: HostName, _ type: DNSAnswer.QueryType = .a, from server: SocketAddress = Places.resolver,
        _ addresses: [IPAddress], over network: DNSAnswer.Network = .udp, through aliases: [DomainName] = []
    ) -> DNSAnswer {
        let name = DomainName(host.description)
        var answer = DNSAnswer(
            server: server, network: network, name: name, queryType: type, result: .answered,
            latency: Seconds(0.012))
        answer.responseCode = 0
        answer.records =
            aliases.map { .init(name: name, timeToLive: 60, data: .alias($0)) }
            + addresses.map { .init(name: aliases.last ?? name, timeToLive: 60, data: .address($0)) }
        return answer
    }

    static func resolution(of host: HostName, to addresses: [IPAddress]? = nil) -> NameEvidence {
        let addresses = addresses ?? [Places.address(of: host)]
        var evidence = NameEvidence()
        evidence.servers = [
            .init(
                server: Places.resolver,
                answers: [
                    answer(host, .a, addresses.filter { $0.family == .v4 }),
                    answer(host, .aaaa, addresses.filter { $0.family == .v6 }),
                ])
        ]
        evidence.addresses = addresses
        evidence.source = .resolver
        return evidence
    }

    static func attempt(_ endpoint: Endpoint, to address: IPAddress? = nil) -> ConnectAttempt {
        let remote =
            endpoint.via == .proxy
            ? Places.proxy : SocketAddress(address ?? Places.address(of: endpoint.host), port: endpoint.port)
        var attempt = ConnectAttempt(remote: remote, result: .connected, latency: Seconds(0.021))
        attempt.localAddress = SocketAddress(Places.deviceAddress, port: 40_000)
        attempt.interface = "eth0"
        attempt.tcp = TCPInfo(
            roundTrip: Seconds(0.021), sendSegmentSize: 1448, advertisedSegmentSize: 1460, pathMTU: 1500,
            bytesAcknowledged: 1, segmentsOut: 2, segmentsIn: 1)
        return attempt
    }

    static func connection(_ endpoint: Endpoint, to address: IPAddress? = nil) -> ConnectEvidence {
        let attempt = attempt(endpoint, to: address)
        var evidence = ConnectEvidence(attempts: [attempt])
        evidence.connected = attempt.remote
        return evidence
    }

    static func certificate(for host: HostName, issuer: String = "CN=DigiCert Global G2 TLS RSA SHA256 2020 CA1")
        -> Certificate
    {
        Certificate(
            subject: WireText("CN=\(host)"), issuer: WireText(issuer), alternativeNames: [WireText("DNS:\(host)")],
            notBefore: Timestamp("2026-06-01T00:00:00Z"), notAfter: Timestamp("2027-06-01T00:00:00Z"),
            fingerprint: "ab12", publicKeyFingerprint: "cd34", pem: "")
    }

    static func handshake(_ endpoint: Endpoint) -> Handshake {
        var handshake = Handshake(
            serverName: endpoint.host.description, expectedName: endpoint.host.description, result: .completed,
            duration: Seconds(0.042))
        handshake.version = "TLSv1.2"
        handshake.cipher = "ECDHE-RSA-AES256-GCM-SHA384"
        handshake.chain = [certificate(for: endpoint.host)]
        handshake.verifications = [
            .init(store: .publicRoots, isTrusted: true, code: 0, depth: 0, isTrustedIgnoringDates: true),
            .init(store: .system, isTrusted: true, code: 0, depth: 0, isTrustedIgnoringDates: true),
        ]
        handshake.matchesName = true
        handshake.clientCertificateRequested = endpoint.port != 443
        handshake.bytesSent = 520
        handshake.bytesReceived = 4200
        handshake.tcp = information
        return handshake
    }

    static func exchange(sent: Int = 120, received: Int = 90) -> Exchange {
        var exchange = Exchange(result: .answered, bytesSent: sent, bytesReceived: received, duration: Seconds(0.021))
        exchange.tcp = information
        return exchange
    }

    static var https: HTTPSEvidence {
        var evidence = HTTPSEvidence(exchange: exchange())
        evidence.answer = HTTPAnswer(
            status: 401,
            headers: [
                .init(name: WireText("iothub-errorcode"), value: WireText("IotHubUnauthorizedAccess")),
                .init(name: WireText("server"), value: WireText("Microsoft-HTTPAPI/2.0")),
            ], bodyOpening: nil)
        evidence.proof = .iothubErrorCode
        evidence.date = Timestamp("2026-11-23T09:14:07Z")
        evidence.deviceTime = Timestamp("2026-11-23T09:14:07Z")
        return evidence
    }

    static var mqtt: MQTTEvidence {
        var evidence = MQTTEvidence(exchange: exchange(received: 4))
        evidence.returnCode = 5
        evidence.proof = .connack(5)
        return evidence
    }

    static var amqp: AMQPEvidence {
        var evidence = AMQPEvidence(exchange: exchange(received: 99))
        evidence.header = "414d515000010000"
        evidence.containerID = WireText("DeviceGateway_7dab0f42c56241c3be5b92833")
        evidence.hostname = WireText("localhost")
        evidence.proof = .amqpOpen
        return evidence
    }

    static func webSocket(_ endpoint: Endpoint) -> WebSocketEvidence {
        var evidence = WebSocketEvidence(exchange: exchange())
        let subprotocol = endpoint.transport == .mqttOverWebSocket ? "mqtt" : "AMQPWSB10"
        evidence.answer = HTTPAnswer(
            status: 101,
            headers: [
                .init(name: WireText("upgrade"), value: WireText("websocket")),
                .init(name: WireText("sec-websocket-protocol"), value: WireText(subprotocol)),
            ], bodyOpening: nil)
        evidence.acceptMatches = true
        evidence.subprotocolMatches = true
        return evidence
    }

    static var provisioning: DPSEvidence {
        var evidence = DPSEvidence(exchange: exchange())
        evidence.answer = HTTPAnswer(status: 401, headers: [], bodyOpening: nil)
        evidence.isProvisioningService = true
        return evidence
    }

    static var registry: RegistryEvidence {
        var evidence = RegistryEvidence(exchange: exchange())
        evidence.answer = HTTPAnswer(
            status: 200,
            headers: [
                .init(name: WireText("docker-distribution-api-version"), value: WireText("registry/2.0"))
            ], bodyOpening: nil)
        evidence.isRegistry = true
        evidence.blobStatus = 307
        evidence.dataEndpoint = Places.dataEndpoint
        return evidence
    }

    static var dataEndpoint: ShortLadderEvidence {
        var evidence = ShortLadderEvidence(host: Places.dataEndpoint)
        let endpoint = Endpoint(.registry, Places.dataEndpoint, .https)
        evidence.resolution = resolution(of: Places.dataEndpoint)
        evidence.connect = connection(endpoint)
        evidence.handshake = handshake(endpoint)
        return evidence
    }

    static func tunnel() -> TunnelEvidence {
        var evidence = TunnelEvidence(proxy: Places.proxy, exchange: exchange(), sentCredentials: false)
        evidence.answer = HTTPAnswer(status: 200, headers: [], bodyOpening: nil)
        return evidence
    }
}
