import ProbeCore
import ProbeTLS

/// Two engines joined in memory.
struct Wire {
    let client: TLSEngine
    let server: TLSEngine

    init(client: TLSEngine, server: TLSEngine) {
        self.client = client
        self.server = server
    }

    init(
        serverName: String? = "hub.azure-devices.net", offering protocols: [String] = [],
        identity: ServerIdentity = Fixture.identity, options: TLSEngine.ServerOptions = .init()
    ) throws {
        client = try TLSEngine(client: .init(serverName: serverName, applicationProtocols: protocols))
        server = try TLSEngine(server: identity, options: options)
    }

    /// Carries bytes to and fro until both sides are silent.
    @discardableResult
    func shakeHands() -> (client: TLSEngine.Progress, server: TLSEngine.Progress) {
        var client = TLSEngine.Progress.incomplete
        var server = TLSEngine.Progress.incomplete
        // The longest handshake takes five flights.
        for _ in 0..<10 {
            client = self.client.handshake()
            self.server.feed(self.client.drain())
            server = self.server.handshake()
            self.client.feed(self.server.drain())
        }
        return (client, server)
    }
}

enum Fixture {
    /// 2026-01-01 to 2027-01-01.
    static let validity =
        Timestamp(secondsSince1970: 1_767_225_600)...Timestamp(secondsSince1970: 1_798_761_600)
    static let now = Timestamp(secondsSince1970: 1_780_000_000)

    static let authority = unwrap {
        try CertificateAuthority(
            root: .init("Lab Root", organization: "Lab"), intermediate: .init("Lab TLS 01", organization: "Lab"),
            validity: validity)
    }
    static let identity = unwrap { try authority.issue(leaf()) }

    static func leaf(
        names: [String] = ["*.azure-devices.net"], validity: ClosedRange<Timestamp> = validity,
        key: CertificateAuthority.Key = .p256
    ) -> CertificateAuthority.Leaf {
        CertificateAuthority.Leaf(
            .init("*.azure-devices.net", organization: "Microsoft Corporation"), alternativeNames: names,
            validity: validity, key: key)
    }

    private static func unwrap<Value>(_ make: () throws -> Value) -> Value {
        do { return try make() } catch { preconditionFailure("the fixture cannot be made: \(error)") }
    }
}
