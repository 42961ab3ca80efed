import HubEmulator
import ProbeCore
import ProbeEvidence
import ProbeTransport
import Testing

struct ProxyTests {
    private func tunnel(
        _ client: Client, to host: String = Client.hubName, port: UInt16 = 443, credentials: Credentials? = nil
    ) async throws -> (answer: HTTPAnswer?, connection: Connection) {
        let connection = try await client.connect(try #require(client.hub.proxy))
        let answer = await connection.openTunnel(
            to: host, port: port, credentials: credentials, waits: .long, whenStuck: { _ in }
        ).answer
        return (answer, connection)
    }

    @Test func `there is a proxy only where one is wanted`() async throws {
        try await Client.withHub { #expect($0.hub.proxy == nil) }
        try await Client.withHub(configure: { $0.proxy = ProxyPolicy() }) { #expect($0.hub.proxy != nil) }
    }

    @Test func `a tunnel carries TLS and what is in it to the service it was asked for`() async throws {
        try await Client.withHub(.proxyOnly) { client in
            for (host, port, door) in [(Client.hubName, UInt16(8883), Door.hubMQTT), (Client.hubName, 443, .hubHTTPS)] {
                let (answer, connection) = try await tunnel(client, to: host, port: port)
                #expect(answer?.status == 200)
                let handshake = await client.handshake(on: connection, door)
                #expect(handshake.result == .completed && handshake.isTrusted)
                if port == 8883 {
                    let conversation = MQTTConversation(hub: client.hub.configuration.hub)
                    let (mqtt, _) = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
                    #expect(mqtt.returnCode == 5)
                }
                await connection.close()
            }
            #expect(client.hub.counts.tunnels == [200: 2])
            #expect(client.hub.counts.connections[.hubMQTT] == 1)
        }
    }

    @Test func `the end of one side is the end of the other`() async throws {
        try await Client.withHub(.proxyOnly) { client in
            let (_, connection) = try await tunnel(client, port: 8883)
            _ = await client.handshake(on: connection, .hubMQTT)
            let conversation = MQTTConversation(hub: client.hub.configuration.hub)
            _ = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            let (_, exchange) = await connection.converse(conversation, waits: .long, whenStuck: { _, _ in })
            #expect(exchange.result == .closed)
        }
    }

    @Test func `unknown hosts are not reached`() async throws {
        try await Client.withHub(.proxyOnly) { client async throws in
            #expect(try await tunnel(client, to: "127.0.0.1", port: 22).answer?.status == 503)
            #expect(try await tunnel(client, to: Client.hubName, port: 22).answer?.status == 503)
        }
    }

    @Test func `without its credentials nobody gets a tunnel`() async throws {
        try await Client.withHub(.proxy407) { client in
            let answer = try #require(try await tunnel(client).answer)
            #expect(answer.status == 407)
            #expect(answer.value(of: "proxy-authenticate")?.description == #"Basic realm="emulated proxy""#)
            let wrong = Credentials(user: "user", password: "wrong")
            #expect(try await tunnel(client, credentials: wrong).answer?.status == 407)
            #expect(client.hub.counts.tunnels == [407: 2])
        }
    }

    @Test func `the right credentials open a tunnel`() async throws {
        let right = Credentials(user: "user", password: "p:ass")
        try await Client.withHub(configure: { $0.proxy = ProxyPolicy(credentials: right) }) { client async throws in
            #expect(try await tunnel(client, credentials: right).answer?.status == 200)
            #expect(try await tunnel(client).answer?.status == 407)
        }
    }

    @Test func `schemes that IoT Edge cannot answer are offered as they are asked for`() async throws {
        let policy = ProxyPolicy(
            credentials: .init(user: "a", password: "b"), challenges: [.negotiate, .ntlm])
        try await Client.withHub(configure: { $0.proxy = policy }) { client in
            let answer = try await tunnel(client, credentials: .init(user: "a", password: "b")).answer
            #expect(answer?.status == 407)
            #expect(answer?.values(of: "proxy-authenticate").map(\.description) == ["Negotiate", "NTLM"])
        }
    }

    @Test func `a proxy may forbid everything, or every port but one`() async throws {
        try await Client.withHub(.proxy403) { client async throws in
            #expect(try await tunnel(client).answer?.status == 403)
        }
        try await Client.withHub(.proxyPortDenied) { client async throws in
            #expect(try await tunnel(client).answer?.status == 200)
            #expect(try await tunnel(client, port: 5671).answer?.status == 403)
            #expect(try await tunnel(client, port: 8883).answer?.status == 403)
        }
    }

    @Test func `only CONNECT is understood`() async throws {
        try await Client.withHub(.proxyOnly) { client in
            let connection = try await client.connect(try #require(client.hub.proxy))
            let request = HTTPRequest(target: "http://\(Client.hubName)/", headers: [("Host", Client.hubName)])
            #expect(await connection.request(request, waits: .long, whenStuck: { _ in }).reply?.answer.status == 405)
        }
    }
}
