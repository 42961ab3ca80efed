import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import Testing

struct `a name that is denied` {
    private static func denied(_ code: Int, zone: DomainName? = nil, _ change: (inout DNSAnswer) -> Void = { _ in })
        -> Survey
    {
        Survey.healthy.resolving(
            .failing(Places.hub) {
                $0.responseCode = code
                $0.negativeZone = zone
                change(&$0)
            })
    }

    // MARK: - NXDOMAIN

    @Test func `does not exist where a resolver outside says the same`() throws {
        let survey = Self.denied(3, zone: "azure-devices.net").controlling(.control(code: 3))
        #expect(survey.pathCauses == [.dnsNxdomain])
        let finding = try survey.pathFinding(.dnsNxdomain)
        #expect(finding.confidence == .certain)
        #expect(finding.owner == .hubConfiguration)
        #expect(finding.severity == .error)
        #expect(finding.subject == Finding.Subject(Places.hub, resolver: Places.resolver))
    }

    @Test func `does not exist where the zone's own record comes with the word from outside alone`() throws {
        var control = DNSAnswer.control(code: 3)
        control.negativeZone = "azure-devices.net"
        let finding = try Self.denied(3).controlling(control).pathFinding(.dnsNxdomain)
        #expect((finding.confidence, finding.owner) == (.certain, .hubConfiguration))
    }

    @Test func `likely does not exist where nobody shows the zone's own record, as who rewrites answers does not`()
        throws
    {
        let finding = try Self.denied(3).controlling(.control(code: 3)).pathFinding(.dnsNxdomain)
        #expect((finding.confidence, finding.owner) == (.likely, .hubConfiguration))
        let weighed = try #require(
            Diagnosis(of: Self.denied(3).controlling(.control(code: 3))).findings.first { $0.cause == .dnsNxdomain })
        #expect(weighed.differential?.open.map(\.cause).contains(.dnsFiltered) == true)
    }

    @Test(arguments: [nil, "azure-devices-provisioning.net"] as [DomainName?])
    func `that is the same for everybody is withheld, whoever denies it`(zone: DomainName?) throws {
        let denied = Survey.healthy.resolving(
            of: Places.dps,
            .failing(Places.dps) {
                $0.responseCode = 3
                $0.negativeZone = zone
            }
        ).controlling(of: Places.dps, .control(Places.dps, code: 3))
        let finding = try denied.pathFinding(.dnsNxdomain)
        #expect((finding.confidence, finding.owner) == (.likely, .siteNetwork))
        #expect(finding.summary.english.contains("on the way"))
        // What is done to one name may be done to the hub's.
        let both = denied.resolving(.answering(Places.hub, code: 3)).controlling(.control(code: 3))
        let hub = try #require(both.pathFindings.first { $0.subject.name == Places.hub })
        #expect((hub.claim, hub.owner) == (.possible, .siteNetwork))
    }

    @Test func `likely does not exist where the parent zone's own record says so`() throws {
        let finding = try Self.denied(3, zone: "azure-devices.net").pathFinding(.dnsNxdomain)
        #expect(finding.claim == .likely)
        #expect(finding.owner == .hubConfiguration)
    }

    @Test func `may not exist, or the site hides it, on a bare denial`() throws {
        for zone in [nil, "rpz.corp.example", "net"] as [DomainName?] {
            let finding = try Self.denied(3, zone: zone).pathFinding(.dnsNxdomain)
            #expect(finding.claim == .possible)
            #expect(finding.owner == .siteNetwork)
        }
    }

    @Test func `is an unlinked private zone where the denial comes from one`() throws {
        let survey = Self.denied(3, zone: "privatelink.azure-devices.net") {
            $0.records = [
                .init(
                    name: "myhub.azure-devices.net", timeToLive: 60, data: .alias("myhub.privatelink.azure-devices.net")
                )
            ]
        }
        let finding = try survey.pathFinding(.dnsNxdomain)
        #expect(finding.summary.english.contains("private zone"))
        #expect(finding.claim == .likely)
    }

    /// Whose private endpoints the zone has, and not this hub's.
    private static func hidden(_ change: (inout DNSAnswer) -> Void = { _ in }) -> Survey {
        denied(3, zone: "privatelink.azure-devices.net") {
            $0.records = [
                .init(
                    name: "myhub.azure-devices.net", timeToLive: 60, data: .alias("MyHub.privatelink.azure-devices.net")
                )
            ]
            change(&$0)
        }
    }

    @Test func `is missing in a private zone, and not filtered, where a resolver outside has a public address`() throws
    {
        let survey = Self.hidden().controlling(.control(address: Places.hubAddress))
        #expect(survey.pathCauses == [.dnsNxdomain])
        let finding = try survey.pathFinding(.dnsNxdomain)
        #expect((finding.owner, finding.confidence) == (.hubConfiguration, .certain))
        #expect(finding.summary.english.contains("that zone has no record of it"))
    }

    @Test func `is filtered all the same where the resolver says so, or the zone is not the alias's`() {
        let outside = DNSAnswer.control(address: Places.hubAddress)
        let marked = Self.hidden { $0.extendedErrors = [.init(code: 17, text: nil)] }
        #expect(marked.controlling(outside).pathCauses == [.dnsFiltered])
        let plain = Self.denied(3, zone: "privatelink.azure-devices.net").controlling(outside)
        #expect(plain.pathCauses == [.dnsFiltered])
        #expect(Self.hidden { $0.negativeZone = "rpz.corp.example" }.controlling(outside).pathCauses == [.dnsFiltered])
    }

    // MARK: - Filters

    @Test(arguments: [3, 0, 5]) func `is filtered where a resolver outside has an address`(code: Int) throws {
        let survey = Self.denied(code).controlling(.control(address: Places.hubAddress))
        #expect(survey.pathCauses == [.dnsFiltered])
        let finding = try survey.pathFinding(.dnsFiltered)
        #expect(finding.owner == .siteNetwork)
        #expect(finding.evidence.count == 2)
        // That one may invent addresses for what does not exist, until the service proves itself there.
        #expect(finding.confidence == .likely)
        #expect(try survey.meeting { _ in }.pathFinding(.dnsFiltered).confidence == .certain)
    }

    @Test func `may not exist all the same where somebody else answers at the address from outside`() throws {
        let survey = Self.denied(3).controlling(.control(address: Places.hubAddress)).meeting {
            $0.matchesName = false
            $0.verifications = []
        }
        let finding = try #require(Diagnosis(of: survey).findings.first { $0.cause == .dnsFiltered })
        #expect(finding.confidence == .likely)
        #expect(finding.differential?.open.map(\.cause).contains(.dnsNxdomain) == true)
        #expect(finding.evidence.contains { $0.shows.english.contains("does not show a certificate") })
    }

    @Test func `is filtered where it is the same for everybody, whoever answers at the address from outside`() throws {
        let survey = Survey.healthy.resolving(of: Places.dps, .answering(Places.dps, code: 3))
            .controlling(of: Places.dps, .control(Places.dps, address: Places.dpsAddress))
        #expect(try survey.pathFinding(.dnsFiltered).confidence == .certain)
    }

    /// The zone's own word at second hand.
    private static func remembered(_ change: (inout DNSAnswer) -> Void = { _ in }) -> Survey {
        denied(3, zone: "azure-devices.net") {
            ($0.negativeTimeToLive, $0.negativeMinimum) = (212, 300)
            change(&$0)
        }.controlling(.control(address: Places.hubAddress))
    }

    @Test func `may be an answer from before the name existed, where the zone's own record comes with it`() throws {
        let finding = try Self.remembered().pathFinding(.dnsFiltered)
        #expect((finding.confidence, finding.owner) == (.likely, .siteNetwork))
        #expect(finding.summary.english.contains("from before the name existed, for another 212 s"))
        #expect(finding.evidence.contains { $0.shows.english.contains("kept for another 212 s of 300 s") })
        let fresh = try Self.remembered { $0.negativeTimeToLive = 300 }.pathFinding(.dnsFiltered)
        #expect(fresh.confidence == .likely && !fresh.summary.english.contains(" s,"))
    }

    @Test func `is no old answer with authority, a filter's mark, or the record of another zone`() throws {
        for survey in [
            Self.remembered { $0.isAuthoritative = true }, Self.remembered { $0.negativeZone = "rpz.corp.example" },
            Self.remembered { $0.negativeZone = nil }, Self.remembered { $0.negativeZone = "net" },
            Self.remembered { $0.extendedErrors = [.init(code: 17, text: nil)] },
        ] {
            #expect(try survey.meeting { _ in }.pathFinding(.dnsFiltered).confidence == .certain)
        }
    }

    @Test(arguments: [15, 16, 17] as [UInt16])
    func `is filtered where the resolver says so itself`(code: UInt16) {
        let survey = Self.denied(3) { $0.extendedErrors = [.init(code: code, text: nil)] }
        #expect(survey.pathCauses == [.dnsFiltered])
    }

    // MARK: - Servers that do not recurse

    @Test func `is left to others by a server that does not recurse`() throws {
        let referral = Self.denied(0) {
            $0.isRecursionAvailable = false
            $0.referredZone = "net"
        }
        for survey in [referral, referral.controlling(.control(address: Places.hubAddress))] {
            #expect(survey.pathCauses == [.dnsNoRecursion])
            let finding = try survey.pathFinding(.dnsNoRecursion)
            #expect((finding.severity, finding.confidence, finding.owner) == (.error, .certain, .siteNetwork))
            #expect(finding.summary.english.contains("the servers of net"))
        }
    }

    @Test func `has no address, and nobody is referred to`() {
        #expect(Self.denied(0) { $0.isRecursionAvailable = false }.pathCauses == [.dnsNodata])
        let negative = Self.denied(0) {
            $0.isRecursionAvailable = false
            $0.referredZone = "net"
            $0.negativeZone = "net"
        }
        #expect(negative.pathCauses == [.dnsNodata])
        let recursing = Self.denied(0) { ($0.isRecursionAvailable, $0.referredZone) = (true, "net") }
        #expect(recursing.pathCauses == [.dnsNodata])
    }

    // MARK: - The rest

    @Test func `has no address on NOERROR without one`() throws {
        #expect(Self.denied(0).pathCauses == [.dnsNodata])
        #expect(try Self.denied(0).pathFinding(.dnsNodata).claim == .likely)
        let agreed = Self.denied(0, zone: "azure-devices.net").controlling(.control())
        #expect(try agreed.pathFinding(.dnsNodata).confidence == .certain)
        #expect(try agreed.pathFinding(.dnsNodata).owner == .hubConfiguration)
        #expect(try Self.denied(0).controlling(.control()).pathFinding(.dnsNodata).confidence == .likely)
    }

    @Test func `has no address where only an IPv6 one comes that nothing answers at`() throws {
        let address = Places.address("64:ff9b::cb00:7114")
        let survey = Survey.healthy.changing(ResolveName.self, about: Name(Places.hub)) {
            $0 = Healthy.resolution(of: Places.hub, to: [address])
        }
        #expect(survey.connecting(Endpoint.hubEndpoints) { .silent($0, at: address) }.pathCauses == [.dnsNodata])
        let nat64 = survey.forEach(Endpoint.hubEndpoints) { survey, endpoint in
            survey.changing(ConnectEndpoint.self, about: endpoint) { $0 = Healthy.connection(endpoint, to: address) }
        }
        #expect(nat64.pathCauses.isEmpty)
    }

    @Test func `cannot be looked up on SERVFAIL, and the resolver's reason is kept`() throws {
        let survey = Self.denied(2) { $0.extendedErrors = [.init(code: 22, text: WireText("No Reachable Authority"))] }
        #expect(survey.pathCauses == [.dnsServfail])
        #expect(
            try survey.pathFinding(.dnsServfail).evidence[0].shows.english.contains(
                "extended error 22 (No Reachable Authority)"))
        let known = survey.controlling(.control(address: Places.hubAddress))
        #expect(known.pathCauses == [.dnsServfail])
        #expect(try known.pathFinding(.dnsServfail).confidence == .certain)
        #expect(try known.pathFinding(.dnsServfail).owner == .siteNetwork)
    }

    @Test func `is refused without a second opinion`() throws {
        #expect(Self.denied(5).pathCauses == [.dnsRefused])
        #expect(try Self.denied(5).pathFinding(.dnsRefused).claim == .certain)
    }

    @Test func `is refused, not filtered, where the resolver refuses every name`() throws {
        let survey = Survey.healthy.resolvingNothing { .answering($0, code: 5) }
            .controlling(.control(address: Places.hubAddress))
        #expect(Set(survey.pathCauses) == [.dnsRefused])
        #expect(survey.pathFindings.count == 1)
    }

    @Test func `is judged by the first resolver that denies it, as a client does`() {
        var evidence = NameEvidence.answering(Places.hub, code: 2, servers: [Places.resolver])
        evidence.servers += NameEvidence.answering(Places.hub, code: 3, servers: [Places.secondResolver]).servers
        #expect(Survey.healthy.resolving(evidence).pathCauses == [.dnsNxdomain])
    }

    @Test func `is a remark once the proxy carries everything`() throws {
        let survey = Survey.healthyWithProxy.resolvingNothing { .answering($0, code: 3) }
        #expect(survey.pathFindings.allSatisfy { $0.severity == .info })
    }

    @Test func `is a warning for DPS without an id scope`() throws {
        let survey = Survey.healthy.resolving(of: Places.dps, .answering(Places.dps, code: 3))
        #expect(try survey.pathFinding(.dnsNxdomain).severity == .warning)
    }

    @Test func `is an error although the control's address leads to the hub`() throws {
        var survey = Self.denied(3).controlling(.control(address: Places.hubAddress))
        for endpoint in Endpoint.hubEndpoints {
            var connect = Healthy.connection(endpoint)
            connect.usedControlResolver = true
            survey = survey.adding(endpoint).adding(ConnectEndpoint.self, about: endpoint, connect)
        }
        #expect(survey.pathCauses == [.dnsFiltered])
        #expect(try survey.pathFinding(.dnsFiltered).severity == .error)
    }

    @Test(arguments: [
        Survey.healthy, .healthy.resolvingNothing { .silent($0) },
        // The hosts file has it.
        Survey.healthy.changing(ResolveName.self, about: Name(Places.hub)) {
            $0.servers = NameEvidence.answering(Places.hub, code: 3).servers
            $0.hostsFile = $0.addresses
            $0.source = .hostsFile
        },
    ])
    func `is not found`(in survey: Survey) {
        for rule: any Rule.Type in [
            NameDoesNotExist.self, NameIsFiltered.self, NameHasNoAddress.self, ResolverFails.self, ResolverRefuses.self,
        ] {
            #expect(survey.findings(by: rule).isEmpty, "\(rule)")
        }
    }
}

extension Survey {
    /// The hub's ladder at the address that the resolver outside gives, and what TLS meets there.
    fileprivate func meeting(_ change: (inout Handshake) -> Void) -> Survey {
        var connect = Healthy.connection(.hubHTTPS)
        connect.usedControlResolver = true
        return adding(.hubHTTPS).adding(ConnectEndpoint.self, about: .hubHTTPS, connect)
            .changing(HandshakeTLS.self, about: .hubHTTPS, change)
    }
}
