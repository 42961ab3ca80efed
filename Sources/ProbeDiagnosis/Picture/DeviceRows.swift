import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The rows of the matrix about the device itself.
struct DeviceRows {
    private let findings: [Finding]
    private let states: [Diagnosis.TransportState]
    private let scene: Scene
    private var survey: Survey { scene.survey }

    init(_ findings: [Finding], _ states: [Diagnosis.TransportState], _ scene: Scene) {
        self.findings = findings
        self.states = states
        self.scene = scene
    }

    var remarks: [Matrix.Remark] {
        [Matrix.Remark(.ports, ports), Matrix.Remark(.device, device)].filter { !$0.parts.isEmpty }
    }

    private var ports: [Matrix.Remark.Part] {
        // They are checked side by side, and end in any order.
        let checks = survey.seen(CheckPort.self).sorted {
            ($0.about.port, $0.about.binding.description) < ($1.about.port, $1.about.binding.description)
        }
        return checks.map { seen in
            let port = LocalText(seen.about.binding.description)
            if let number = number(of: [.hostPortConflict, .hostPortReserved], about: seen.about.port) {
                guard let holder = seen.evidence.container ?? seen.evidence.holders.first?.name else {
                    return .init("\(port)", isRight: false, finding: number)
                }
                return .init("\(port) \(LocalText(holder.description))", isRight: false, finding: number)
            }
            return switch seen.evidence.isFree {
            case true?: .init("\(port) free", isRight: true)
            case false? where seen.evidence.isOfOthers:
                .init("\(port) \(seen.evidence.container ?? LocalText("?"))", isRight: true)
            case false?: .init("\(port) edgeHub's", isRight: true)
            case nil: .init("\(port) ?", isRight: nil)
            }
        }
    }

    private var device: [Matrix.Remark.Part] {
        let hasName = !survey.seen(ReadHostname.self).isEmpty
        let times = survey.seen(AskTime.self).map(\.evidence)
        guard hasName || !times.isEmpty else { return [] }
        let offset = times.first { $0.result == .answered }?.offset
        var parts: [Matrix.Remark.Part] = []
        if hasName { parts.append(part("hostname", [.hostHostnameTooLong, .hostHostnameInvalid])) }
        parts.append(clock(offset))
        if hasName {
            parts.append(part("link", [.hostLinkDown, .hostNeighbourDead]))
            parts.append(part("configuration", [.configMalformed, .proxyEnvMismatch]))
        }
        guard parts.allSatisfy({ $0.isRight == true }), let last = parts.popLast() else {
            return parts.map { $0.isRight == true ? .init("\($0.text) ok", isRight: true) : $0 }
        }
        return parts + [.init("\(last.text) as they should be", isRight: true)]
    }

    /// Without a time server's word, the hub's own answer has brought the time.
    private func clock(_ offset: Seconds?) -> Matrix.Remark.Part {
        let part = part(offset.map { "clock (\(Self.deviation($0)))" } ?? "clock", [.hostClockSkew])
        let hasDate = states.contains { $0.transport == .https && $0.usable == true }
        let isKnown = offset != nil || hasDate || scene.clock.verdict == .right
        return part.isRight == false || isKnown ? part : .init("clock ?", isRight: nil)
    }

    private func part(_ text: Sentence, _ causes: [Cause]) -> Matrix.Remark.Part {
        let number = number(of: causes)
        return .init(text, isRight: number == nil, finding: number)
    }

    /// The number of the first finding of such a cause that somebody has to act on, counted from one.
    private func number(of causes: [Cause], about port: UInt16? = nil) -> Int? {
        findings.firstIndex { finding in
            causes.contains(finding.cause) && finding.severity != .info && (port == nil || finding.subject.port == port)
        }.map { $0 + 1 }
    }

    /// How far the device's clock is from the time, and to which side: what a time server says less what the clock says.
    private static func deviation(_ offset: Seconds) -> SentenceArgument {
        let magnitude = offset.value.magnitude
        let isAhead = offset.value < 0
        guard magnitude < 1e6 else {
            let days = Int(magnitude / 86_400)
            return .worded(isAhead ? "\(days) days ahead" : "\(days) days behind", .local)
        }
        let tenths = Int((magnitude * 10).rounded())
        guard tenths > 0 else { return .worded("0.0 s off", .local) }
        let seconds = Sentence(verbatim: "\(tenths / 10).\(tenths % 10)")
        return .worded(isAhead ? "\(seconds) s ahead" : "\(seconds) s behind", .local)
    }
}

extension PortEvidence {
    /// Another container publishes it, by the engine's word.
    fileprivate var isOfOthers: Bool { container != nil && !isEdgeHubsOwn }
}
