import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import ProbeTransport
@testable import Probes
import TestSupport
import Testing

/// A token service that a registry names: written by the network, and no way into the device or its neighbourhood.
@Suite(.timeLimit(.minutes(1)), .aheadOfOthers)
struct RealmTests {
    private static let outside = IPAddress("203.0.113.9")

    @Test(arguments: [
        "10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1", "fd00::1",
        "fe80::1", "::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3",
    ])
    func `a registry outside leads to no address of the device or its site`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!ShortLadder.admits(address, namedBy: Self.outside))
        #expect(!ShortLadder.admits(address, namedBy: nil))
    }

    @Test func `a registry of the site leads to others there, and none to the device itself`() throws {
        let registry = IPAddress("192.168.7.7")
        #expect(ShortLadder.admits(try #require(IPAddress("10.1.2.3")), namedBy: registry))
        #expect(ShortLadder.admits(try #require(IPAddress("198.51.100.1")), namedBy: registry))
        #expect(ShortLadder.admits(try #require(IPAddress("198.51.100.1")), namedBy: Self.outside))
        #expect(!ShortLadder.admits(try #require(IPAddress("127.0.0.1")), namedBy: registry))
        #expect(!ShortLadder.admits(try #require(IPAddress("169.254.169.254")), namedBy: registry))
    }

    @Test(arguments: ["127.0.0.1", "10.255.255.1", "169.254.169.254"])
    func `a realm at a private address is not asked for a token`(realm: String) async throws {
        let evidence = try await evidence(realm: "https://realm.example/token", at: realm)
        #expect(evidence.isRegistry && evidence.tokenRealm?.description == "https://realm.example/token")
        #expect(evidence.tokenStatus == nil && evidence.credentials == nil)
        #expect(
            evidence.dataEndpointUnknown
                == "the registry names a token service at an address of this device or its network, which is not asked")
    }

    @Test func `a realm that has a secret in its name is neither looked up nor shown`() async throws {
        Scrubber.learn(Credentials(user: "zq-realm-user", password: "Zq5ecretRealm"))
        let evidence = try await evidence(realm: "https://zq5ecretrealm.example/token", at: "203.0.113.77")
        #expect(evidence.tokenStatus == nil && evidence.tokenRealm?.description == "https://***.example/token")
    }

    /// What it lists is its own word, which a report with `--redact` cannot know for one in a text of this device's.
    @Test func `what a registry lists stands in no text of this device's`() async throws {
        let evidence = try await evidence(
            of: .init(
                text: "registry",
                documents: [
                    "/v2/": "{}", "/v2/_catalog?n=1": #"{"repositories": ["acme-motor-firmware"]}"#,
                    "/v2/acme-motor-firmware/tags/list?n=1": #"{"tags": ["2024"]}"#,
                ]), at: "203.0.113.9")
        #expect(evidence.isRegistry && evidence.authorizedStatus == 404 && evidence.blob == nil)
        #expect(evidence.dataEndpointUnknown == "the registry shows no manifest of azureiotedge-agent:1.5")
    }

    /// What is seen of a registry that names a realm whose name the site's resolver gives an address.
    private func evidence(realm: String, at address: String) async throws -> RegistryEvidence {
        try await evidence(of: .init(text: realm), at: address)
    }

    private func evidence(of payload: HostileServer.Payload, at address: String) async throws -> RegistryEvidence {
        try await LoopbackResolver.with(udp: LoopbackResolver.answers(address)) { resolver in
            try await VantageFiles.with(resolverConfiguration: "nameserver \(resolver.address.address)\n") { files in
                try await HostileServer.with(payload) { server in
                    var plan = Plan(hub: try HostName(validating: HostileServer.hub))
                    plan.briefing.resolverConfiguration = files.resolverConfiguration
                    plan.briefing.hostsFile = files.hostsFile
                    plan.briefing.resolverPort = resolver.address.port
                    plan.services.trust = TrustedRoots(given: server.root, onlyGiven: true)
                    plan.limits.attemptTimeout = Seconds(2)
                    let host = try HostName(validating: "registry.example")
                    plan.services.redirections = [
                        Redirection(
                            host: host, port: nil, target: .address(server.secure.address),
                            targetPort: server.secure.port)
                    ]
                    let registry = Endpoint(.registry, host, .https)
                    let context = Context<RegistryEvidence>.forTesting(plan)
                    let climb = try await ShortLadder(registry).climb(context, namedBy: nil)
                    let connection = try #require(climb.connection)
                    var conversation = RegistryConversation(registry: registry, connection: connection, context)
                    let reply = await conversation.get("/v2/")
                    conversation.evidence.exchange.remote = SocketAddress(
                        try #require(Self.outside), port: 443)
                    conversation.evidence.answer = reply?.answer
                    conversation.judge(reply)
                    try await conversation.findDataEndpoint()
                    await connection.close()
                    return conversation.evidence
                }
            }
        }
    }
}
