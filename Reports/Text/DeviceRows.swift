import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The rows of the matrix about the device itself, found by the kind of their evidence, because a renderer knows no probe.
struct DeviceRows {
    private let report: Report

    init(_ report: Report) { self.report = report }

    var remarks: [Matrix.Remark] {
        [("local ports", ports), ("device", device)].filter { !$0.1.isEmpty }.map { name, parts in
            Matrix.Remark(name: name, parts: parts)
        }
    }

    private var ports: [Matrix.Remark.Part] {
        report.survey.observations.compactMap { observation in
            guard let about = observation.subject as? LocalPort,
                let evidence = observation.outcome.evidence as? PortEvidence
            else { return nil }
            let port = about.binding.description
            if let number = number(
                of: [.hostPortConflict, .hostPortReserved], where: { $0.subject.port == about.port })
            {
                let holder = evidence.container ?? evidence.holders.first?.name
                return .init(text: "\(port) \(holder.map { "\($0) " } ?? "")[\(number)]", isRight: false)
            }
            switch evidence.isFree {
            case true?: return .init(text: "\(port) free", isRight: true)
            case false?: return .init(text: "\(port) edgeHub's", isRight: true)
            case nil: return .init(text: "\(port) ?", isRight: nil)
            }
        }
    }

    private var device: [Matrix.Remark.Part] {
        let evidence = report.survey.observations.map(\.outcome.evidence)
        let hasName = evidence.contains { $0 is HostnameEvidence }
        let times = evidence.compactMap { $0 as? TimeEvidence }
        guard hasName || !times.isEmpty else { return [] }
        var parts: [Matrix.Remark.Part] = []
        if hasName {
            parts.append(part("hostname", [.hostHostnameTooLong, .hostHostnameInvalid]))
        }
        let offset = times.first { $0.result == .answered }?.offset.map { " (\(Self.signed($0)))" } ?? ""
        parts.append(clock(offset, isKnown: !offset.isEmpty))
        if hasName {
            parts.append(part("link", [.hostLinkDown, .hostNeighbourDead]))
            parts.append(part("configuration", [.configMalformed, .proxyEnvMismatch]))
        }
        guard parts.allSatisfy({ $0.isRight == true }) else {
            return parts.map { $0.isRight == true ? .init(text: "\($0.text) ok", isRight: true) : $0 }
        }
        return parts.dropLast() + [.init(text: "\(parts[parts.count - 1].text) as they should be", isRight: true)]
    }

    /// Without a time server's word, the hub's own answer has brought the time.
    private func clock(_ offset: String, isKnown: Bool) -> Matrix.Remark.Part {
        let part = part("clock\(offset)", [.hostClockSkew])
        let hasDate = report.diagnosis.transports.contains { $0.transport == .https && $0.usable == true }
        return part.isRight == false || isKnown || hasDate ? part : .init(text: "clock ?", isRight: nil)
    }

    private func part(_ name: String, _ causes: [Cause]) -> Matrix.Remark.Part {
        guard let number = number(of: causes) else { return .init(text: name, isRight: true) }
        return .init(text: "\(name) [\(number)]", isRight: false)
    }

    /// The number of the first finding of such a cause that somebody has to act on, counted from one.
    private func number(of causes: [Cause], where condition: (Finding) -> Bool = { _ in true }) -> Int? {
        report.diagnosis.findings.firstIndex { finding in
            causes.contains(finding.cause) && finding.severity != .info && condition(finding)
        }.map { $0 + 1 }
    }

    /// `+0.2 s`: what has to be added to the device's clock.
    private static func signed(_ offset: Seconds) -> String {
        let seconds = offset.value
        guard seconds.magnitude < 1e6 else {
            return "\(seconds < 0 ? "-" : "+")\(Int(seconds.magnitude / 86_400)) days"
        }
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths < 0 ? "-" : "+")\(abs(tenths) / 10).\(abs(tenths) % 10) s"
    }
}
