import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct PlacementTests {
    private let configured = Survey.healthyWithProxy.asking { $0.proxySource = .configuration }

    private func location(of cause: Cause, in survey: Survey) throws -> Finding.Location {
        try #require(Diagnosis(of: survey).findings.first { $0.cause == cause }).location
    }

    private var shut: Survey { configured.dropping(configured.endpoints(from: .host).filter { $0.via == .direct }) }

    @Test(arguments: [(407, Cause.proxyAuthRequired), (403, .proxyDenied)])
    func `what the proxy says itself is placed at the proxy`(status: Int, cause: Cause) throws {
        let location = try location(of: cause, in: shut.tunnels(status, schemes: ["basic"]))
        #expect(location.kind == .hop && location.address == Places.proxy.address)
        #expect(location.text?.english == "at the proxy \(Places.proxy)")
    }

    @Test func `a proxy that is not reached is placed at it or on the way to it`() throws {
        let survey = shut.forEach(configured.endpoints(from: .host).filter { $0.via == .proxy }) { survey, endpoint in
            survey.changing(ConnectEndpoint.self, about: endpoint) { $0 = .refused(endpoint) }
        }
        #expect(
            try location(of: .proxyUnreachable, in: survey).text?.english
                == "at the proxy \(Places.proxy), or on the way to it")
    }

    @Test func `a resolver's own answers are placed at it, a stub's behind it`() throws {
        let failing = Survey.healthy.resolving(.failing(Places.hub) { $0.responseCode = 2 })
        let location = try location(of: .dnsServfail, in: failing)
        #expect(location.kind == .hop && location.address == Places.resolver.address)
        #expect(location.text?.english == "at the resolver \(Places.resolver.address)")
    }

    @Test func `a resolver's silence is placed at it or on the way`() throws {
        let location = try location(of: .dnsTimeout, in: Survey.healthy.resolving(.silent(Places.hub)))
        #expect(location.text?.english == "at the resolver \(Places.resolver.address), or on the way to it")
    }

    @Test func `a resolver's silence is placed behind the last router that a query got to`() throws {
        let far: IPAddress = Places.address("10.77.0.2")
        let routers = [Places.address("10.3.0.1"), far].enumerated().map { index, address in
            HopWalk.Hop(limit: index + 1, answer: .router, address: address)
        }
        func walked(_ hops: [HopWalk.Hop]) -> Survey {
            Survey.healthy.resolving(.silent(Places.hub)).adding(
                WalkToResolvers.self, about: Name(Places.hub),
                ResolverWalks(walks: [HopWalk(remote: Places.resolver, hops: hops)]))
        }
        let silence = HopWalk.Hop(limit: 3, answer: .silent)
        let location = try location(of: .dnsTimeout, in: walked(routers + [silence]))
        #expect(location.hop == 2 && location.address == far)
        #expect(location.text?.english == "at or after hop 2 (\(far))")
        // A query that arrived says nothing of the way, and neither does a walk that nobody answers.
        for hops in [routers + [HopWalk.Hop(limit: 3, answer: .accepted)], [HopWalk.Hop(limit: 1, answer: .silent)]] {
            #expect(try self.location(of: .dnsTimeout, in: walked(hops)).hop == nil)
        }
    }

    @Test func `a place that a rule knows is kept`() throws {
        let placement = Placement(in: Scene(of: configured))
        let place = Finding.Location(kind: .thisDevice, text: "on this device")
        let finding = Finding(
            .dnsServfail, .error, from: [.host], about: Finding.Subject(resolver: Places.resolver), owner: .siteNetwork,
            confidence: .certain, summary: "", location: place, evidence: [], refutedBy: "")
        #expect(placement.placed(finding).location == place)
    }

    @Test func `a name that does not exist is nowhere on the path`() throws {
        let survey = Survey.healthy.resolving(.failing(Places.hub) { $0.responseCode = 3 })
            .controlling(.control(code: 3))
        #expect(try location(of: .dnsNxdomain, in: survey) == .unknown)
    }
}
