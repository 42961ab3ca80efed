import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

/// A look-alike is excluded by what an observation says, not by its having been made.
struct `an exclusion` {
    private static func word(_ cause: Cause, of finding: Finding) -> String? {
        let differential = finding.differential ?? Differential()
        return differential.excluded.contains { $0.cause == cause }
            ? "excluded" : differential.open.first { $0.cause == cause }?.reason.rawValue
    }

    private static func finding(_ cause: Cause, in survey: Survey) throws -> Finding {
        try #require(Diagnosis(of: survey).findings.first { $0.cause == cause })
    }

    // MARK: - The host beside its containers

    /// A rule of this device drops the answers of one port.
    private static let answersDropped = Survey.healthyGateway.containerSilent([.hubAMQP])
        .walks(of: .bridgeAnswer, to: [.hubAMQP]) {
            $0.verdict = .dropped
            $0.place = Gateway.rule
        }

    @Test func `of the site rests on the host's connection that opens`() throws {
        let finding = try Self.finding(.fwdDropped, in: Self.answersDropped)
        #expect(Self.word(.tcpDroppedPort, of: finding) == "excluded")
        #expect(finding.confidence == .certain)
    }

    @Test func `of the site fails where the host is silent as well`() throws {
        let survey = Self.answersDropped.connecting(.hubAMQP) { .silent($0) }
        let finding = try Self.finding(.fwdDropped, in: survey)
        for cause in [Cause.tcpDroppedPort, .tcpDroppedIP, .tcpDroppedAll] {
            #expect(Self.word(cause, of: finding) == "contradictory", "\(cause)")
        }
        #expect(finding.confidence != .certain)
    }

    @Test func `of the site holds nevertheless where a rule ends the packets here`() throws {
        let survey = Survey.healthyGateway.containerSilent([.hubAMQP]).connecting(.hubAMQP) { .silent($0) }
            .walks(of: .bridge, to: [.hubAMQP]) {
                $0.verdict = .dropped
                $0.place = Gateway.rule
            }
        let finding = try Self.finding(.fwdDropped, in: survey)
        let walk = try #require(survey.seen(WalkRules.self, about: Endpoint.hubAMQP, from: .host)?.index)
        let excluded = finding.differential?.excluded ?? []
        #expect(excluded.first { $0.cause == .tcpDroppedPort }?.observations == [walk])
    }

    @Test func `of this device's forwarding rests on the host's own silence`() throws {
        let survey = Survey.healthyGateway.connecting(.hubAMQP) { .silent($0) }.containerSilent([.hubAMQP])
        let finding = try Self.finding(.tcpDroppedPort, in: survey)
        #expect(Self.word(.fwdDropped, of: finding) == "excluded")
        let alone = Survey.healthyGateway.containerSilent([.hubAMQP])
        #expect(Self.word(.fwdDropped, of: try Self.finding(.tcpDroppedPort, in: alone)) == "contradictory")
    }

    // MARK: - Ports, addresses, families

    @Test func `of a dropped address rests on another port that answers`() throws {
        let finding = try Self.finding(.tcpDroppedPort, in: .healthy.connecting(.hubAMQP) { .silent($0) })
        #expect(Self.word(.tcpDroppedIP, of: finding) == "excluded")
    }

    @Test func `of a dropped port takes more than one silent port`() throws {
        let all = try Self.finding(.tcpDroppedIP, in: .healthy.connecting(Endpoint.hubEndpoints) { .silent($0) })
        #expect(Self.word(.tcpDroppedPort, of: all) == "excluded")
        let one = try Self.finding(.tcpDroppedIP, in: .healthy.connecting(.registryHTTPS) { .silent($0) })
        #expect(Self.word(.tcpDroppedPort, of: one) == "no-evidence")
    }

    @Test func `of a dead line rests on another address that answers`() throws {
        let silent = Survey.healthy.connecting(Endpoint.hubEndpoints) { .silent($0) }
        #expect(Self.word(.tcpDroppedAll, of: try Self.finding(.tcpDroppedIP, in: silent)) == "excluded")
        let alone = silent.without(.dps).without(.registry)
        #expect(Self.word(.tcpDroppedAll, of: try Self.finding(.tcpDroppedIP, in: alone)) != "excluded")
        let everything = Survey.healthy.connecting(Survey.healthy.endpoints(from: .host)) { .silent($0) }
        #expect(Self.word(.tcpDroppedIP, of: try Self.finding(.tcpDroppedAll, in: everything)) == "excluded")
    }

    @Test func `of the hub's silence rests on the hub's connection`() throws {
        let survey = Survey.healthy.connecting(.dpsHTTPS, .dpsMQTT) { .silent($0) }
        let finding = try Self.finding(.dpsBlocked, in: survey)
        let hub = survey.seen(ConnectEndpoint.self).filter { $0.about.host != Places.dps }.map(\.index)
        let excluded = finding.differential?.excluded.first { $0.cause == .tcpDroppedAll }
        #expect(Set(hub).isSuperset(of: try #require(excluded).observations))
    }

    @Test func `of broken IPv6 rests on the address's family`() throws {
        let finding = try Self.finding(.tcpDroppedIP, in: .healthy.connecting(Endpoint.hubEndpoints) { .silent($0) })
        #expect(Self.word(.ipv6Broken, of: finding) == "excluded")
    }

    // MARK: - Names

    @Test func `of an entry in the hosts file rests on a host that fails as well`() throws {
        let survey = Survey.healthy.resolving(.answering(Places.hub, code: 3))
            .controlling(.control(code: 3))
        #expect(Self.word(.dnsHostsFileOnly, of: try Self.finding(.dnsNxdomain, in: survey)) == "excluded")
    }

    // MARK: - Another way out, and this device's own attempts

    private enum Told: Equatable {
        case by([Int])
        case open(Differential.Doubt.Reason)

        init(_ word: Word) {
            switch word {
            case .told(let observations): self = .by(observations)
            case .open(let reason): self = .open(reason)
            }
        }
    }

    /// What a witness of a silent hub says, once more was seen.
    private static func told(_ telling: KeyPath<Witness, Word>, beside change: (Survey) -> Survey) throws -> Told {
        let silent = Survey.healthyGateway.connecting(Endpoint.hubEndpoints) { .silent($0) }
        let finding = try finding(.tcpDroppedIP, in: silent)
        return Told(Witness(for: finding, in: Scene(of: change(silent)))[keyPath: telling])
    }

    @Test func `of the way out rests on the same connection by another one, which fails as well`() throws {
        var index: Int?
        let failed = try Self.told(\.detour) { survey in
            let survey = survey.detouring([.hubHTTPS], .silent)
            index = survey.seen(ConnectAroundTunnel.self).first?.index
            return survey
        }
        #expect(failed == .by([try #require(index)]))
        #expect(try Self.told(\.detour) { $0.detouring([.hubHTTPS]) } == .open(.contradictory))
    }

    @Test func `of the way out rests on no other connection`() throws {
        var index: Int?
        let other = try Self.told(\.detour) { survey in
            let survey = survey.detouring([.registryHTTPS], .silent)
            index = survey.seen(ConnectAroundTunnel.self).first?.index
            return survey
        }
        guard case .by(let observations) = other else { return }
        #expect(!observations.contains(try #require(index)))
    }

    @Test func `of this device's own rules fails where its counters say that it dropped them`() throws {
        let dropped = try Self.told(\.ownFailure) { survey in
            survey.connecting(Endpoint.hubEndpoints) { endpoint in
                var evidence = ConnectEvidence.silent(endpoint)
                for index in evidence.attempts.indices { evidence.attempts[index].datagramTwin = "EPERM" }
                return evidence
            }
        }
        #expect(dropped == .open(.contradictory))
        guard case .by = try Self.told(\.ownFailure, beside: { $0 }) else {
            Issue.record("counters that stood still say nothing")
            return
        }
    }

    // MARK: - What was compared with what

    @Test func `names those observations that are of something else`() throws {
        let silent = Survey.healthy.connecting(.hubAMQP) { .silent($0) }
        let finding = try Self.finding(.tcpDroppedPort, in: silent)
        let target = try #require(silent.seen(ConnectEndpoint.self, about: Endpoint.hubAMQP, from: .host)?.index)
        let excluded = finding.differential?.excluded ?? []
        let address = try #require(excluded.first { $0.cause == .tcpDroppedIP })
        #expect(!address.controls.isEmpty && address.controls == address.observations)
        #expect(!excluded.contains { $0.controls.contains(target) })
        #expect(excluded.contains { $0.observations.contains(target) })
    }

    @Test func `takes the host's connection for a control of what containers met`() throws {
        let finding = try Self.finding(.fwdDropped, in: Self.answersDropped)
        let host = try #require(
            Self.answersDropped.seen(ConnectEndpoint.self, about: Endpoint.hubAMQP, from: .host)?.index)
        let port = try #require(finding.differential?.excluded.first { $0.cause == .tcpDroppedPort })
        #expect(port.controls.contains(host))
    }
}
