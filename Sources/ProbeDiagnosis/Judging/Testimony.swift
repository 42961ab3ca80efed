import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What logs say, put beside what was measured: a signature is never a root cause while a live finding accounts for it.
///
/// It becomes that finding's witness then, which takes no part in how sure the finding is; what may happen has happened then,
/// and is as grave as the log has it.
struct Testimony {
    private let assignment: Assignment
    private let scene: Scene

    init(in scene: Scene) {
        assignment = scene.assignment
        self.scene = scene
    }

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
            // What may happen has happened then.
            if live[index].severity == .info { live[index].severity = complaint.severity }
            live[index].explains = Set(live[index].explains + [complaint.cause]).sorted { $0.rawValue < $1.rawValue }
        }
        // As they were: those of logs among the others of their gravity.
        let heard = findings.compactMap { finding in
            finding.cause.layer == .log
                ? told.first { $0 == finding } : live.first { $0.cause == finding.cause && $0.isSame(as: finding) }
        }
        // Except what became graver by it.
        return [.error, .warning, .info].flatMap { gravity in heard.filter { $0.severity == gravity } }
    }

    private func accounts(_ finding: Finding, for complaint: Finding) -> Bool {
        guard finding.cause.mayShow(as: complaint.cause) else { return false }
        guard finding.severity != .info || finding.cause == .deploymentShellEntrypoint else { return false }
        switch complaint.cause {
        case .logModule404:
            return complaint.severity != .info && finding.subject.process == complaint.subject.process
        case .logSmallDevice: return complaint.severity != .info && !isOfAnother(complaint, than: finding)
        case .logImage404:
            return complaint.severity != .info && isAboutImage(finding, complaint)
        case .logAgentFallback: return isAboutTheHub(finding)
        // What the run sees working is not kept from working by what else is wrong.
        case .logEmptyConfig, .logTransientNetwork, .logParentUnreachable, .logCertificate, .logProxy407,
            .logProxyDenied:
            return complaint.severity != .info && isAboutTheHub(finding)
        case .logPullFailed, .logImage401, .logImage403:
            return complaint.severity != .info && isAboutRegistry(finding, complaint.subject.name)
        case .logPortAllocated: return finding.subject.port == complaint.subject.port || complaint.subject.port == nil
        default: return complaint.severity != .info
        }
    }

    /// The kernel does not say which of the runtime's it was; a module that is named is no other's.
    private func isOfAnother(_ complaint: Finding, than finding: Finding) -> Bool {
        !complaint.subject.mayBeEdgeHub && complaint.subject.process != finding.subject.process
    }

    /// An image that the registry was asked for, and the same one that the log names.
    private func isAboutImage(_ finding: Finding, _ complaint: Finding) -> Bool {
        guard isAboutRegistry(finding, complaint.subject.name) else { return false }
        let told = scene.accounts(.imageMissing).filter { account in
            account.first.vantage == complaint.vantages.first
                && complaint.evidence.map(\.observation).contains(account.first.observation)
                && account.first.sighting.registry == complaint.subject.name
        }.compactMap(\.first.sighting.image)
        guard !told.isEmpty else { return true }
        let ends: Set<ImageEvidence.Conclusion> =
            finding.cause == .deploymentImageMissing ? [.missing] : [.ofOtherPlatforms]
        let asked = DeployedImages.all(in: scene) { ends.contains($0) }.filter { $0.host == finding.subject.name }
            .flatMap(\.images)
        return asked.contains { image in
            told.contains { $0.description.hasSuffix("/\(image.repository):\(image.reference)") }
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
        case .logImage404: self == .deploymentImageMissing || self == .deploymentPlatformMissing
        case .logModule404: self == .deploymentShellEntrypoint
        case .logSmallDevice: self == .deploymentSmallDevice
        case .logImage429: self == .registryLimited
        case .logImage403: self == .registryForbidden || self == .registryDenied
        case .logClock: [.hostClockSkew, .tlsNotYetValid, .tlsExpired].contains(self)
        case .logProxy407: self == .proxyAuthRequired || self == .proxyDenied
        case .logProxyDenied: isOfProxies && self != .proxyAuthRequired
        case .logCertificate:
            layer == .tls || [.portalCaptive, .dnsSinkhole, .hostClockSkew, .natRedirected].contains(self)
        default: false
        }
    }
}
