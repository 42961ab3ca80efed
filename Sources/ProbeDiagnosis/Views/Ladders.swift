package import ProbeCore
import ProbeEvidence

/// All ladders of a run, judged once.
package struct Ladders: Sendable {
    package let survey: Survey
    private let ladders: [Key: Ladder]
    private let tried: [Vantage: [Endpoint]]

    private struct Key: Hashable {
        let endpoint: Endpoint
        let vantage: Vantage
    }

    package init(of survey: Survey) {
        self.survey = survey
        tried = Dictionary(
            uniqueKeysWithValues: survey.vantages.map { vantage in
                (
                    vantage,
                    survey.observations(of: ConnectEndpoint.id, from: vantage).compactMap { $0.subject as? Endpoint }
                )
            })
        var ladders: [Key: Ladder] = [:]
        for (vantage, endpoints) in tried {
            for endpoint in endpoints {
                ladders[Key(endpoint: endpoint, vantage: vantage)] = Ladder(endpoint, from: vantage, in: survey)
            }
        }
        self.ladders = ladders
    }

    package subscript(_ endpoint: Endpoint, from vantage: Vantage) -> Ladder {
        ladders[Key(endpoint: endpoint, vantage: vantage)] ?? Ladder(endpoint, from: vantage, in: survey)
    }

    /// The endpoints that were tried from a vantage, in the order of the observations.
    package func endpoints(from vantage: Vantage) -> [Endpoint] { tried[vantage] ?? [] }
}
