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
