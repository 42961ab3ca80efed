import ProbeCore
import ProbeDiagnosis
import ProbeFindings

/// Rules that find what a test of the rulebook needs, whatever the survey.
enum Made {
    static func made(
        _ cause: Cause, as severity: Finding.Severity = .error, _ subject: Finding.Subject, explains: [Cause] = []
    ) -> Finding {
        Finding(
            cause, severity, from: [.host], about: subject, owner: .siteNetwork, confidence: .certain, summary: "made",
            evidence: [], refutedBy: "nothing", explains: explains)
    }

    static let hub = Finding.Subject(Places.hub)

    struct Root: Rule {
        static let causes: [Cause] = [.dnsSinkhole]
        static let explains: [Cause] = [.tlsHostnameMismatch]
        func findings(in scene: Scene) -> [Finding] { [Made.made(.dnsSinkhole, Made.hub)] }
    }

    struct Middle: Rule {
        static let causes: [Cause] = [.tlsHostnameMismatch]
        static let explains: [Cause] = []
        func findings(in scene: Scene) -> [Finding] {
            [Made.made(.tlsHostnameMismatch, Finding.Subject(.hubHTTPS), explains: [.httpNotTheHub])]
        }
    }

    struct Symptom: Rule {
        static let causes: [Cause] = [.httpNotTheHub]
        static let explains: [Cause] = []
        func findings(in scene: Scene) -> [Finding] { [Made.made(.httpNotTheHub, Finding.Subject(.hubHTTPS))] }
    }

    struct Remark: Rule {
        static let causes: [Cause] = [.dnsPrivateEndpoint]
        static let explains: [Cause] = [.httpNotTheHub]
        func findings(in scene: Scene) -> [Finding] { [Made.made(.dnsPrivateEndpoint, as: .info, Made.hub)] }
    }

    /// Nothing answers: neither of the hub's ports, nor DPS.
    struct Everything: Rule {
        static let causes: [Cause] = [.tcpDroppedAll]
        static let explains: [Cause] = []
        func findings(in scene: Scene) -> [Finding] {
            var finding = Made.made(.tcpDroppedAll, Finding.Subject())
            finding.parts = [Endpoint.hubHTTPS, .hubAMQP, .dpsHTTPS].map { Finding.Subject($0) }
            return [finding]
        }
    }

    /// Each with a part of what `Everything` lost.
    struct HubTaken: Rule {
        static let causes: [Cause] = [.routeVPNOverride]
        static let explains: [Cause] = [.tcpDroppedAll]
        func findings(in scene: Scene) -> [Finding] { [Made.made(.routeVPNOverride, Made.hub)] }
    }

    struct DPSForbidden: Rule {
        static let causes: [Cause] = [.routeBlocked]
        static let explains: [Cause] = [.tcpDroppedAll]
        func findings(in scene: Scene) -> [Finding] { [Made.made(.routeBlocked, Finding.Subject(.dpsHTTPS))] }
    }

    struct Members: Rule {
        static let causes: [Cause] = [.tcpDroppedPort]
        static let explains: [Cause] = []
        func findings(in scene: Scene) -> [Finding] {
            [Endpoint.hubHTTPS, .hubAMQP, .hubMQTT].map { Made.made(.tcpDroppedPort, as: .info, Finding.Subject($0)) }
        }
    }

    struct Group: Rule {
        static let causes: [Cause] = [.transportOnly443]
        static let explains: [Cause] = [.tcpDroppedPort]
        func findings(in scene: Scene) -> [Finding] { [Made.made(.transportOnly443, as: .warning, Made.hub)] }

        static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
            symptom.subject.port != 443 && Scope(of: finding).contains(symptom)
        }
    }

    struct Lower: Rule {
        static let causes: [Cause] = [.mtuBlackholeOut]
        static let explains: [Cause] = []
        func findings(in scene: Scene) -> [Finding] { [Made.made(.mtuBlackholeOut, Finding.Subject(.hubAMQP))] }
    }

    struct Upper: Rule {
        static let causes: [Cause] = [.tlsSNIFiltered]
        static let explains: [Cause] = []
        func findings(in scene: Scene) -> [Finding] { [Made.made(.tlsSNIFiltered, Finding.Subject(.hubAMQP))] }
    }

    struct RingOne: Rule {
        static let causes: [Cause] = [.tlsClosed]
        static let explains: [Cause] = [.mtuBlackholeIn]
        func findings(in scene: Scene) -> [Finding] { [Made.made(.tlsClosed, Made.hub)] }
    }

    struct RingTwo: Rule {
        static let causes: [Cause] = [.mtuBlackholeIn]
        static let explains: [Cause] = [.tcpRefused]
        func findings(in scene: Scene) -> [Finding] { [Made.made(.mtuBlackholeIn, Made.hub)] }
    }

    struct RingThree: Rule {
        static let causes: [Cause] = [.tcpRefused]
        static let explains: [Cause] = [.tlsClosed]
        func findings(in scene: Scene) -> [Finding] { [Made.made(.tcpRefused, Made.hub)] }
    }

    struct BrokenIPv6: Rule {
        static let causes: [Cause] = [.tcpDroppedIP]
        static let explains: [Cause] = []
        func findings(in scene: Scene) -> [Finding] {
            [
                Made.made(
                    .tcpDroppedIP,
                    Finding.Subject(Places.registry, address: Places.registryAddressV6))
            ]
        }
    }
}
