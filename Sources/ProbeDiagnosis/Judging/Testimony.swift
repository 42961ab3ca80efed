import ProbeCore
import ProbeFindings

/// What logs say, put beside what was measured: a signature is never a root cause while a live finding accounts for it.
///
/// It becomes that finding's witness then, which takes no part in how sure the finding is.
struct Testimony {
    private let assignment: Assignment

    init(in scene: Scene) { assignment = scene.assignment }

    /// The findings with those of logs folded into whatever accounts for them.
    func heard(_ findings: [Finding]) -> [Finding] {
        var live = findings.filter { $0.cause.layer != .log }
        var told: [Finding] = []
        for complaint in findings where complaint.cause.layer == .log {
            guard let index = live.firstIndex(where: { accounts($0, for: complaint) }) else {
                told.append(complaint)
                continue
            }
            let witnesses = complaint.evidence.map { Finding.Proof($0.observation, $0.shows, .witness) }
            // Behind the first proof: a console shows few.
            live[index].evidence.insert(contentsOf: witnesses, at: min(1, live[index].evidence.count))
            live[index].explains = Set(live[index].explains + [complaint.cause]).sorted { $0.rawValue < $1.rawValue }
        }
        // As they were: those of logs among the others of their gravity.
        return findings.compactMap { finding in
            finding.cause.layer == .log
                ? told.first { $0 == finding } : live.first { $0.cause == finding.cause && $0.isSame(as: finding) }
        }
    }

    private func accounts(_ finding: Finding, for complaint: Finding) -> Bool {
        guard finding.severity != .info, finding.cause.mayShow(as: complaint.cause) else { return false }
        switch complaint.cause {
        case .logAgentFallback: return isAboutTheHub(finding)
        // What the run sees working is not kept from working by what else is wrong.
        case .logEmptyConfig, .logTransientNetwork, .logParentUnreachable, .logCertificate, .logProxy407:
            return complaint.severity != .info && isAboutTheHub(finding)
        case .logPullFailed, .logImage401, .logImage403, .logImage404:
            return complaint.severity != .info && isAboutRegistry(finding, complaint.subject.name)
        case .logPortAllocated: return finding.subject.port == complaint.subject.port || complaint.subject.port == nil
        default: return complaint.severity != .info
        }
    }

    private func isAboutTheHub(_ finding: Finding) -> Bool {
        finding.subject.host == nil || finding.subject.name == assignment.hub
    }

    private func isAboutRegistry(_ finding: Finding, _ registry: HostName?) -> Bool {
        guard let name = finding.subject.name else { return finding.subject.host == nil }
        guard name != assignment.hub, name != assignment.dps else { return false }
        return registry == nil || name == registry || name.description.hasSuffix(".\(registry?.description ?? "")")
            || finding.cause == .registryDataEndpointBlocked
    }
}

extension Finding {
    /// The same but for who bears witness.
    fileprivate func isSame(as other: Finding) -> Bool {
        subject == other.subject && vantages == other.vantages && summary == other.summary && owner == other.owner
    }
}

extension Cause {
    /// Whether a log says the other cause's words because of this one.
    fileprivate func mayShow(as told: Cause) -> Bool {
        switch told {
        case .logAgentFallback, .logEmptyConfig, .logTransientNetwork, .logParentUnreachable:
            stopsConnections || isOfProxies || isOfNames
                || [.transportOnly443, .tcpLossy, .hostClockSkew].contains(self)
        case .logPullFailed: stopsConnections || isOfProxies || isOfNames || self == .hostClockSkew
        case .logPortAllocated: self == .hostPortConflict || self == .hostPortReserved
        case .logHostnameInvalid: self == .hostHostnameTooLong || self == .hostHostnameInvalid
        case .logImage401: self == .registryForbidden
        case .logImage403: self == .registryForbidden || self == .registryDenied
        case .logClock: [.hostClockSkew, .tlsNotYetValid, .tlsExpired].contains(self)
        case .logProxy407: self == .proxyAuthRequired || self == .proxyDenied
        case .logCertificate:
            layer == .tls || [.portalCaptive, .dnsSinkhole, .hostClockSkew, .natRedirected].contains(self)
        default: false
        }
    }
}
