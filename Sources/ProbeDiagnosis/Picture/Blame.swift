import ProbeCore
import ProbeFindings

/// Finds the finding that says why a cell of the matrix fails.
struct Blame {
    struct Match: Hashable {
        /// Counted from one, as the report numbers its findings.
        let number: Int
        let isInformational: Bool
        /// Something that the device needs fails for it.
        let isError: Bool
        /// It would have kept a connection from opening, so a ladder that stands does so in spite of it.
        let isBelowTLS: Bool
        /// The host that the finding is about; nothing where it is about the device or the site.
        let host: HostName?

        /// The host itself, or one under it, such as the data endpoint that a registry redirects to.
        func isAbout(_ host: HostName) -> Bool {
            self.host == host || self.host?.description.hasSuffix(".\(host)") ?? false
        }
    }

    private let findings: [Finding]

    init(_ findings: [Finding]) { self.findings = findings }

    func finding(about endpoint: Endpoint, from vantage: Vantage) -> Match? {
        best(from: vantage) { Self.relevance(of: $0, to: endpoint) }
    }

    /// A finding that keeps the name from being resolved.
    func findingAboutName(_ host: HostName, from vantage: Vantage) -> Match? {
        best(from: vantage) { finding in
            let isAboutNames =
                finding.cause.isOfNames || finding.explains.contains(where: \.isOfNames)
            guard isAboutNames, finding.subject.host == nil || finding.subject.name == host else {
                return nil
            }
            return finding.cause.isOfNames ? 2 : 1
        }
    }

    private func best(from vantage: Vantage, _ relevance: (Finding) -> Int?) -> Match? {
        var best: (relevance: (Int, Int), match: Match)?
        for (index, finding) in findings.enumerated()
        where finding.mayBreakALadder && finding.vantages.contains(vantage) {
            guard let closeness = relevance(finding) else { continue }
            // What is no more than a remark keeps nothing from working that something else does.
            let relevance = (finding.severity == .info ? 0 : 1, closeness)
            guard relevance > best?.relevance ?? (-1, -1) else { continue }
            let match = Match(
                number: index + 1, isInformational: finding.severity == .info, isError: finding.severity == .error,
                isBelowTLS: finding.cause.layer < .mtu, host: finding.subject.name)
            best = (relevance, match)
        }
        return best?.match
    }

    /// How closely a finding's subject fits an endpoint; nothing where it is about something else.
    private static func relevance(of finding: Finding, to endpoint: Endpoint) -> Int? {
        switch finding.cause.card.concern {
        case .plainPorts:
            return endpoint.service == .hub && endpoint.port != 443 ? 8 : nil
        case .registries:
            return endpoint.service == .registry ? 8 : nil
        case .whatMayUseAProxy:
            // What fails beside the proxy does so for the same reason only where the finding says so.
            return endpoint.transport.mayUseProxy ? 1 : finding.explains.isEmpty ? nil : 0
        case .everything:
            return 1
        case .itsSubject:
            break
        }
        return closeness(of: finding, to: endpoint) ?? beside(finding, endpoint)
    }

    /// What goes by a service's side, as to the proxy or to a data endpoint, is no endpoint of its own.
    private static func beside(_ finding: Finding, _ endpoint: Endpoint) -> Int? {
        let isOfImages = endpoint.service == .registry && finding.explains.contains(.registryDataEndpointBlocked)
        let isOfProxy = endpoint.transport.mayUseProxy && finding.explains.contains(.proxyUnreachable)
        return isOfImages || isOfProxy ? 0 : nil
    }

    private static func closeness(of finding: Finding, to endpoint: Endpoint) -> Int? {
        let subject = finding.subject
        if subject.host != nil, subject.name != endpoint.host { return nil }
        if let transport = subject.transport, transport != endpoint.transport { return nil }
        let isAboutNames = finding.cause.isOfNames
        if !isAboutNames, let port = subject.port, port != endpoint.port { return nil }
        return (subject.host == nil ? 0 : 1) + (subject.port == nil ? 0 : 2) + (subject.transport == nil ? 0 : 4)
    }
}

extension Finding {
    /// Something that is measured may fail for it; settings that disagree are blamed for what fails without them, and what lets
    /// connections open where it is an error: nothing gets through behind it.
    fileprivate var mayBreakALadder: Bool {
        cause.stopsConnections || severity == .error && !cause.staysOnDevice
            || [.proxyEnvMismatch, .deploymentImageMissing, .deploymentPlatformMissing].contains(cause)
    }
}
