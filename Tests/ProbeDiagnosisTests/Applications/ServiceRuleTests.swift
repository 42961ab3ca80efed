import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeMeasurement
import Testing

struct `the device's clock` {
    @Test(arguments: [-86_400, 301, 31_536_000] as [Int64])
    func `is certainly off where two services agree on it`(offset: Int64) throws {
        let survey = Survey.healthy.dates(hub: offset, dps: offset + 1, registry: nil)
        let finding = try #require(survey.findings(by: ClockIsOff.self).first)
        #expect(finding.confidence == .certain)
        #expect(finding.severity == .error)
        #expect(Diagnosis(of: survey).verdict == .blocked)
    }

    @Test func `is likely off where one service says so`() {
        #expect(Survey.healthy.dates(hub: 3600).findings(by: ClockIsOff.self).map(\.claim) == [.likely])
    }

    @Test(arguments: [0, 299, -300] as [Int64])
    func `is right within five minutes`(offset: Int64) {
        #expect(Survey.healthy.dates(hub: offset, dps: offset).causes(by: ClockIsOff.self).isEmpty)
    }

    @Test func `is right where the hub agrees with it, whatever another service says`() {
        let survey = Survey.healthy.dates(hub: 2, dps: 3600)
        #expect(survey.causes(by: ClockIsOff.self).isEmpty)
        #expect(Diagnosis(of: survey).verdict == .ready)
    }

    @Test func `is off where the hub and another service say so, and a third one goes wrong with it`() {
        let survey = Survey.healthy.dates(hub: 86_400, dps: 86_401, registry: 0)
        #expect(survey.findings(by: ClockIsOff.self).map(\.claim) == [.certain])
        #expect(Diagnosis(of: survey).verdict == .blocked)
    }

    @Test func `is in doubt where the hub stands alone against others`() {
        let survey = Survey.healthy.dates(hub: 3600, dps: 2)
        #expect(survey.causes(by: ClockIsOff.self).isEmpty)
        #expect(Diagnosis(of: survey).verdict == .inconclusive)
    }

    @Test func `makes nobody's certificate out of date for certain while its sources contradict each other`() {
        let expired = Survey.healthy.without(.dps).without(.registry).handshake(on: Endpoint.hubEndpoints) {
            .outOfDate($0, from: "2025-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z")
        }
        let clock = TrustedClock(of: expired)
        #expect(!clock.isProven && clock.agreeing.isEmpty)
        #expect(expired.findings(by: CertificateIsOutOfDate.self).allSatisfy { $0.claim < .certain })
    }

    @Test func `is in doubt where services contradict each other`() {
        let survey = Survey.healthy.dates(hub: 3600, dps: -3600)
        #expect(survey.causes(by: ClockIsOff.self).isEmpty)
        #expect(Diagnosis(of: survey).verdict == .inconclusive)
    }

    @Test func `is off before the tool was made, unless a service says otherwise`() {
        let past = Survey(
            assignment: Survey.healthy.assignment, startedAt: Timestamp(secondsSince1970: 60),
            observations: Survey.healthy.observations)
        #expect(past.dates().findings(by: ClockIsOff.self).map(\.claim) == [.certain])
        #expect(past.dates(hub: 0, dps: 0).causes(by: ClockIsOff.self).isEmpty)
    }

    /// A first boot: the clock was a day behind when the services answered, and somebody sets it before the time server does.
    @Test func `is right where it was set while the run lasted`() {
        let day: Int64 = 86_400
        let before = Survey.healthy.dates(hub: day, dps: day, registry: day)
        #expect(before.timed().findings(by: ClockIsOff.self).map(\.claim) == [.certain])
        let after = before.timeServer(0, deviceTime: day)
        #expect(after.timed().causes(by: ClockIsOff.self).isEmpty)
        // Set to a wrong hour, it is off by what it is off now.
        let wrong = before.timeServer(-3600, deviceTime: day + 3600).timed()
        #expect(
            wrong.findings(by: ClockIsOff.self).first?.summary.english.contains("60 minutes ahead") ?? false
                || wrong.findings(by: ClockIsOff.self).first?.summary.english.contains("1 hour ahead") ?? false)
    }

    @Test func `says how far it is off`() {
        let summaries = [7200, -172_800, 600].map { (offset: Int64) in
            Survey.healthy.dates(hub: offset).findings(by: ClockIsOff.self).first?.summary.english ?? ""
        }
        #expect(zip(summaries, ["2 hours behind", "2 days ahead", "10 minutes behind"]).allSatisfy { $0.contains($1) })
    }
}

struct `the provisioning service` {
    private let blocked = Survey.healthy.dropping([.dpsHTTPS, .dpsMQTT])

    @Test func `that the hub's site drops is blocked, a warning unless it is needed`() {
        #expect(blocked.findings(by: ProvisioningIsBlocked.self).map(\.severity) == [.warning])
        #expect(blocked.rootCauses == [.dpsBlocked])
        #expect(Diagnosis(of: blocked).verdict == .ready)
        let needed = blocked.asking { $0.idScope = "0ne00012345" }
        #expect(needed.findings(by: ProvisioningIsBlocked.self).map(\.severity) == [.error])
        #expect(Diagnosis(of: needed).verdict == .blocked)
    }

    @Test func `is blocked with the numbers of what was tried`() throws {
        let silent = try #require(blocked.findings(by: ProvisioningIsBlocked.self).first)
        let shown = silent.evidence.map(\.shows.english)
        #expect(shown.first?.contains("SYN") == true && shown.first?.contains("\(Places.dpsAddress):443") == true)
        #expect(shown.last?.contains("\(Places.hubAddress):443") == true)
        let refused = Survey.healthy.connecting(.dpsHTTPS) { .refused($0) }
        let refusal = try #require(refused.findings(by: ProvisioningIsBlocked.self).first)
        #expect(refusal.evidence.first?.shows.english.contains("fails with ECONNREFUSED after") == true)
    }

    @Test func `is not the story where the hub is dropped as well`() {
        let survey = blocked.dropping([.hubHTTPS])
        #expect(survey.causes(by: ProvisioningIsBlocked.self).isEmpty)
    }

    @Test func `that somebody else answers for is not blocked`() {
        let survey = Survey.healthy.changing(RequestDPS.self, about: .dpsHTTPS) { $0.isProvisioningService = false }
        #expect(survey.causes(by: ProvisioningIsBlocked.self).isEmpty)
        #expect(survey.rootCauses == [.httpNotTheHub])
    }
}

struct `a registry` {
    private func data(_ change: (inout ShortLadderEvidence) -> Void) -> Survey {
        Survey.healthy.changing(ReachDataEndpoint.self, about: .registryHTTPS, change)
    }

    @Test func `whose data endpoint is dropped gives no layers`() throws {
        let survey = data {
            $0.connect = .silent(Endpoint(.registry, Places.dataEndpoint, .https))
            $0.handshake = nil
        }
        let diagnosis = Diagnosis(of: survey)
        #expect(diagnosis.findings.map(\.cause) == [.registryDataEndpointBlocked])
        #expect(diagnosis.verdict == .blocked)
        #expect(try #require(diagnosis.findings.first).subject.name == Places.dataEndpoint)
        #expect(diagnosis.summary.english.contains("module images cannot be pulled"))
        let shown = diagnosis.findings.flatMap(\.evidence).map(\.shows.english)
        #expect(shown.contains { $0.contains("SYN") && $0.contains("no answer and no ICMP within") })
    }

    @Test func `whose data endpoint's handshake was cut once may be used the next time`() throws {
        for result in [Handshake.Result.silent, .reset, .closed] {
            for before in [nil, Handshake.Result.alert, result] {
                let diagnosis = Diagnosis(
                    of: data {
                        $0.handshake?.result = result
                        $0.before = before
                    })
                let finding = try #require(diagnosis.findings.first)
                #expect(finding.cause == .registryDataEndpointBlocked)
                #expect(finding.claim == (before == result ? .certain : .likely))
            }
        }
    }

    @Test func `of somebody's own may keep its blobs behind an authority of its own`() throws {
        let stranger = Handshake.unknownRoot(Self.dataHTTPS)
        let finding = try #require(Diagnosis(of: data { $0.handshake = stranger }).findings.first)
        #expect((finding.cause, finding.owner) == (.registryDataEndpointBlocked, .siteNetwork))
    }

    private static let dataHTTPS = Endpoint(.registry, Places.dataEndpoint, .https)

    private func connecting(_ connect: ConnectEvidence) -> Survey {
        data {
            $0.connect = connect
            $0.handshake = nil
        }
    }

    @Test(
        arguments: [("EACCES", .routeBlocked), ("EPERM", .hostPolicyDenied), ("ENETUNREACH", .routeNone)]
            as [(SystemError, Cause)])
    func `whose data endpoint this device keeps out of reach is not the site's fault`(
        error: SystemError, cause: Cause
    ) throws {
        let diagnosis = Diagnosis(of: connecting(.failed(Self.dataHTTPS, error, isSynchronous: true)))
        let finding = try #require(diagnosis.findings.first)
        #expect(diagnosis.findings.map(\.cause) == [cause] && diagnosis.verdict == .blocked)
        #expect(finding.owner == .device && finding.subject.name == Places.dataEndpoint)
        #expect(finding.explains.contains(.registryDataEndpointBlocked))
    }

    @Test func `whose data endpoint this device's own firewall drops or rejects is not the site's fault`() throws {
        var dropped = ConnectEvidence.silent(Self.dataHTTPS)
        for index in dropped.attempts.indices { dropped.attempts[index].datagramTwin = "EPERM" }
        let own = Places.deviceAddress.description
        let rejected = ConnectEvidence.failed(
            Self.dataHTTPS, "ECONNREFUSED", icmp: .v4(3, 3, from: own, isLocal: true))
        for connect in [dropped, rejected] {
            let finding = try #require(Diagnosis(of: connecting(connect)).findings.first)
            #expect(finding.cause == .hostOutputDropped && finding.owner == .device)
        }
    }

    @Test func `whose data endpoint did not answer one SYN is no verdict`() {
        var connect = ConnectEvidence.silent(Self.dataHTTPS, attempts: 1)
        connect.attempts[0].latency = Seconds(0.4)
        let survey = connecting(connect)
        #expect(survey.causes(by: RegistryDataIsBlocked.self).isEmpty)
        #expect(Diagnosis(of: survey).verdict == .inconclusive)
    }

    @Test
    func `whose data endpoint's name a resolver fails on is likely blocked at most, and lost questions are nothing`() {
        func named(_ change: (inout DNSAnswer) -> Void) -> Survey {
            data {
                $0.resolution = .failing(Places.dataEndpoint, change)
                $0.connect = nil
                $0.handshake = nil
            }
        }
        #expect(named { $0.responseCode = 2 }.findings(by: RegistryDataIsBlocked.self).map(\.claim) == [.likely])
        #expect(named { $0.isSilent(after: 1) }.causes(by: RegistryDataIsBlocked.self).isEmpty)
        // The same resolver answers others: it may limit how many.
        let lost = named { $0.isSilent() }
        #expect(lost.causes(by: RegistryDataIsBlocked.self).isEmpty)
        #expect(Diagnosis(of: lost).verdict == .inconclusive)
    }

    private func leading(to address: IPAddress, by source: NameEvidence.Source, beside: IPAddress? = nil) -> Survey {
        data {
            var resolution = Healthy.resolution(of: Places.dataEndpoint, to: [beside ?? address])
            resolution.addresses = [address]
            resolution.source = source
            $0.resolution = resolution
            $0.connect =
                address.isNeverAService ? nil : .silent(Endpoint(.registry, Places.dataEndpoint, .https), at: address)
            $0.handshake = nil
        }
    }

    @Test func `whose data endpoint leads to where no service can be is sinkholed`() throws {
        let survey = leading(to: Places.address("0.0.0.0"), by: .resolver)
        let finding = try #require(Diagnosis(of: survey).findings.first)
        #expect(survey.rootCauses == [.dnsSinkhole])
        #expect((finding.owner, finding.claim, finding.subject.name) == (.siteNetwork, .certain, Places.dataEndpoint))
        #expect(Diagnosis(of: survey).verdict == .blocked)
    }

    @Test func `whose data endpoint this device's hosts file leads astray is the device's matter`() throws {
        let stray = Places.address("203.0.113.99")
        let survey = leading(to: stray, by: .hostsFile, beside: Places.registryAddress)
        let finding = try #require(Diagnosis(of: survey).findings.first)
        #expect(survey.rootCauses == [.dnsSinkhole])
        #expect((finding.owner, finding.claim, finding.location.rule) == (.device, .likely, "/etc/hosts"))
        // An entry that says what the resolvers say leads nobody astray.
        #expect(leading(to: stray, by: .hostsFile).rootCauses == [.registryDataEndpointBlocked])
    }

    @Test func `whose data endpoint is inside this network, where it is not asked, is open for that reason`() {
        let survey = data {
            $0.resolution = Healthy.resolution(of: Places.dataEndpoint, to: [Places.address("10.9.9.9")])
            $0.connect = nil
            $0.handshake = nil
        }
        #expect(Diagnosis(of: survey).verdict == .inconclusive)
        #expect(survey.causes(by: RegistryDataIsBlocked.self).isEmpty)
    }

    @Test func `whose own name has no address here has no fault of its own, nor has its data endpoint`() {
        let survey = data {
            $0.resolution = .failing(Places.dataEndpoint) { $0.responseCode = 3 }
            $0.connect = nil
            $0.handshake = nil
        }
        #expect(survey.causes(by: RegistryDataIsBlocked.self) == [.registryDataEndpointBlocked])
        let unresolved = survey.changing(ConnectEndpoint.self, about: .registryHTTPS) { $0.usedControlResolver = true }
            .resolving(of: Places.registry, .silent(Places.registry))
        #expect(unresolved.causes(by: RegistryDataIsBlocked.self).isEmpty)
    }

    @Test func `whose data endpoint was not waited for is no verdict`() {
        let survey = data { $0.handshake?.result = .superseded }
        #expect(survey.causes(by: RegistryDataIsBlocked.self).isEmpty)
        #expect(Diagnosis(of: survey).verdict == .inconclusive)
    }

    @Test func `that wants credentials is right to, if it is private`() {
        let acr = Places.name("example.azurecr.io")
        let survey = Survey.healthy(from: [.host]) { $0.registries = [acr] }
            .changing(RequestRegistry.self, about: Endpoint(.registry, acr, .https)) {
                $0.tokenStatus = 401
                $0.dataEndpoint = nil
            }
            .without(ReachDataEndpoint.self)
        #expect(survey.findings(by: RegistryForbids.self).map(\.severity) == [.info])
        #expect(Diagnosis(of: survey).verdict == .ready)
    }

    @Test func `that is public and refuses is a fault`() {
        for (status, cause) in [(401, Cause.registryForbidden), (403, .registryDenied)] {
            let survey = Survey.healthy.changing(RequestRegistry.self, about: .registryHTTPS) {
                $0.authorizedStatus = status
                $0.dataEndpoint = nil
            }.without(ReachDataEndpoint.self)
            #expect(survey.rootCauses == [cause])
            #expect(Diagnosis(of: survey).verdict == .blocked)
            // Nothing of the device's own configuration takes an image from there.
            let spare = Diagnosis(of: survey.asking { $0.spareRegistries = [Places.registry] })
            #expect(spare.verdict == .ready && spare.findings.map(\.severity) == [.warning])
        }
    }

    /// A private registry that refuses before it redirects anywhere.
    private func refusing(_ change: (inout RegistryEvidence) -> Void) -> Survey {
        let acr = Places.name("example.azurecr.io")
        return Survey.healthy(from: [.host]) { $0.registries = [acr] }
            .changing(RequestRegistry.self, about: Endpoint(.registry, acr, .https)) {
                $0.authorizedStatus = nil
                $0.dataEndpoint = nil
                change(&$0)
            }
            .without(ReachDataEndpoint.self)
    }

    /// With the credentials that the configuration has for it.
    private func refusingTheAccount(_ use: RegistryEvidence.Credentials, _ change: (inout RegistryEvidence) -> Void)
        -> Survey
    {
        let acr = Places.name("example.azurecr.io")
        var configuration = ConfigurationEvidence()
        configuration.agentLogin = .init(
            registry: Registry(acr), file: LocalText("/etc/aziot/config.toml"), line: 11)
        return refusing {
            $0.credentials = use
            change(&$0)
        }.adding(ReadConfiguration.self, about: Device(), configuration)
    }

    @Test func `that refuses the configuration's credentials is an error at their line`() throws {
        let survey = refusingTheAccount(.sent) { ($0.tokenStatus, $0.authorizedStatus) = (401, nil) }
        let diagnosis = Diagnosis(of: survey)
        let finding = try #require(diagnosis.findings.first)
        #expect(finding.cause == .registryForbidden && finding.severity == .error && finding.owner == .device)
        #expect(finding.confidence == .certain && diagnosis.verdict == .blocked)
        #expect(finding.location.culprit == .file(LocalText("/etc/aziot/config.toml"), line: 11))
    }

    @Test func `that knows the account and gives it no image is an error of its rights`() throws {
        let scope = refusingTheAccount(.sent) { ($0.tokenStatus, $0.authorizedStatus) = (200, 401) }
        let finding = try #require(Diagnosis(of: scope).findings.first)
        #expect(finding.cause == .registryForbidden && finding.severity == .error)
        #expect(finding.owner == .hubConfiguration)
        let rights = refusingTheAccount(.sent) {
            ($0.tokenStatus, $0.authorizedStatus, $0.unscopedStatus) = (nil, 403, 200)
        }
        for survey in [rights, refusingTheAccount(.sent) { ($0.tokenStatus, $0.unscopedStatus) = (403, 403) }] {
            let diagnosis = Diagnosis(of: survey)
            #expect(diagnosis.findings.map(\.cause) == [.registryDenied])
            #expect(diagnosis.findings.map(\.severity) == [.error] && diagnosis.verdict == .blocked)
        }
    }

    @Test func `that turns away before it asks for the account is an error too`() {
        let survey = refusingTheAccount(.held) {
            $0.tokenRealm = nil
            $0.tokenStatus = nil
            $0.answer = .answer(403)
        }
        #expect(Diagnosis(of: survey).findings.map(\.cause) == [.registryDenied])
        #expect(Diagnosis(of: survey).verdict == .blocked)
    }

    @Test func `whose token service nobody reached leaves open whether images can be pulled`() {
        let survey = refusing { ($0.tokenRealm, $0.tokenStatus) = (WireText("https://tokens.example/"), nil) }
        #expect(Diagnosis(of: survey).findings.isEmpty && Diagnosis(of: survey).verdict == .inconclusive)
    }

    @Test func `that is private and turns this site away leaves open whether images can be pulled`() {
        let denials = [
            refusing {
                $0.tokenRealm = nil
                $0.tokenStatus = nil
                $0.answer = .answer(403)
            },
            refusing { ($0.tokenStatus, $0.unscopedStatus) = (403, 403) },
            refusing { ($0.tokenStatus, $0.authorizedStatus, $0.unscopedStatus) = (200, 403, 403) },
        ]
        for survey in denials {
            #expect(survey.findings(by: RegistryDenies.self).map(\.severity) == [.warning])
            #expect(survey.findings(by: RegistryDenies.self).map(\.owner) == [.hubConfiguration])
            #expect(survey.causes(by: RegistryForbids.self).isEmpty)
            let diagnosis = Diagnosis(of: survey)
            #expect(diagnosis.verdict == .inconclusive)
            #expect(diagnosis.summary.english.contains("example.azurecr.io"))
        }
    }

    @Test func `that is private and keeps a repository to itself is right to`() {
        let admissions = [
            refusing { ($0.tokenStatus, $0.unscopedStatus) = (403, 200) },
            refusing { ($0.tokenStatus, $0.unscopedStatus) = (403, 401) },
            refusing { ($0.tokenStatus, $0.authorizedStatus, $0.unscopedStatus) = (200, 403, 200) },
        ]
        for survey in admissions {
            #expect(survey.findings(by: RegistryForbids.self).map(\.severity) == [.info])
            #expect(survey.causes(by: RegistryDenies.self).isEmpty)
            #expect(Diagnosis(of: survey).verdict == .ready)
        }
    }
}
