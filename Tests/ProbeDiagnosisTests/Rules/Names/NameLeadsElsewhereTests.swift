import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `a name that leads elsewhere` {
    private static func leading(to address: String, through aliases: [DomainName] = []) -> Survey {
        let address = Places.address(address)
        return Survey.healthy.changing(ResolveName.self, about: Name(Places.hub)) {
            $0.servers[0].answers[0] = Healthy.answer(Places.hub, .a, [address], through: aliases)
            $0.addresses = [address]
        }
    }

    private static func dead(at address: String, through aliases: [DomainName] = []) -> Survey {
        leading(to: address, through: aliases).connecting(Endpoint.hubEndpoints) {
            .silent($0, at: Places.address(address))
        }
    }

    private static func foreign(at address: String) -> Survey {
        leading(to: address).forEach(Endpoint.hubEndpoints) { survey, endpoint in
            survey.changing(ConnectEndpoint.self, about: endpoint) {
                $0 = Healthy.connection(endpoint, to: Places.address(address))
            }.changing(HandshakeTLS.self, about: endpoint) {
                $0.matchesName = false
                $0.verifications = []
            }
        }
    }

    @Test(arguments: ["0.0.0.0", "127.0.0.1", "169.254.1.1", "240.0.0.1"])
    func `is sinkholed at an address that no service has, and that explains the dead ports`(address: String) throws {
        let survey = Self.dead(at: address)
        #expect(survey.pathCauses == [.dnsSinkhole])
        let finding = try survey.pathFinding(.dnsSinkhole)
        #expect(finding.confidence == .certain)
        #expect(finding.severity == .error)
        #expect(finding.owner == .siteNetwork)
        #expect(finding.explains == [.tcpDroppedIP])
        #expect(finding.subject.address == Places.address(address))
    }

    @Test func `is sinkholed by the device's own hosts file`() throws {
        let survey = Self.dead(at: "127.0.0.1").changing(ResolveName.self, about: Name(Places.hub)) {
            $0.source = .hostsFile
            $0.hostsFile = $0.addresses
        }
        #expect(try survey.pathFinding(.dnsSinkhole).owner == .device)
    }

    /// The hosts file alone leads elsewhere; the resolvers know better.
    private static func old(_ address: String, _ handshake: Handshake?) -> Survey {
        dead(at: address).changing(ResolveName.self, about: Name(Places.hub)) {
            $0.source = .hostsFile
            $0.hostsFile = $0.addresses
            $0.servers = Healthy.resolution(of: Places.hub).servers
        }.adding(
            ProveOtherAnswer.self, about: Name(Places.hub),
            ControlHandshake(connect: Healthy.attempt(.hubHTTPS), handshake: handshake))
    }

    @Test func `is led by an old line of the hosts file, where the service proves itself at the resolvers' address`()
        throws
    {
        let survey = Self.old("198.51.100.66", Healthy.handshake(.hubHTTPS))
        #expect(survey.pathCauses == [.dnsSinkhole])
        let finding = try survey.pathFinding(.dnsSinkhole)
        #expect((finding.owner, finding.confidence) == (.device, .certain))
        #expect(finding.location.culprit == .file(LocalText("/etc/hosts"), line: nil))
        // A private endpoint that somebody wrote down by hand is dead for another reason.
        #expect(try Self.old("10.9.9.9", Healthy.handshake(.hubHTTPS)).pathFinding(.dnsSinkhole).claim == .likely)
    }

    @Test func `is a matter of the path where the resolvers' address is dead as well`() {
        #expect(!Self.old("198.51.100.66", nil).pathCauses.contains(.dnsSinkhole))
    }

    @Test func `is likely sinkholed where somebody else answers and a resolver outside disagrees`() throws {
        let survey = Self.foreign(at: "198.51.100.66").controlling(.control(address: Places.hubAddress))
        let finding = try survey.pathFinding(.dnsSinkhole)
        #expect(finding.claim == .likely)
        #expect(finding.evidence.count == 3)
    }

    private static let elsewhere = ControlHandshake.completed(.hubHTTPS)

    @Test(arguments: ["198.51.100.66", "10.20.0.4"])
    func `is sinkholed where somebody else answers and the service proves itself at the other address`(address: String)
        throws
    {
        let survey = Self.foreign(at: address).controlling(.control(address: Places.hubAddress))
            .adding(ProveControlAddress.self, about: Name(Places.hub), Self.elsewhere)
        #expect(try survey.pathFinding(.dnsSinkhole).claim == .certain)
        #expect(Diagnosis(of: survey).findings.map(\.cause) == [.dnsSinkhole])
    }

    @Test func `is likely sinkholed where nobody answers inside and the hub proves itself at the other address`() throws
    {
        let survey = Self.dead(at: "10.20.0.4").controlling(.control(address: Places.hubAddress))
            .adding(ProveControlAddress.self, about: Name(Places.hub), Self.elsewhere)
        #expect(try survey.pathFinding(.dnsSinkhole).claim == .likely)
    }

    @Test func `may be the hub's other address where a public one is silent, which a rule by name does not know`()
        throws
    {
        let survey = Self.dead(at: "198.51.100.66").controlling(.control(address: Places.hubAddress))
            .adding(ProveControlAddress.self, about: Name(Places.hub), Self.elsewhere)
        let finding = try #require(Diagnosis(of: survey).findings.first)
        #expect((finding.cause, finding.confidence) == (.tcpDroppedIP, .likely))
        #expect(finding.differential?.open.contains { $0.cause == .dnsSinkhole } ?? false)
    }

    @Test func `is likely sinkholed at a public address that refuses`() throws {
        let address = Places.address("198.51.100.66")
        let survey = Self.leading(to: "198.51.100.66").connecting(Endpoint.hubEndpoints) {
            .failed($0, "ECONNREFUSED", at: address)
        }.controlling(.control(address: Places.hubAddress))
            .adding(ProveControlAddress.self, about: Name(Places.hub), Self.elsewhere)
        #expect(try survey.pathFinding(.dnsSinkhole).claim == .likely)
    }

    // MARK: Where all questions are taken on the way

    /// A block page that refuses all ports but 443, and a resolver outside that is heard to say the same.
    private static func agreed() -> Survey {
        foreign(at: "198.51.100.66").connecting([.hubAMQP, .hubMQTT]) {
            .failed($0, "ECONNREFUSED", at: Places.address("198.51.100.66"))
        }.adding(
            AskSecondOpinion.self, about: Name(Places.hub),
            ControlAnswers(answers: [.control(address: Places.address("198.51.100.66"))]))
    }

    private static func nowhere(_ survey: Survey, answers: Bool) -> Survey {
        var answer = Healthy.answer(
            Places.hub, from: SocketAddress(Places.nowhere.address, port: 53),
            answers ? [Places.address("198.51.100.66")] : [])
        if !answers {
            answer.result = .silent
            answer.responseCode = nil
        }
        return survey.adding(AskNowhere.self, about: Name(Places.hub), ControlAnswers(answers: [answer]))
    }

    @Test func `may be sinkholed where the resolver outside agrees and nobody knows whose word that is`() throws {
        let refused = try #require(Diagnosis(of: Self.agreed()).findings.first { $0.cause == .tcpRefused })
        #expect(refused.confidence != .certain)
        #expect(refused.differential?.open.map(\.cause).contains(.dnsSinkhole) == true)
    }

    @Test func `is likely sinkholed where even an address of nobody agrees, and somebody else answers`() throws {
        let survey = Self.nowhere(Self.agreed(), answers: true)
        let finding = try #require(Diagnosis(of: survey).findings.first)
        #expect(finding.cause == .dnsSinkhole && finding.confidence == .likely)
        #expect(Diagnosis(of: survey).findings.map(\.cause) == [.dnsSinkhole])
        #expect(finding.differential?.open.map(\.cause).contains(.dnsInjected) == true)
    }

    @Test func `is not sinkholed where the resolver outside agrees and an address of nobody is silent`() throws {
        let survey = Self.nowhere(Self.agreed(), answers: false)
        #expect(survey.findings(by: NameIsSinkholed.self).isEmpty)
        let led = survey.changing(ResolveName.self, about: Name(Places.hub)) {
            $0.servers[0].answers[0] = Healthy.answer(
                Places.hub, .a, $0.addresses, through: ["gateway-1.westeurope.cloudapp.azure.com"])
        }
        let refused = try #require(Diagnosis(of: led).findings.first { $0.cause == .tcpRefused })
        #expect(refused.differential?.excluded.map(\.cause).contains(.dnsSinkhole) == true)
        // Without Azure's own aliases it is nobody's word but that of who rewrites answers on the way.
        let bare = try #require(Diagnosis(of: survey).findings.first { $0.cause == .tcpRefused })
        #expect(bare.differential?.open.map(\.cause).contains(.dnsSinkhole) == true)
    }

    @Test(arguments: [
        ("208.91.112.55", Cause.dnsSinkhole), ("146.112.61.104", .dnsSinkhole), ("203.0.113.99", .tcpDroppedIP),
    ])
    func `is sinkholed at the block page of a filter, whoever says the same`(address: String, cause: Cause) throws {
        let page = Places.address(address)
        let survey = Self.nowhere(
            Self.dead(at: address).adding(
                AskSecondOpinion.self, about: Name(Places.hub), ControlAnswers(answers: [.control(address: page)])),
            answers: false)
        let finding = try #require(Diagnosis(of: survey).findings.first)
        #expect(finding.cause == cause && finding.confidence == .likely && finding.owner == .siteNetwork)
        #expect(try Self.dead(at: "208.91.112.55").pathFinding(.dnsSinkhole).claim == .certain)
    }

    @Test func `is not known to be right by silence where even an address of nobody agrees`() throws {
        let survey = Self.dead(at: "198.51.100.66").adding(
            AskSecondOpinion.self, about: Name(Places.hub),
            ControlAnswers(answers: [.control(address: Places.address("198.51.100.66"))]))
        let dropped = try #require(
            Diagnosis(of: Self.nowhere(survey, answers: true)).findings.first { $0.cause == .tcpDroppedIP })
        #expect(dropped.differential?.open.map(\.cause).contains(.dnsSinkhole) == true)
    }

    @Test func `is not certain not to exist where an address of nobody denies it too`() throws {
        let survey = Survey.healthy.resolving(
            .failing(Places.hub) { ($0.responseCode, $0.negativeZone) = (3, "azure-devices.net") }
        ).controlling(.control(code: 3))
        #expect(try survey.pathFinding(.dnsNxdomain).claim == .certain)
        #expect(try Self.nowhere(survey, answers: true).pathFinding(.dnsNxdomain).claim != .certain)
    }

    @Test func `may be sinkholed at a server inside while there is nobody to ask`() throws {
        #expect(try Self.foreign(at: "10.20.0.4").pathFinding(.dnsSinkhole).claim == .possible)
    }

    @Test func `is redeemed by the host's handshake at the same address`() {
        let survey = Survey.healthy(from: [.host, Places.bridge]).forEach(Endpoint.hubEndpoints) { survey, endpoint in
            survey.changing(HandshakeTLS.self, about: endpoint) {
                $0.remote = SocketAddress(Places.hubAddress, port: endpoint.port)
            }.changing(ConnectEndpoint.self, about: endpoint, from: Places.bridge) { $0 = .silent(endpoint) }
        }.adding(
            AskSecondOpinion.self, about: Name(Places.hub), from: Places.bridge,
            ControlAnswers(answers: [.control(address: Places.address("203.0.113.99"))]))
        #expect(survey.findings(by: NameIsSinkholed.self).isEmpty)
    }

    @Test func `is a private endpoint by its alias, whose dead port stays a matter of the path`() throws {
        let survey = Self.dead(at: "10.20.0.4", through: ["myhub.privatelink.azure-devices.net"])
        #expect(survey.pathCauses == [.tcpDroppedIP, .dnsPrivateEndpoint])
        #expect(try survey.pathFinding(.dnsPrivateEndpoint).severity == .info)
    }

    @Test func `is a private endpoint by a verified handshake at a private address`() throws {
        let survey = Self.leading(to: "10.20.0.4")
        #expect(survey.pathCauses == [.dnsPrivateEndpoint])
        #expect(try survey.pathFinding(.dnsPrivateEndpoint).confidence == .certain)
    }

    @Test func `is redeemed by a verified handshake`() {
        #expect(Self.leading(to: "127.0.0.1").pathCauses.isEmpty)
    }

    @Test func `is right on loopback in a demonstration`() {
        let survey = Self.dead(at: "127.0.0.1").asking { $0.isDemonstration = true }
        #expect(survey.findings(by: NameIsSinkholed.self).isEmpty)
    }

    @Test(arguments: [
        Survey.healthy,
        // Another address alone is the way of distributed services.
        dead(at: "203.0.113.99").controlling(.control(address: Places.hubAddress)),
        foreign(at: "198.51.100.66"),
        dead(at: "10.20.0.4", through: ["myhub.privatelink.azure-devices.net"])
            .controlling(.control(address: Places.hubAddress)),
        .healthy.resolving(.answering(Places.hub, code: 3)),
    ])
    func `is not found`(in survey: Survey) {
        #expect(survey.findings(by: NameIsSinkholed.self).isEmpty)
    }
}
