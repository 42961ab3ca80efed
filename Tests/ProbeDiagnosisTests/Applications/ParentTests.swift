import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeGuidance
import ProbeMeasurement
import Testing

struct `a parent` {
    private static let name = Places.name("topfloor.plant.example")
    private static let address = Places.address("10.77.0.2")

    /// Nothing but the parent is asked, at a private address.
    private static let survey = Survey.healthy(from: [.host]) {
        $0.hub = name
        $0.dps = nil
        $0.registries = []
    }.resolving(of: name, Healthy.resolution(of: name, to: [address]))

    private static var unknown: Survey {
        survey.handshake(on: survey.endpoints(from: .host)) { .unknownRoot($0, issuer: "CN=Plant Root") }
    }

    @Test func `whose root nobody here was given is no sinkhole`() throws {
        #expect(Self.unknown.causes(by: NameIsSinkholed.self).isEmpty)
        let finding = try #require(Self.unknown.findings(by: AuthorityIsUnknown.self).first)
        #expect((finding.cause, finding.claim, finding.owner) == (.tlsUnknownCA, .likely, .device))
        #expect(Set(Self.unknown.rootCauses) == [.tlsUnknownCA])
        let remedy = try #require(Guidance.remedies(for: finding, in: Self.unknown.assignment).first)
        #expect(remedy.steps.contains { $0.english.contains("trust_bundle_cert") })
        #expect(!remedy.commands.contains { $0.text.contains("apt-get") })
    }

    @Test func `at a private address has no private endpoint there`() {
        #expect(Self.survey.causes(by: NameIsPrivateEndpoint.self).isEmpty)
        let hub = Survey.healthy.resolving(Healthy.resolution(of: Places.hub, to: [Self.address]))
        #expect(hub.causes(by: NameIsPrivateEndpoint.self) == [.dnsPrivateEndpoint])
    }

    private static func unasked(_ kind: UnusableValue.Kind) -> Survey {
        Survey.healthy.configuration {
            $0.unusable = [
                UnusableValue(
                    kind: kind, file: LocalText(ConfigurationFile.edge), line: 2, member: LocalText("parent_hostname"))
            ]
        }
    }

    @Test func `that could not be followed leaves everything about the hub open`() {
        let byAddress = Self.unasked(.hostAddress)
        #expect(Diagnosis(of: byAddress).verdict == .inconclusive)
        #expect(Diagnosis(of: byAddress).summary.english.contains("parent_hostname"))
        #expect(byAddress.rootCauses.isEmpty)
        let dead = byAddress.dropping(Endpoint.hubEndpoints)
        #expect(Diagnosis(of: dead).verdict == .inconclusive)
        #expect(Diagnosis(of: Self.unasked(.hostName)).verdict == .inconclusive)
    }
}

struct `a value of the configuration` {
    private static func survey(_ kind: UnusableValue.Kind, _ member: String) -> Survey {
        Survey.healthy.configuration {
            $0.unusable = [
                UnusableValue(
                    kind: kind, file: LocalText(ConfigurationFile.edge), line: 4, member: LocalText(member))
            ]
        }
    }

    @Test(
        arguments: [
            (.hostName, "provisioning.iothub_hostname"), (.idScope, "provisioning.id_scope"),
            (.url, "provisioning.global_endpoint"), (.transport, "agent.env.UpstreamProtocol"),
        ] as [(UnusableValue.Kind, String)])
    func `of which IoT Edge can make nothing is a warning`(kind: UnusableValue.Kind, member: String) throws {
        let survey = Self.survey(kind, member)
        #expect(survey.rootCauses == [.configMalformed] && Diagnosis(of: survey).verdict == .ready)
        let finding = try #require(Diagnosis(of: survey).findings.first)
        #expect((finding.severity, finding.owner) == (.warning, .device))
        #expect(finding.location.rule == "\(ConfigurationFile.edge):4")
    }

    @Test func `that names a script has a finding of its own`() {
        #expect(Self.survey(.proxyScript, "agent.env.https_proxy").causes(by: ConfigurationIsMalformed.self).isEmpty)
    }
}
