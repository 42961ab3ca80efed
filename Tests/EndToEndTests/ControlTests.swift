import HubEmulator
import ProbeCore
import ProbeEvidence
import ProbeMeasurement
@testable import Probes
import TestSupport
import Testing

/// Controls that loopback gives no occasion for, against the emulated hub.
@Suite(.aheadOfOthers) struct ControlTests {
    /// A hub with these faults, its HTTPS endpoint and where that listens.
    private static func withHub(
        _ faults: [Fault] = [], _ body: (HubEmulator, Endpoint, SocketAddress) async throws -> Void
    ) async throws {
        var configuration = Configuration(hub: try HostName(validating: EmulatedRun.hub))
        configuration.faults = faults
        try await HubEmulator.withHub(configuration) { emulator in
            let endpoint = try #require(RequestWithSmallSegments().subjects(in: emulator.plan).first)
            try await body(emulator, endpoint, try #require(emulator.doors[.hubHTTPS]))
        }
    }

    private static func context<Evidence>(_ emulator: HubEmulator) -> Context<Evidence> {
        Context(plan: emulator.plan, deadline: .now + .seconds(20), pace: Pace())
    }

    // MARK: - RequestWithSmallSegments

    @Test func `a request in small segments is answered by the hub, and the sizes are walked beside it`() async throws {
        try await Self.withHub { emulator, endpoint, remote in
            let evidence = try await RequestWithSmallSegments().measure(endpoint, remote, Self.context(emulator))
                .evidence
            #expect(evidence.connect.segmentClamp == 1000)
            #expect(evidence.handshake?.isVerified == true)
            #expect(evidence.exchange?.result == .answered && evidence.proof == .iothubErrorCode)
            #expect(evidence.sizes?.acknowledged != nil)
        }
    }

    @Test func `somebody else's page proves no hub, in small segments neither`() async throws {
        try await Self.withHub([.httpNotHub]) { emulator, endpoint, remote in
            let evidence = try await RequestWithSmallSegments().measure(endpoint, remote, Self.context(emulator))
                .evidence
            #expect(evidence.answer != nil && evidence.proof == nil)
        }
    }

    @Test func `only a request that was not acknowledged calls for small segments`() throws {
        let plan = Plan(hub: try HostName(validating: "hub.example"))
        let endpoint = try #require(RequestWithSmallSegments().subjects(in: plan).first)
        let remote = SocketAddress(try #require(IPAddress("203.0.113.9")), port: 443)
        func isCalledFor(_ result: Exchange.Result, acknowledged: Int, inFlight: Int) -> Bool {
            var exchange = Exchange(result: result, bytesSent: 3000)
            exchange.remote = remote
            exchange.tcp = TCPInfo(
                roundTrip: Seconds(0.01), bytesSent: 3000, bytesAcknowledged: acknowledged,
                unacknowledgedSegments: inFlight)
            let input = Following<RequestHTTPS>(endpoint, HTTPSEvidence(exchange: exchange), isFinal: true)
            return RequestWithSmallSegments().occasion(for: endpoint, of: input, in: plan) == remote
        }
        #expect(isCalledFor(.silent, acknowledged: 1, inFlight: 2))
        // After a reset nothing is in flight, and the counters tell: the SYN counts one.
        #expect(isCalledFor(.reset, acknowledged: 1, inFlight: 0))
        #expect(!isCalledFor(.silent, acknowledged: 3001, inFlight: 0))
        #expect(!isCalledFor(.closed, acknowledged: 1, inFlight: 2))
        #expect(!isCalledFor(.answered, acknowledged: 1, inFlight: 2))
    }

    // MARK: - RequestUnverified

    private static func unverified(
        _ faults: [Fault], _ body: (UnverifiedEvidence, SocketAddress) throws -> Void
    ) async throws {
        try await withHub(faults) { emulator, endpoint, remote in
            let evidence = try await RequestUnverified().measure(endpoint, remote, context(emulator)).evidence
            try body(evidence, remote)
        }
    }

    @Test func `the hub's own answer comes through an inspection`() async throws {
        try await Self.unverified([.tlsIntercepted]) { evidence, _ in
            #expect(evidence.handshake?.endsAtUnknownRoot == true && evidence.isOfService)
            #expect(evidence.answer?.value(of: "iothub-errorcode") != nil)
        }
    }

    @Test func `somebody else's page behind it has no mark of the hub's`() async throws {
        try await Self.unverified([.tlsIntercepted, .httpNotHub]) { evidence, _ in
            #expect(evidence.handshake?.endsAtUnknownRoot == true && !evidence.isOfService)
            #expect(evidence.answer != nil)
        }
    }

    @Test func `only a certificate for the name that nobody vouches for calls for the request`() throws {
        let plan = Plan(hub: try HostName(validating: "myhub.azure-devices.net"))
        let endpoint = try #require(RequestUnverified().subjects(in: plan).first)
        let remote = SocketAddress(try #require(IPAddress("203.0.113.9")), port: 443)
        func isCalledFor(_ change: (inout Handshake) -> Void = { _ in }) -> Bool {
            var handshake = Handshake(
                serverName: nil, expectedName: "myhub.azure-devices.net", result: .completed, duration: Seconds(0))
            handshake.remote = remote
            handshake.matchesName = true
            handshake.verifications = [
                .init(store: .publicRoots, isTrusted: false, code: 19, depth: 1, isTrustedIgnoringDates: false)
            ]
            change(&handshake)
            let input = After<HandshakeTLS>(endpoint, .seen(handshake))
            return RequestUnverified().occasion(for: endpoint, of: input, in: plan) == remote
        }
        #expect(isCalledFor())
        #expect(!isCalledFor { $0.matchesName = false })
        #expect(!isCalledFor { $0.result = .reset })
        #expect(
            !isCalledFor {
                $0.verifications = [
                    .init(store: .publicRoots, isTrusted: false, code: 10, depth: 0, isTrustedIgnoringDates: true)
                ]
            })
    }

    @Test func `a parent and a registry without certificates are not asked`() throws {
        var plan = Plan(hub: try HostName(validating: "parent.plant.example"))
        plan.services.registries = [try HostName(validating: "plant.example")]
        #expect(RequestUnverified().subjects(in: plan).map(\.service) == [.registry])
        plan.services.insecureRegistries = plan.services.registries
        #expect(RequestUnverified().subjects(in: plan).isEmpty)
    }

    // MARK: - ProveControlAddress

    private static func proof(_ emulator: HubEmulator, _ endpoint: Endpoint, at remote: SocketAddress) async throws
        -> ControlHandshake
    {
        try await ProveControlAddress().measure(
            Name(endpoint.host), ServiceClaim(endpoint: endpoint, remote: remote), Self.context(emulator)
        ).evidence
    }

    @Test func `the service proves itself at the address that the resolver outside gives`() async throws {
        try await Self.withHub { emulator, endpoint, remote in
            let evidence = try await Self.proof(emulator, endpoint, at: remote)
            #expect(evidence.handshake?.isVerified == true)
        }
    }

    @Test func `an impostor there, or nobody, proves nothing`() async throws {
        try await Self.withHub([.tlsIntercepted]) { emulator, endpoint, remote in
            let handshake = try #require(try await Self.proof(emulator, endpoint, at: remote).handshake)
            #expect(handshake.result == .completed && !handshake.isVerified)
            let nobody = try await Self.proof(emulator, endpoint, at: emulator.refusing)
            #expect(nobody.handshake == nil && nobody.connect.error == "ECONNREFUSED")
        }
    }
}
