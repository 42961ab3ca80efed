import HubEmulator
import ProbeCore
import ProbeEvidence
import ProbeTransport
import Testing

/// Each fault does what it says, and only that.
struct FaultTests {
    @Test func `every fault has a sentence, and no two share a name`() {
        #expect(Set(Fault.allCases.map(\.name)).count == Fault.allCases.count)
        for fault in Fault.allCases {
            #expect(fault.sentence.english.hasSuffix(".") && fault.sentence.english.count <= 100, "\(fault.name)")
            #expect(Fault(rawValue: fault.name) == fault)
        }
    }

    // MARK: - Messaging

    @Test func `a swallowed CONNECT gets silence, its WebSocket twin an answer`() async throws {
        try await Client.withHub(.mqttSwallowed) { client in
            let conversation = MQTTConversation(hub: client.hub.configuration.hub)
            let (_, exchange) = try await client.converse(conversation, at: .hubMQTT, waits: .short)
            #expect(exchange.result == .silent)
            #expect(exchange.bytesReceived == 0)
            let connection = try await client.upgrade("mqtt").connection
            #expect(
                await connection.converse(conversation, waits: .long, whenStuck: { _, _ in }).exchange.result
                    == .answered)
        }
    }

    @Test func `a closed CONNECT gets a close`() async throws {
        try await Client.withHub(.mqttClosed) { client async throws in
            let conversation = MQTTConversation(hub: client.hub.configuration.hub)
            #expect(try await client.converse(conversation, at: .hubMQTT).exchange.result == .closed)
        }
    }

    @Test(arguments: [
        (Fault.amqpSwallowed, Exchange.Result.silent), (.amqpClosed, .closed), (.amqp091, .otherProtocol),
    ])
    func `an AMQP header meets its fault`(_ fault: Fault, _ result: Exchange.Result) async throws {
        try await Client.withHub(fault) { client in
            let conversation = AMQPOpenConversation(hub: client.hub.configuration.hub)
            let (amqp, exchange) = try await client.converse(
                conversation, at: .hubAMQP, waits: result == .silent ? .short : .long)
            #expect(exchange.result == result)
            #expect(amqp.server.header?.hexadecimal == (fault == .amqp091 ? "414d515000000901" : nil))
        }
    }

    // MARK: - WebSocket

    @Test func `a stripped upgrade is answered by a proxy`() async throws {
        try await Client.withHub(.wsUpgradeStripped) { client in
            let answer = try #require(try await client.upgrade("mqtt").upgrade.answer)
            #expect(answer.status == 400)
            #expect(answer.value(of: "via") != nil)
            #expect(answer.value(of: "upgrade") == nil && answer.value(of: "iothub-errorcode") == nil)
            let plain = try await client.request("/?api-version=1", at: .hubHTTPS)
            #expect(plain.header("iothub-errorcode") != nil)
        }
    }

    @Test func `only a request with Upgrade is reset`() async throws {
        try await Client.withHub(.wsUpgradeReset) { client async throws in
            #expect(try await client.upgrade("mqtt").upgrade.exchange.result == .reset)
            #expect(try await client.request("/$iothub/websocket", at: .hubHTTPS).answer.status == 400)
        }
    }

    @Test func `dropped frames leave the upgrade alone`() async throws {
        try await Client.withHub(.wsFramesDropped) { client in
            let (upgrade, connection) = try await client.upgrade("AMQPWSB10")
            #expect(upgrade.answer?.status == 101 && upgrade.subprotocolMatches)
            let conversation = AMQPOpenConversation(hub: client.hub.configuration.hub)
            #expect(
                await connection.converse(conversation, waits: .short, whenStuck: { _, _ in }).exchange.result
                    == .silent)
        }
    }

    @Test func `a missing subprotocol leaves the hash alone`() async throws {
        try await Client.withHub(.wsSubprotocolMissing) { client in
            let (upgrade, connection) = try await client.upgrade("mqtt")
            #expect(upgrade.answer?.status == 101 && upgrade.acceptMatches && !upgrade.subprotocolMatches)
            await connection.close()
        }
    }

    // MARK: - Certificates

    @Test func `inspection shows one authority for every service`() async throws {
        try await Client.withHub(.tlsIntercepted) { client in
            for door in Door.all where door.port != 80 {
                let (handshake, connection) = try await client.handshake(door)
                #expect(handshake.result == .completed && handshake.matchesName)
                #expect(!handshake.isTrusted)
                #expect(handshake.chain.last?.issuer.description.contains("Corporate Inspection CA") == true)
                await connection.close()
            }
            #expect(client.hub.inspectionRoot != nil)
        }
    }

    @Test func `an unknown authority is the hub's alone`() async throws {
        try await Client.withHub(.tlsUnknownCA) { client in
            let (handshake, connection) = try await client.handshake(.hubHTTPS)
            #expect(handshake.result == .completed && handshake.matchesName)
            #expect(!handshake.isTrusted)
            await connection.close()
            await (try client.secure(.registry)).close()
            await (try client.secure(.dpsHTTPS)).close()
        }
    }

    // X509_V_ERR_CERT_HAS_EXPIRED and X509_V_ERR_CERT_NOT_YET_VALID (X509_STORE_CTX_get_error(3)).
    @Test(arguments: [(Fault.tlsExpired, 10), (.tlsNotYetValid, 9)])
    func `only the dates of a chain are wrong`(_ fault: Fault, _ code: Int) async throws {
        try await Client.withHub(fault) { client in
            let (handshake, connection) = try await client.handshake(.hubMQTT)
            #expect(handshake.result == .completed && handshake.matchesName)
            #expect(handshake.verifications.map(\.code) == [code])
            #expect(handshake.verifications.map(\.depth) == [0])
            #expect(handshake.isTrustedButForDates)
            await connection.close()
        }
    }

    @Test func `only the name of a chain is wrong`() async throws {
        try await Client.withHub(.tlsHostnameMismatch) { client in
            let (handshake, connection) = try await client.handshake(.hubAMQP)
            #expect(handshake.isTrusted)
            #expect(!handshake.matchesName)
            await connection.close()
        }
    }

    // MARK: - Handshakes

    @Test func `a server of TLS 1.1 sends alert 70`() async throws {
        try await Client.withHub(.tlsVersion) { client in
            for door in [Door.hubHTTPS, .hubAMQP, .hubMQTT] {
                let (handshake, _) = try await client.handshake(door)
                #expect(handshake.result == .alert)
                #expect(handshake.alert?.number == 70 && handshake.alert?.wasReceived == true)
            }
            await (try client.secure(.registry)).close()
        }
    }

    @Test(arguments: [(Fault.tlsSwallowed, Handshake.Result.silent), (.tlsClosed, .closed)])
    func `every name meets the same`(_ fault: Fault, _ result: Handshake.Result) async throws {
        try await Client.withHub(fault) { client in
            for name in [Client.hubName, "xxxxx.azure-devices.net", nil] {
                let (handshake, connection) = try await client.handshake(
                    .hubHTTPS, serverName: .some(name), waits: result == .silent ? .short : .long)
                #expect(handshake.result == result)
                #expect(handshake.exchangeIsEmpty)
                await connection.close()
            }
            await (try client.secure(.dpsHTTPS)).close()
        }
    }

    @Test(arguments: [(Fault.tlsReset, Handshake.Result.reset), (.tlsSNISilent, .silent)])
    func `the hub's name alone meets the filter`(_ fault: Fault, _ result: Handshake.Result) async throws {
        try await Client.withHub(fault) { client async throws in
            for door in [Door.hubHTTPS, .hubAMQP, .hubMQTT] {
                let waits = result == .silent ? Waits.short : .long
                #expect(try await client.handshake(door, waits: waits).handshake.result == result)
                for name in ["xxxxx.azure-devices.net", nil] {
                    #expect(try await client.handshake(door, serverName: .some(name)).handshake.result == .completed)
                }
            }
        }
    }

    @Test func `a portal answers in plain HTTP where a ServerHello belongs`() async throws {
        try await Client.withHub(.httpPortal) { client in
            for door in Door.all where door.port != 80 {
                let (handshake, _) = try await client.handshake(door)
                #expect(handshake.result == .notTLS)
                #expect(handshake.opening?.description.hasPrefix("HTTP/1.1 302 Found") == true)
            }
            let reply = try await page("/connecttest.txt", client)
            #expect(reply.answer.status == 302)
            #expect(reply.header("location") == "http://portal.example.net/login")
        }
    }

    @Test func `without a portal the pages are their operators'`() async throws {
        try await Client.withHub { client async throws in
            #expect(try await page("/connecttest.txt", client).text == "Microsoft Connect Test")
            #expect(try await page("/success.txt", client).text == "success\n")
        }
    }

    private func page(_ path: String, _ client: Client) async throws -> HTTPReply {
        let connection = try await client.connect(.pages)
        let request = HTTPRequest(target: path, headers: [("Host", "www.msftconnecttest.com")])
        let reply = await connection.request(request, waits: .long, whenStuck: { _ in }).reply
        await connection.close()
        return try #require(reply)
    }

    // MARK: - HTTP

    @Test func `what is not the hub lacks its mark`() async throws {
        try await Client.withHub(.httpNotHub) { client in
            let reply = try await client.request("/?api-version=1", at: .hubHTTPS)
            #expect(reply.answer.status == 200)
            #expect(reply.header("iothub-errorcode") == nil)
        }
    }

    @Test func `a skewed clock is a day ahead at every service`() async throws {
        let sound = try await Client.withHub { try await $0.request("/", at: .hubHTTPS).header("date") }
        try await Client.withHub(.clockSkew) { client in
            for door in [Door.hubHTTPS, .dpsHTTPS, .registry] {
                let date = try #require(try await client.request("/", at: door).header("date"))
                #expect(date.hasSuffix(" GMT") && date.prefix(3) != sound?.prefix(3))
            }
        }
    }

    // MARK: - Closed ports

    @Test(arguments: [
        (Fault.closed443, [Door.hubHTTPS]), (.closed5671, [.hubAMQP]), (.closed8883, [.hubMQTT]),
        (.only443, [.hubAMQP, .hubMQTT]), (.registryDataClosed, [.data]), (.dpsClosed, [.dpsHTTPS, .dpsMQTT]),
        (.proxyOnly, Door.all), (.proxy407, Door.all), (.proxy403, Door.all), (.proxyPortDenied, Door.all),
    ])
    func `exactly these doors refuse`(_ fault: Fault, _ refusing: [Door]) async throws {
        try await Client.withHub(fault) { client in
            for door in Door.all {
                let attempt = try await client.attempt(try #require(client.hub.doors[door]))
                #expect(attempt.error == (refusing.contains(door) ? "ECONNREFUSED" : nil), "\(door)")
            }
            #expect(try await client.attempt(client.hub.refusing).error == "ECONNREFUSED")
        }
    }

    @Test func `a door cannot be closed alone where it shares its address and port`() async throws {
        var configuration = Configuration(hub: try HostName(validating: Client.hubName))
        configuration.faults = [.dpsClosed]
        (configuration.ports.https, configuration.ports.mqtt) = (1, 2)
        await #expect(throws: ProbeError.self) { try await HubEmulator.withHub(configuration) { _ in } }
    }
}

extension Handshake {
    fileprivate var exchangeIsEmpty: Bool { chain.isEmpty && version == nil && opening == nil }
}
