import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import TestSupport
import Testing

@Suite(.aheadOfOthers) struct ResolveNameTests {
    private func resolve(
        _ files: VantageFiles, port: UInt16, attemptTimeout: Double = 5
    ) async throws -> (evidence: NameEvidence, interim: [NameEvidence]) {
        try await NameProbe(
            ResolveName(), Nothing(), plan: try Plan(files, port: port, attemptTimeout: attemptTimeout)
        ).run()
    }

    private func nameservers(_ resolvers: [LoopbackResolver]) -> String {
        resolvers.map { "nameserver \($0.address.address)\n" }.joined()
    }

    @Test func `every resolver is asked for both families`() async throws {
        let behaviours = [LoopbackResolver.answers("10.1.2.3", "2001:db8::3"), LoopbackResolver.answers(code: 3)]
        try await LoopbackResolver.with(behaviours.map { ($0, nil) }) { resolvers in
            let text = "search site.example\n" + nameservers(resolvers)
            let (evidence, interim) = try await VantageFiles.with(resolverConfiguration: text) { files in
                try await resolve(files, port: resolvers[0].address.port)
            }
            #expect(evidence.addresses.map(\.description) == ["10.1.2.3", "2001:db8::3"])
            #expect(evidence.source == .resolver)
            #expect(evidence.servers.map(\.server) == resolvers.map(\.address))
            #expect(evidence.servers.map { $0.answers.map(\.queryType) } == [[.a, .aaaa], [.a, .aaaa]])
            #expect(evidence.servers[1].answers.map(\.responseCode) == [3, 3])
            #expect(evidence.searchList == ["site.example"])
            #expect(evidence.configurationProblem == nil)
            #expect(!evidence.isStuck)
            #expect(interim.allSatisfy { $0.addresses.first == evidence.addresses.first && !$0.isStuck })
            #expect(resolvers.allSatisfy { $0.queries.count == 2 })
        }
    }

    @Test func `a hosts entry is reported before any resolver answers`() async throws {
        try await LoopbackResolver.with(udp: LoopbackResolver.answers("10.1.2.3")) { resolver in
            let (evidence, interim) = try await VantageFiles.with(
                resolverConfiguration: nameservers([resolver]), hosts: "10.7.7.7 hub.example\n"
            ) { files in try await resolve(files, port: resolver.address.port) }
            #expect(interim.first?.addresses.map(\.description) == ["10.7.7.7"])
            #expect(interim.first?.servers.map(\.answers) == [[]])
            #expect(evidence.source == .hostsFile)
            #expect(evidence.hostsFile == evidence.addresses)
            #expect(evidence.servers[0].answers[0].addresses.map(\.description) == ["10.1.2.3"])
        }
    }

    @Test func `a missing resolv.conf means this machine's resolver, and is a problem`() async throws {
        try await LoopbackResolver.with(
            udp: LoopbackResolver.answers("10.1.2.3"), at: [127, 0, 0, 1]
        ) { resolver in
            let (evidence, _) = try await VantageFiles.with(resolverConfiguration: nil) { files in
                try await resolve(files, port: resolver.address.port)
            }
            #expect(evidence.configurationProblem == "is missing")
            #expect(evidence.servers.map(\.server) == [resolver.address])
            #expect(evidence.addresses.map(\.description) == ["10.1.2.3"])
        }
    }

    @Test func `use-vc asks over TCP alone`() async throws {
        try await LoopbackResolver.with(
            udp: LoopbackResolver.isSilent, tcp: LoopbackResolver.answers("10.1.2.3")
        ) { resolver in
            let (evidence, _) = try await VantageFiles.with(
                resolverConfiguration: nameservers([resolver]) + "options use-vc\n"
            ) { files in try await resolve(files, port: resolver.address.port) }
            #expect(evidence.addresses.count == 1)
            #expect(resolver.queries.map(\.network) == [.tcp, .tcp])
        }
    }

    @Test func `a refusing port is evidence at once`() async throws {
        try await LoopbackResolver.with([(nil, LoopbackResolver.isSilent)]) { resolvers in
            let start = ContinuousClock.now
            let text = nameservers(resolvers)
            let (evidence, _) = try await VantageFiles.with(resolverConfiguration: text) { files in
                try await resolve(files, port: resolvers[0].address.port)
            }
            #expect(evidence.servers[0].answers.map(\.error) == ["ECONNREFUSED", "ECONNREFUSED"])
            #expect(evidence.addresses.isEmpty && evidence.source == nil)
            #expect(start.duration(to: .now) < .seconds(10))
        }
    }

    @Test func `a silent first resolver is stuck, then silent, and then a later one decides`() async throws {
        try await LoopbackResolver.with([
            (LoopbackResolver.isSilent, nil), (LoopbackResolver.answers("10.1.2.3"), nil),
        ]) { resolvers in
            let start = ContinuousClock.now
            let (evidence, interim) = try await VantageFiles.with(
                resolverConfiguration: nameservers(resolvers)
            ) { files in try await resolve(files, port: resolvers[0].address.port) }
            let stuck = interim.first(where: \.isStuck)
            #expect(interim.first?.addresses == [] && interim.first?.isStuck == false)
            #expect(stuck?.addresses == [])
            #expect(stuck?.servers.map(\.answers.count) == [0, 2])
            // The later one is worth connecting to before the first has had all of a client's patience.
            #expect(interim.last?.addresses.map(\.description) == ["10.1.2.3"])
            #expect(evidence.clientPatience == Seconds(5))
            #expect(evidence.servers[0].answers.map(\.result) == [.silent, .silent])
            #expect(evidence.servers[0].answers.allSatisfy { $0.attempts >= 2 })
            #expect(evidence.addresses.map(\.description) == ["10.1.2.3"])
            #expect(!evidence.isStuck)
            #expect((.seconds(3)..<(.seconds(15))).contains(start.duration(to: .now)))
        }
    }

    @Test func `a cancelled resolution ends at once without a verdict on the silent`() async throws {
        try await LoopbackResolver.with([
            (LoopbackResolver.answers("10.1.2.3"), nil), (LoopbackResolver.isSilent, nil),
        ]) { resolvers in
            try await VantageFiles.with(
                resolverConfiguration: nameservers(resolvers)
            ) { files in
                let plan = try Plan(files, port: resolvers[0].address.port)
                let start = ContinuousClock.now
                let (reported, isReported) = AsyncStream.makeStream(of: Void.self)
                let context = Context<NameEvidence>(
                    plan: plan, deadline: .now + .seconds(20), pace: Pace(), report: { _ in isReported.yield() })
                let evidence = try await withThrowingTaskGroup(of: NameEvidence.self) { group in
                    group.addTask {
                        try await ResolveName().measure(Name(plan.services.hub), Nothing(), context).evidence
                    }
                    for await _ in reported { break }
                    group.cancelAll()
                    return try await group.next()
                }
                #expect(evidence?.servers.map(\.server) == [resolvers[0].address])
                #expect(evidence?.addresses.map(\.description) == ["10.1.2.3"])
                #expect(start.duration(to: .now) < .seconds(10))
            }
        }
    }

    @Test func `the names of a run are those that its connections go to`() throws {
        func name(_ text: String) throws -> HostName { try HostName(validating: text) }
        func names(_ plan: Plan) -> [String] { ResolveName().subjects(in: plan).map(\.host.description) }
        var plan = Plan(hub: try name("hub.example"))
        plan.services.dps = try name("dps.example")
        plan.services.registries = [try name("registry.example"), try name("hub.example")]
        #expect(names(plan) == ["hub.example", "dps.example", "registry.example"])
        plan.services.proxy = Proxy(ProxyAddress(.name(try name("proxy.example")), port: 3128), source: .commandLine)
        #expect(Set(names(plan)) == ["hub.example", "dps.example", "registry.example", "proxy.example"])
        let address = try #require(IPAddress("10.1.2.3"))
        plan.services.redirections = [
            Redirection(host: plan.services.hub, port: nil, target: .address(address), targetPort: nil),
            Redirection(host: plan.services.dps, port: 443, target: .address(address), targetPort: nil),
            Redirection(
                host: try name("registry.example"), port: nil, target: .name(try name("mirror.example")),
                targetPort: nil),
        ]
        #expect(Set(names(plan)) == ["dps.example", "mirror.example", "proxy.example"])
        plan.services.proxy = Proxy(ProxyAddress(.address(address), port: 3128), source: .commandLine)
        #expect(Set(names(plan)) == ["dps.example", "mirror.example"])
        plan.services.redirections = [Redirection(host: nil, port: nil, target: .address(address), targetPort: nil)]
        #expect(names(plan) == [])
    }
}
