import ProbeCore
import ProbeFindings

extension Need {
    /// What it is worth that a ladder through the proxy fails.
    ///
    /// An error where nothing else carries the need; otherwise a warning, because IoT Edge uses the proxy it is configured
    /// with and fails there. A proxy that only this shell's environment names is no such configuration.
    static func severity(
        forFailureOfProxyAt endpoint: Endpoint, from vantage: Vantage, in survey: Survey
    ) -> Finding.Severity {
        let needs = all(in: survey).filter {
            $0.vantage == vantage && ($0.endpoints.contains(endpoint) || $0.alternatives.contains(endpoint))
        }
        let isOptional = needs.isEmpty
        let states = needs.map { $0.state(in: survey) }
        if states.contains(.failing) { return .error }
        if isOptional || survey.assignment.proxySource == .environment { return .info }
        return .warning
    }
}
