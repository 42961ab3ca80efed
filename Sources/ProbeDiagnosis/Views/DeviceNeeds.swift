import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What the device needs, and what becomes of each need.
///
/// The one place that decides what a failure is worth: rules ask it for their severity, the verdict for its rows.
final class DeviceNeeds: Sendable {
    let ladders: Ladders
    /// In the order of importance.
    let all: [Need]
    private let ofVantage: [Vantage: [Need]]
    /// The vantages of modules, but for the engine's own bridge, in the order of their needs.
    private let modulesPlaces: [Vantage]
    private let states: [Need: Need.State]
    /// What would become of each need once its names are found.
    private let namedStates: [Need: Need.State]

    init(_ ladders: Ladders) {
        self.ladders = ladders
        let all = Need.all(ladders)
        self.all = all
        ofVantage = Dictionary(grouping: all, by: \.vantage)
        modulesPlaces = all.map(\.vantage).uniqued.filter { $0 != .host && $0 != .bridge }
        states = Dictionary(all.map { ($0, $0.state(ladders)) }, uniquingKeysWith: { first, _ in first })
        namedStates = Dictionary(
            all.map { ($0, $0.state(ladders, supposingNames: true)) }, uniquingKeysWith: { first, _ in first })
    }

    private func all(from vantage: Vantage) -> [Need] { ofVantage[vantage] ?? [] }

    func state(of need: Need) -> Need.State { states[need] ?? .undecided }

    /// Something gets through by the proxy alone, and only over another transport than it is configured for.
    var wantsOtherTransportThroughProxy: Bool {
        all.contains { need in
            guard case .carriedAfterChange(let endpoint) = state(of: need), endpoint.via == .proxy else { return false }
            return !need.endpoints.isEmpty && !need.endpoints.contains { $0.transport == endpoint.transport }
        }
    }

    /// Those that reach their goal by no way that they take today, and would by the same transport through the proxy.
    var lackingProxyAlone: [Need] {
        all.filter { need in
            guard case .carriedAfterChange(let endpoint) = state(of: need), endpoint.via == .proxy else { return false }
            return need.endpoints.contains(endpoint.through(.direct))
        }
    }

    /// What a failure of an endpoint is worth from a vantage: an error only where a need fails that nothing else carries.
    func severity(forFailureOf endpoint: Endpoint, from vantage: Vantage) -> Finding.Severity {
        let needs = all(from: vantage).filter { $0.endpoints.contains(endpoint) }
        guard !needs.isEmpty else {
            if let severity = severityInTheModulesPlace(
                of: endpoint, from: vantage, { severity(forFailureOf: endpoint, from: $0) })
            {
                return severity
            }
            // Without an id scope the provisioning service is only likely to be needed, and so is a registry that only a
            // deployment could name.
            let assignment = ladders.survey.assignment
            let isLikely =
                endpoint.service == .dps
                ? assignment.idScope == nil
                : endpoint.service == .registry && assignment.isSpare(endpoint.host) && !assignment.isMirror(endpoint)
            // What is shown inside the proxy's tunnel has a finding of its own.
            let proxied = ladders[endpoint.through(.proxy), from: vantage]
            let isProxied = proxied.isProven || (assignment.isProxyInUse && proxied.state == .failed(.tls))
            return isLikely && endpoint.transport == .https && endpoint.via == .direct && vantage == .host && !isProxied
                ? .warning : .info
        }
        return needs.map { severity(of: $0, forFailureOf: endpoint) }.max() ?? .info
    }

    /// What fails from the engine's own bridge and from the modules' network alike is one thing, and worth the same.
    private func severityInTheModulesPlace(
        of endpoint: Endpoint, from vantage: Vantage, _ severity: (Vantage) -> Finding.Severity
    ) -> Finding.Severity? {
        guard vantage == .bridge else { return nil }
        let others = modulesPlaces.filter { vantage in
            if case .failed = ladders[endpoint, from: vantage].state { return true }
            return false
        }
        return others.map(severity).max()
    }

    /// What a registry does not give comes from another one: from a mirror, or from what it mirrors.
    func isPulledElsewhere(than endpoint: Endpoint, from vantage: Vantage) -> Bool {
        let needs = all(from: vantage).filter { $0.consumer == .imagePull && $0.endpoints.contains(endpoint) }
        return !needs.isEmpty
            && needs.allSatisfy { need in
                if case .carried = state(of: need) { need.endpoints.count > 1 } else { false }
            }
    }

    /// What it is worth that a registry lacks an image of the deployment: less where another one that may have it was not asked, or
    /// not to its end.
    func severity(forLackAt endpoint: Endpoint, from vantage: Vantage) -> Finding.Severity {
        let isOpen = all(from: vantage).contains { need in
            need.endpoints.contains(endpoint)
                && (need.hasUnaskedWay || (need.endpoints.count > 1 && state(of: need) == .undecided))
        }
        return isOpen ? .warning : .error
    }

    /// What it is worth that a name cannot be used from a vantage: as much as the worst of its endpoints.
    func severity(forFailureOf host: HostName, from vantage: Vantage) -> Finding.Severity {
        ladders.direct(of: host, from: vantage).map { severity(forFailureOf: $0, from: vantage) }.max() ?? .info
    }

    /// What it is worth that a ladder through the proxy fails.
    ///
    /// An error where nothing else carries the need; otherwise a warning, because IoT Edge uses the proxy it is configured
    /// with and fails there. A proxy that only this shell's environment names is no such configuration, and one that only
    /// fetches packages owes nobody a way to the hub.
    func severity(forFailureOfProxyAt endpoint: Endpoint, from vantage: Vantage) -> Finding.Severity {
        guard ladders.survey.assignment.isProxyOfPackages != true else { return .info }
        let needs = all(from: vantage).filter {
            $0.endpoints.contains(endpoint) || $0.alternatives.contains(endpoint)
        }
        if needs.contains(where: { state(of: $0) == .failing }) { return .error }
        if needs.isEmpty,
            let severity = severityInTheModulesPlace(
                of: endpoint.through(.proxy), from: vantage, { severity(forFailureOfProxyAt: endpoint, from: $0) })
        {
            return severity
        }
        // Of what nobody here is given the proxy for, it may think as it likes.
        let isUsed = needs.contains { $0.endpoints.contains(endpoint) }
        return isUsed && ladders.survey.assignment.proxySource != .environment ? .warning : .info
    }

    /// Whether any need of the vantage rests on an endpoint, as the device is configured.
    func isNeeded(_ endpoint: Endpoint, from vantage: Vantage) -> Bool {
        all(from: vantage).contains { $0.endpoints.contains(endpoint) }
    }

    /// What is in the way besides the name is worth what it will be once the name is found.
    private func severity(of need: Need, forFailureOf endpoint: Endpoint) -> Finding.Severity {
        let isOfName = ladders[endpoint, from: need.vantage].state == .failed(.name)
        return switch isOfName ? state(of: need) : namedStates[need] ?? .undecided {
        case .carried: .info
        case .carriedAfterChange(let other):
            // On a site that wants its proxy used, direct failures are as they should be; `proxy.required` speaks.
            other.via == .proxy && endpoint.via == .direct && !isReachedDirectly(endpoint.host, from: need.vantage)
                ? .info : .warning
        case .undecided: .warning
        case .failing: isSpared(endpoint, for: need) ? .info : .error
        }
    }

    /// What another consumer cannot do without has to work anyway, by the same way, and then carries this need as well.
    private func isSpared(_ endpoint: Endpoint, for need: Need) -> Bool {
        all(from: need.vantage).contains { other in
            other != need && other.endpoints.count == 1
                && other.endpoints.allSatisfy {
                    $0 != endpoint && $0.via == endpoint.via && need.endpoints.contains($0)
                }
        }
    }

    private func isReachedDirectly(_ host: HostName, from vantage: Vantage) -> Bool {
        ladders.direct(of: host, from: vantage).contains { ladders[$0, from: vantage].isProven }
    }
}
