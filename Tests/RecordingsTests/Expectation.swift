import ProbeCore
import ProbeFindings

/// What a scenario says of its report; the members of `scenario.py`.
struct Expectation: Decodable {
    struct Finding: Decodable {
        let severity: ProbeFindings.Finding.Severity
        let cause: Cause
        let owner: Owner?
        let vantages: [Vantage]?
        let at: IPAddress?
        let hop: Int?
        let place: ProbeFindings.Finding.Location.Kind?
        let rule: String?
        let confidence: ProbeFindings.Finding.Confidence?

        func matches(_ finding: ProbeFindings.Finding) -> Bool {
            func agrees<Value: Equatable>(_ wanted: Value?, _ found: Value?) -> Bool {
                wanted == nil || wanted == found
            }
            return finding.cause == cause && finding.severity == severity && agrees(owner, finding.owner)
                && agrees(vantages, finding.vantages) && agrees(at, finding.location.address)
                && agrees(hop, finding.location.hop) && agrees(place, finding.location.kind)
                && agrees(confidence, finding.confidence)
                && (rule.map { finding.location.rule?.contains($0) ?? false } ?? true)
        }
    }

    let verdict: Diagnosis.Verdict
    let findings: [Finding]
    private let usable: Usable?

    /// The transports that have to get through, for each place that is spoken of.
    func usable(from vantages: [Vantage]) -> [(Vantage, Set<Transport>)] {
        switch usable {
        case nil: []
        case .everywhere(let transports): vantages.map { ($0, transports) }
        case .each(let places): vantages.compactMap { vantage in places[vantage.description].map { (vantage, $0) } }
        }
    }

    private enum Usable: Decodable {
        case everywhere(Set<Transport>)
        case each([String: Set<Transport>])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let transports = try? container.decode(Set<Transport>.self) {
                self = .everywhere(transports)
            } else {
                self = .each(try container.decode([String: Set<Transport>].self))
            }
        }
    }
}
