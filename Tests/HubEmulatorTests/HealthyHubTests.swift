import CertificateMint
import HubEmulator
import ProbeCore
import ProbeEvidence
import ProbeTLS
import ProbeTransport
import Testing

struct HealthyHubTests {
    @Test func `8883 answers the CONNECT of a stranger with return code 5 and closes`() async throws {
        try await Client.withHub { client in
            let conversation = MQTTConversation(hub: client.hub.configuration.hub)
            let connection = try await client.secure(.hubMQTT)
            let first = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(first.exchange.result == .answered)
            #expect(first.conversation.returnCode == 5)
            let second = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(second.exchange.result == .closed)
            let dps = try await client.converse(MQTTConversation(provisioningScope: "0ne00000000"), at: .dpsMQTT)
            #expect(dps.conversation.returnCode == 5)
        }
    }

    @Test func `8883 admits the test device`() async throws {
        try await Client.withHub(configure: { $0.testDevice = Signing.device }) { client in
            let connect = MQTTConnect(
                clientID: Signing.device.id, userName: Signing.userName, password: Array(Signing.token().utf8))
            let (conversation, _) = try await client.converse(MQTTConversation(connect: connect), at: .hubMQTT)
            #expect(conversation.returnCode == 0)
        }
    }

    @Test func `5671 opens a connection with and without SASL`() async throws {
        try await Client.withHub { client in
            let hub = client.hub.configuration.hub
            let plain = try await client.converse(AMQPOpenConversation(hub: hub), at: .hubAMQP)
            #expect(plain.exchange.result == .answered)
            #expect(plain.conversation.server.containerID?.description.hasPrefix("DeviceGateway_") == true)
            let sasl = try await client.converse(AMQPSASLConversation(hub: hub), at: .hubAMQP)
            #expect(sasl.exchange.result == .answered)
            #expect(sasl.conversation.server.mechanisms.count == 4)
        }
    }

    @Test func `443 answers with the hub's error codes`() async throws {
        try await Client.withHub { client in
            let refused = try await client.request("/devices/x/modules?api-version=2017-11-08-preview", at: .hubHTTPS)
            #expect(refused.answer.status == 401)
            #expect(refused.header("iothub-errorcode") == "IotHubUnauthorizedAccess")
            #expect(refused.header("server") == "Microsoft-HTTPAPI/2.0")
            #expect(refused.header("x-ms-request-id")?.count == 36)
            #expect(refused.header("date")?.hasSuffix(" GMT") == true)
            #expect(refused.text.hasPrefix(#"{"Message":"ErrorCode:IotHubUnauthorizedAccess"#))
            let versionless = try await client.request("/", at: .hubHTTPS)
            #expect(versionless.answer.status == 400)
            #expect(versionless.header("iothub-errorcode") == "InvalidProtocolVersion")
        }
    }

    @Test func `443 takes several requests on one connection`() async throws {
        try await Client.withHub { client in
            let connection = try await client.secure(.hubHTTPS)
            for _ in 0..<3 {
                let request = HTTPRequest(target: "/?api-version=1", headers: [("Host", Client.hubName)])
                #expect(
                    await connection.request(request, waits: .long, whenStuck: { _ in }).reply?.answer.status == 401)
            }
            await connection.close()
            #expect(client.hub.counts.connections(toPort: 443) == 1)
        }
    }

    @Test func `the test device reads its modules`() async throws {
        try await Client.withHub(configure: { $0.testDevice = Signing.device }) { client in
            let target = "/devices/test-device/modules?api-version=2017-11-08-preview"
            let reply = try await client.request(target, at: .hubHTTPS, headers: [("Authorization", Signing.token())])
            #expect(reply.answer.status == 200)
            #expect(reply.text == "[]")
            let late = Signing.token(expiry: 1)
            #expect(
                try await client.request(target, at: .hubHTTPS, headers: [("Authorization", late)]).answer.status == 401
            )
        }
    }

    @Test(arguments: ["mqtt", "MQTT"])
    func `MQTT goes through a WebSocket`(_ subprotocol: String) async throws {
        try await Client.withHub { client in
            let path = "/$iothub/websocket?iothub-no-client-cert=true"
            let (upgrade, connection) = try await client.upgrade(subprotocol, path: path)
            #expect(upgrade.answer?.status == 101)
            #expect(upgrade.acceptMatches && upgrade.subprotocolMatches)
            let conversation = MQTTConversation(hub: client.hub.configuration.hub)
            let (mqtt, exchange) = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(exchange.result == .answered)
            #expect(mqtt.returnCode == 5)
        }
    }

    @Test func `AMQP goes through a WebSocket`() async throws {
        try await Client.withHub { client in
            let (upgrade, connection) = try await client.upgrade("AMQPWSB10")
            #expect(upgrade.answer?.status == 101)
            let conversation = AMQPOpenConversation(hub: client.hub.configuration.hub)
            let (amqp, exchange) = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(exchange.result == .answered)
            #expect(amqp.server.hostname?.description == "localhost")
        }
    }

    @Test func `an upgrade elsewhere or to something else is a bad request`() async throws {
        try await Client.withHub { client in
            #expect(try await client.upgrade("mqtt", path: "/other").upgrade.answer?.status == 400)
            let (upgrade, connection) = try await client.upgrade("stomp")
            #expect(upgrade.answer?.status == 400)
            #expect(upgrade.answer?.value(of: "iothub-errorcode") != nil)
            // The answer was the last thing on this connection.
            let request = HTTPRequest(target: "/", headers: [("Host", Client.hubName)])
            #expect(await connection.request(request, waits: .long, whenStuck: { _ in }).reply == nil)
        }
    }

    @Test func `the provisioning service turns a registration down in its own words`() async throws {
        try await Client.withHub { client in
            let target = "/0ne00000000/registrations/x/register?api-version=2021-06-01"
            for method in ["PUT", "GET"] {
                let reply = try await client.request(target, method: method, at: .dpsHTTPS)
                #expect(reply.answer.status == 401)
                #expect(reply.header("x-ms-request-id") != nil)
                #expect(reply.header("iothub-errorcode") == nil)
                #expect(reply.text.hasPrefix(#"{"errorCode":401002,"trackingId":""#))
            }
            let (upgrade, connection) = try await client.upgrade("mqtt", at: .dpsHTTPS)
            #expect(upgrade.answer?.status == 101)
            await connection.close()
        }
    }

    @Test func `client certificates are asked for on the messaging ports alone`() async throws {
        try await Client.withHub { client in
            for (door, asks) in [
                (Door.hubMQTT, true), (.hubAMQP, true), (.dpsMQTT, true), (.hubHTTPS, false), (.registry, false),
            ] {
                let (handshake, connection) = try await client.handshake(door)
                #expect(handshake.result == .completed)
                #expect(handshake.clientCertificateRequested == asks, "\(door)")
                await connection.close()
            }
        }
    }

    @Test func `the hub speaks TLS 1.2 and shows a chain of wildcard leaf and intermediate`() async throws {
        try await Client.withHub { client in
            let (handshake, connection) = try await client.handshake(.hubHTTPS)
            #expect(handshake.version == "TLSv1.2")
            #expect(handshake.chain.count == 2)
            #expect(
                handshake.chain.first?.alternativeNames.map(\.description).contains("DNS:*.azure-devices.net") == true)
            #expect(handshake.isTrusted)
            await connection.close()
            let (registry, other) = try await client.handshake(.registry)
            #expect(registry.version == "TLSv1.3")
            await other.close()
        }
    }

    @Test func `the server name decides which service answers on a port`() async throws {
        try await Client.withHub { client in
            for (name, subject) in [
                (Client.dpsName, "*.azure-devices-provisioning.net"), (Client.hubName, "*.azure-devices.net"),
                ("other.example.com", "*.azure-devices.net"),
            ] {
                let (handshake, connection) = try await client.handshake(.hubHTTPS, serverName: name)
                #expect(handshake.chain.first?.subject.description.contains("CN=\(subject)") == true)
                await connection.close()
            }
            let (nameless, connection) = try await client.handshake(.hubHTTPS, serverName: .some(nil))
            #expect(nameless.result == .completed)
            await connection.close()
            #expect(
                client.hub.counts.handshakes == [Client.dpsName: 1, Client.hubName: 1, "other.example.com": 1, "": 1])
        }
    }

    @Test func `RSA leaves are minted where they are wanted`() async throws {
        try await Client.withHub(configure: { $0.leafKey = .rsa2048 }) { client in
            let (handshake, connection) = try await client.handshake(.hubMQTT)
            #expect(handshake.cipher?.contains("RSA") == true)
            await connection.close()
        }
    }

    @Test func `an identity that is given is shown`() async throws {
        let now = Signing.now
        let validity = Timestamp(secondsSince1970: now - 60)...Timestamp(secondsSince1970: now + 3600)
        let authority = try CertificateAuthority(
            root: .init("Given Root"), intermediate: .init("Given Intermediate"), validity: validity)
        let names = [Client.hubName, Client.dpsName, Client.registryName, Client.dataName]
        let issued = try authority.issue(.init(.init("given"), alternativeNames: names, validity: validity, key: .p256))
        let identity = Configuration.Identity(
            chain: issued.chain, privateKey: issued.privateKey, root: authority.root)
        try await Client.withHub(configure: { $0.identity = identity }) { client in
            #expect(client.hub.root == authority.root)
            for door in [Door.hubHTTPS, .dpsMQTT, .registry, .data] { await (try client.secure(door)).close() }
        }
    }
}
