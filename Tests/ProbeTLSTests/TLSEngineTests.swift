import CertificateMint
import ProbeCore
import ProbeTLS
import Testing

struct TLSEngineTests {
    @Test(arguments: [(TLSEngine.Version.tls12, "TLSv1.2"), (.tls13, "TLSv1.3")], [false, true])
    func `both versions complete, with and without a certificate request`(
        version: (number: TLSEngine.Version, name: String), requests: Bool
    ) throws {
        let wire = try Wire(
            options: .init(requestsClientCertificate: requests, versions: version.number...version.number))
        let progress = wire.shakeHands()
        #expect(progress.client == .complete)
        #expect(progress.server == .complete)
        let facts = wire.client.facts
        #expect(facts.version == version.name)
        #expect(facts.cipher?.contains("AES") == true)
        #expect(facts.group == "x25519")
        #expect(facts.clientCertificateRequested == requests)
        #expect(facts.alert == nil)
        #expect(!facts.isNotTLS)
        #expect(facts.opening == nil)
        #expect(facts.failures == [])
        #expect(facts.chain.count == 2)
        #expect(facts.bytesSent == wire.server.facts.bytesReceived)
        #expect(facts.bytesReceived == wire.server.facts.bytesSent)
        #expect(facts.bytesReceived > 500)
    }

    @Test func `the newest version both know is chosen`() throws {
        let wire = try Wire()
        wire.shakeHands()
        #expect(wire.client.facts.version == "TLSv1.3")
    }

    @Test(arguments: [TLSEngine.Version.tls12, .tls13])
    func `a hello that takes two segments completes`(version: TLSEngine.Version) throws {
        let wire = Wire(
            client: try TLSEngine(client: .init(serverName: "hub.azure-devices.net", isLargeHello: true)),
            server: try TLSEngine(server: Fixture.identity, options: .init(versions: version...version)))
        _ = wire.client.handshake()
        let hello = wire.client.drain()
        #expect((1500...1900).contains(hello.count))
        wire.server.feed(hello)
        let progress = wire.shakeHands()
        #expect(progress.client == .complete && progress.server == .complete)
    }

    @Test func `data passes in both directions`() throws {
        let wire = try Wire()
        wire.shakeHands()
        #expect(wire.client.write(Array("ping".utf8)))
        wire.server.feed(wire.client.drain())
        #expect(wire.server.read() == .bytes(Array("ping".utf8)))
        #expect(wire.server.read() == .incomplete)
        let long = [UInt8](repeating: 7, count: 100_000)
        #expect(wire.server.write(long))
        wire.client.feed(wire.server.drain())
        var received: [UInt8] = []
        while case .bytes(let bytes) = wire.client.read() { received += bytes }
        #expect(received == long)
    }

    @Test func `data that arrives with the end of the handshake is not lost`() throws {
        let wire = try Wire(options: .init(versions: .tls13 ... .tls13))
        _ = wire.client.handshake()
        wire.server.feed(wire.client.drain())
        _ = wire.server.handshake()
        wire.client.feed(wire.server.drain())
        #expect(wire.client.handshake() == .complete)
        #expect(wire.client.write([1, 2, 3]))
        wire.server.feed(wire.client.drain())
        #expect(wire.server.handshake() == .complete)
        #expect(wire.server.read() == .bytes([1, 2, 3]))
    }

    @Test func `nothing is read or written before the handshake is complete`() throws {
        let wire = try Wire()
        #expect(wire.client.handshake() == .incomplete)
        #expect(!wire.client.write([1]))
        #expect(wire.client.read() == .incomplete)
    }

    @Test func `close_notify closes one direction and is no alert of the handshake`() throws {
        let wire = try Wire()
        wire.shakeHands()
        wire.server.shutdown()
        wire.client.feed(wire.server.drain())
        #expect(wire.client.read() == .closed)
        #expect(wire.client.read() == .closed)
        #expect(wire.client.facts.alert == nil)
        #expect(wire.client.write([1]))
        wire.server.feed(wire.client.drain())
        #expect(wire.server.read() == .bytes([1]))
    }

    @Test func `a handshake fed byte by byte completes`() throws {
        let wire = try Wire(options: .init(requestsClientCertificate: true, versions: .tls12 ... .tls12))
        var progress = (TLSEngine.Progress.incomplete, TLSEngine.Progress.incomplete)
        for _ in 0..<5 {
            progress.0 = wire.client.handshake()
            for byte in wire.client.drain() {
                wire.server.feed([byte])
                progress.1 = wire.server.handshake()
            }
            for byte in wire.server.drain() {
                wire.client.feed([byte])
                progress.0 = wire.client.handshake()
            }
        }
        #expect(progress == (.complete, .complete))
    }

    @Test func `half a flight leaves the handshake incomplete without a fault`() throws {
        let wire = try Wire(options: .init(versions: .tls12 ... .tls12))
        _ = wire.client.handshake()
        wire.server.feed(wire.client.drain())
        _ = wire.server.handshake()
        let flight = wire.server.drain()
        wire.client.feed(Array(flight.prefix(flight.count / 2)))
        #expect(wire.client.handshake() == .incomplete)
        let facts = wire.client.facts
        #expect(facts.bytesReceived == flight.count / 2)
        #expect(facts.version == "TLSv1.2")
        #expect(facts.alert == nil)
        #expect(facts.failures == [])
    }
}

extension TLSEngineTests {
    @Test func `the server sees the name before its answer leaves`() throws {
        let wire = try Wire(serverName: "hub.azure-devices.net")
        #expect(wire.server.serverNameReceived == nil)
        _ = wire.client.handshake()
        wire.server.feed(wire.client.drain())
        #expect(wire.server.handshake() == .incomplete)
        #expect(wire.server.serverNameReceived == WireText("hub.azure-devices.net"))
        #expect(wire.server.facts.bytesSent == 0)
    }

    @Test(arguments: [TLSEngine.Version.tls12, .tls13])
    func `the name stays known when the handshake is complete`(version: TLSEngine.Version) throws {
        let wire = try Wire(serverName: "hub.azure-devices.net", options: .init(versions: version...version))
        wire.shakeHands()
        #expect(wire.server.serverNameReceived == WireText("hub.azure-devices.net"))
    }

    @Test func `without a name none is seen`() throws {
        let wire = try Wire(serverName: nil)
        #expect(wire.shakeHands().client == .complete)
        #expect(wire.server.serverNameReceived == nil)
    }

    @Test func `the server's favourite among the offered protocols is chosen`() throws {
        let wire = try Wire(
            offering: ["h2", "http/1.1", "mqtt"], options: .init(applicationProtocols: ["amqp", "http/1.1", "h2"]))
        wire.shakeHands()
        #expect(wire.client.facts.applicationProtocol == WireText("http/1.1"))
        #expect(wire.server.facts.applicationProtocol == WireText("http/1.1"))
    }

    @Test func `without a common protocol the handshake completes with none`() throws {
        let wire = try Wire(offering: ["h2"], options: .init(applicationProtocols: ["http/1.1"]))
        #expect(wire.shakeHands().client == .complete)
        #expect(wire.client.facts.applicationProtocol == nil)
    }

    @Test(arguments: [CertificateAuthority.Key.rsa1024, .rsa2048])
    func `a weak key completes for evidence too`(key: CertificateAuthority.Key) throws {
        let identity = try CertificateAuthority.selfSigned(Fixture.leaf(key: key))
        let wire = try Wire(identity: identity, options: .init(versions: .tls12 ... .tls12))
        #expect(wire.shakeHands().client == .complete)
        #expect(wire.client.facts.chain.count == 1)
    }

    @Test func `of a longer chain the first ten certificates are kept`() throws {
        let padded = String(repeating: Fixture.authority.intermediate, count: 11)
        let identity = ServerIdentity(
            chain: Fixture.identity.chain + padded, privateKey: Fixture.identity.privateKey)
        let wire = try Wire(identity: identity)
        #expect(wire.shakeHands().client == .complete)
        #expect(wire.client.facts.chain.count == 10)
    }

    @Test func `arguments that TLS cannot carry are refused`() throws {
        #expect(throws: ProbeError.self) {
            try TLSEngine(client: .init(serverName: String(repeating: "a", count: 256)))
        }
        #expect(throws: ProbeError.self) {
            try TLSEngine(client: .init(serverName: nil, applicationProtocols: [""]))
        }
    }

    @Test func `an identity whose key is another's is refused, and the error holds no key`() throws {
        let other = try Fixture.authority.issue(Fixture.leaf())
        let mixed = ServerIdentity(chain: Fixture.identity.chain, privateKey: other.privateKey)
        let error = #expect(throws: ProbeError.self) { try TLSEngine(server: mixed, requestsClientCertificate: false) }
        #expect(error?.description.contains("KEY-----") == false)
        #expect("\(mixed)" == "(certificate chain and key)")
    }

    @Test(arguments: ["", "no PEM at all", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func `an identity without a readable chain is refused`(chain: String) {
        #expect(throws: ProbeError.self) {
            try TLSEngine(
                server: ServerIdentity(chain: chain, privateKey: Fixture.identity.privateKey),
                requestsClientCertificate: false)
        }
    }

    @Test func `an encrypted key is refused without asking for its password`() {
        let key =
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
            + "DEK-Info: AES-128-CBC,3AA81F7B1D2D0D6FB9E9E3A5B1E6A9C4\n\nAAAAAAAAAAAAAAAAAAAAAA==\n"
            + "-----END RSA PRIVATE KEY-----\n"
        #expect(throws: ProbeError.libraryRefused("the private key is no unencrypted PEM key")) {
            try TLSEngine(
                server: ServerIdentity(chain: Fixture.identity.chain, privateKey: key), requestsClientCertificate: false
            )
        }
    }
}
