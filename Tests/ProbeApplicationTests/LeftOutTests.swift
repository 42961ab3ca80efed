@testable import ProbeApplication
import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import Testing

/// What lists left out is said where everybody reads it.
struct LeftOutTests {
    private func notes(_ observations: Observation...) throws -> [String] {
        let hub = try HostName(validating: "hub.example.com")
        return Survey(assignment: Assignment(hub: hub), startedAt: .now(), observations: observations).leftOutNotes
            .map(\.english)
    }

    private func seen(
        _ probe: ProbeID, _ subject: any Subject, _ evidence: any Codable & Hashable & Sendable
    ) -> Observation {
        Observation(
            index: 0, probe: probe, vantage: .host, subject: subject, outcome: .seen(evidence), startedAt: Seconds(0),
            duration: Seconds(0))
    }

    @Test func `every list that was cut has its note, each once`() throws {
        var port = PortEvidence()
        port.leftOut = [LeftOut(.listeners, 8_996)]
        var routes = RoutingState()
        routes.routesLeftOut = 100_000
        routes.othersLeftOut = [LeftOut(.policyRules, 5_744)]
        let subject = LocalPort(PortBinding(port: 8883))
        let all = try notes(
            seen(CheckPort.id, subject, port), seen(CheckPort.id, subject, port),
            seen(ReadRoutes.id, Device(), routes), seen(ReadLinks.id, Device(), LinkEvidence()))
        #expect(all.count == 3)
        #expect(all.contains { $0.contains("8996 listeners") && $0.contains("8883") })
        #expect(all.contains { $0.contains("100000 routes") } && all.contains { $0.contains("5744 policy rules") })
    }

    @Test func `a hosts file that was not read whole is said, and which interfaces are left out of what`() throws {
        var name = NameEvidence()
        name.leftOut = [LeftOut(.hosts, 1)]
        var (links, forwarding, routes) = (LinkEvidence(), ForwardingState(rules: .read), RoutingState())
        (links.leftOut, forwarding.leftOut) = ([LeftOut(.interfaces, 947)], [LeftOut(.interfaces, 1_100)])
        routes.othersLeftOut = [LeftOut(.interfaces, 1_139)]
        let hub = try HostName(validating: "hub.example.com")
        let all = try notes(
            seen(ResolveName.id, Name(hub), name), seen(ReadLinks.id, Device(), links),
            seen(ReadForwarding.id, Device(), forwarding), seen(ReadRoutes.id, Device(), routes))
        #expect(all.count == 4 && Set(all.map { $0.filter { !$0.isNumber } }).count == 4)
        #expect(all.first?.contains("hosts file is too long") == true)
    }

    @Test func `whose addresses were not tried is said of whichever host they belong to`() throws {
        let registry = Endpoint(.registry, try HostName(validating: "registry.example.com"), .https)
        var data = ShortLadderEvidence(host: try HostName(validating: "data.example.com"))
        data.connect = ConnectEvidence()
        data.connect?.leftOut = [LeftOut(.addresses, 3)]
        var portal = PortalEvidence()
        portal.leftOut = [LeftOut(.addresses, 60)]
        let page = try #require(PortalPage.all.first)
        #expect(
            try notes(seen(ReachDataEndpoint.id, registry, data), seen(CheckPortal.id, page, portal)) == [
                "data.example.com has 3 addresses more, which were not tried.",
                "\(page.host) has 60 addresses more, which were not tried.",
            ])
    }

    @Test func `rules, ways out and files beyond the bound are counted`() throws {
        var walk = PacketWalk(
            .host,
            FilteredPacket(
                from: nil, to: try #require(IPAddress("192.0.2.1")), .tcp, port: 443, incoming: nil, outgoing: nil),
            .unclear)
        walk.unclearLeftOut = 12
        var routes = RouteLookups(lookups: [])
        routes.leftOut = [LeftOut(.waysOut, 9)]
        var files = ConfigurationEvidence()
        files.leftOut = [LeftOut(.dropIns, 36), LeftOut(.environmentFiles, 4)]
        let all = try notes(
            seen(WalkRules.id, Device(), PacketWalks(walks: [walk, walk])), seen(LookUpRoutes.id, Device(), routes),
            seen(ReadConfiguration.id, Device(), files))
        #expect(all.map { $0.prefix { $0.isNumber } } == ["12", "9", "36", "4"])
    }

    @Test func `what was not asked for its number is said`() throws {
        var search = SearchEvidence(dots: 5, answers: [])
        search.leftOut = [LeftOut(.searchDomains, 26)]
        var files = ConfigurationEvidence()
        files.leftOut = [LeftOut(.timeServers, 2)]
        var port = PortEvidence()
        port.leftOut = [LeftOut(.holders, 3)]
        var walks = PacketWalks(walks: [])
        walks.waysInLeftOut = 5
        var traces = PacketTraces(traces: [])
        traces.leftOut = [LeftOut(.tracedConnections, 4)]
        let name = Name(try HostName(validating: "hub.example.com"))
        let all = try notes(
            seen(AskSearchList.id, name, search), seen(ReadConfiguration.id, Device(), files),
            seen(CheckPort.id, LocalPort(PortBinding(port: 8883)), port), seen(WalkRulesToPort.id, Device(), walks),
            seen(TracePackets.id, Device(), traces))
        #expect(all.map { $0.filter(\.isNumber) } == ["26", "2", "38883", "5", "4"])
    }

    @Test func `what answers over the network had more of is said of whoever answered`() throws {
        let hub = Endpoint(.hub, try HostName(validating: "hub.example.com"), .https)
        var answer = HTTPAnswer(status: 200, headers: [], bodyOpening: nil)
        answer.headersLeftOut = 21
        var https = HTTPSEvidence(exchange: Exchange(result: .closed))
        https.answer = answer
        var amqp = AMQPEvidence(exchange: Exchange(result: .closed))
        amqp.leftOut = [LeftOut(.mechanisms, 10)]
        var certificate = Certificate(
            subject: WireText("CN=a"), issuer: WireText("CN=b"), alternativeNames: [], notBefore: nil, notAfter: nil,
            fingerprint: "",
            publicKeyFingerprint: "", pem: "")
        certificate.namesLeftOut = 30
        var handshake = Handshake(
            serverName: nil, expectedName: "hub.example.com", result: .completed, duration: Seconds(0))
        handshake.chain = [certificate]
        var files = ConfigurationEvidence()
        files.leftOut = [LeftOut(.ignoredAssignments, 8), LeftOut(.fileProblems, 12)]
        let all = try notes(
            seen(RequestHTTPS.id, hub, https), seen(OpenAMQP.id, hub, amqp), seen(HandshakeTLS.id, hub, handshake),
            seen(ReadConfiguration.id, Device(), files))
        #expect(all.map { $0.prefix { $0.isNumber } } == ["21", "10", "30", "8", "12"])
        #expect(all.count { $0.contains("hub.example.com") } == 2)
    }

    @Test func `an answer that was too long is missed`() throws {
        let lost = Observation(
            index: 0, probe: CheckPort.id, vantage: .host, subject: LocalPort(PortBinding(port: 443)),
            outcome: .failed(.tooLong), startedAt: Seconds(0), duration: Seconds(0))
        #expect(try notes(lost) == ["The answer to \(CheckPort.id) from host is left out: it is too long."])
    }
}
