import ProbeCore
import ProbeFindings

/// A site whose only way out is the proxy that the device is configured with: what fails directly is as the site wants it.
enum ClosedSite {
    /// What a failing proxy accounts for on such a site; nothing where any direct ladder to the hub got through.
    static func symptoms(from vantage: Vantage, in scene: Scene) -> [Cause] {
        guard scene.assignment.isProxyInUse else { return [] }
        let direct = scene.ascents(from: vantage).filter {
            $0.endpoint.service == .hub && $0.endpoint.via == .direct
        }.map(\.ladder.state).filter { $0 != .absent }
        let allFail = !direct.isEmpty && direct.allSatisfy { if case .failed = $0 { true } else { false } }
        guard allFail else { return [] }
        return Cause.allCases.filter { [.name, .tcp, .mtu].contains($0.layer) || $0 == .dpsBlocked }
    }

    /// A finding about what came through the proxy's tunnel, with what fails directly besides; one about another way as it is.
    static func blaming(_ ascent: Ascent, _ finding: Finding, in scene: Scene) -> Finding {
        guard ascent.endpoint.via == .proxy else { return finding }
        var finding = finding
        finding.explains += symptoms(from: ascent.vantage, in: scene)
        return finding
    }

    /// Whether such a finding accounts for a symptom.
    static func accountsInTunnel(for symptom: Finding, by finding: Finding) -> Bool {
        finding.subject.via == .proxy && finding.explains.contains(symptom.cause)
            ? accounts(for: symptom, by: finding) : Scope(of: finding).contains(symptom)
    }

    /// Whether a finding of the proxy accounts for a direct one.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        symptom.subject.via != .proxy && Set(finding.vantages).isSuperset(of: symptom.vantages)
    }
}
