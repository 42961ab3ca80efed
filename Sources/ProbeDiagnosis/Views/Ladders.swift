package import ProbeCore
import ProbeEvidence

/// All ladders of a run, judged once.
package final class Ladders: Sendable {
    package let survey: Survey
    let proxyUse: ProxyUse
    /// The configuration puts the device behind a parent whose name could not be followed: the hub was asked in its place.
    let hasUnaskedParent: Bool
    private let ladders: [Key: Ladder]
    private let tried: [Vantage: [Endpoint]]
    private let triedDirectly: [Site: [Endpoint]]
    private let openings: Openings

    private struct Site: Hashable {
        let host: HostName
        let vantage: Vantage
    }

    private struct Key: Hashable {
        let endpoint: Endpoint
        let vantage: Vantage
    }

    package init(of survey: Survey) {
        self.survey = survey
        proxyUse = ProxyUse(of: survey)
        hasUnaskedParent = survey.seen(ReadConfiguration.self, from: .host).contains { seen in
            seen.evidence.parent == nil
                && (seen.evidence.unusable ?? []).contains { $0.member.description == "parent_hostname" }
        }
        let openings = Openings(of: survey)
        let tried = Dictionary(
            uniqueKeysWithValues: survey.vantages.map { vantage in
                (
                    vantage,
                    survey.observations(of: ConnectEndpoint.id, from: vantage).compactMap { $0.subject as? Endpoint }
                        .uniqued
                )
            })
        var ladders: [Key: Ladder] = [:]
        var triedDirectly: [Site: [Endpoint]] = [:]
        for (vantage, endpoints) in tried {
            for endpoint in endpoints {
                ladders[Key(endpoint: endpoint, vantage: vantage)] = Ladder(
                    endpoint, from: vantage, in: survey, beside: openings)
                guard endpoint.via == .direct else { continue }
                triedDirectly[Site(host: endpoint.host, vantage: vantage), default: []].append(endpoint)
            }
        }
        self.tried = tried
        self.triedDirectly = triedDirectly
        self.openings = openings
        self.ladders = ladders
    }

    package subscript(_ endpoint: Endpoint, from vantage: Vantage) -> Ladder {
        ladders[Key(endpoint: endpoint, vantage: vantage)]
            ?? Ladder(endpoint, from: vantage, in: survey, beside: openings)
    }

    /// The endpoints that were tried from a vantage, in the order of the observations.
    package func endpoints(from vantage: Vantage) -> [Endpoint] { tried[vantage] ?? [] }

    /// Those of a host that were tried directly.
    func direct(of host: HostName, from vantage: Vantage) -> [Endpoint] {
        triedDirectly[Site(host: host, vantage: vantage)] ?? []
    }
}
