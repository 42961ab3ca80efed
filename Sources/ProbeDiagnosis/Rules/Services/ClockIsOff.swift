import ProbeCore
import ProbeFindings

/// The device's clock differs from the services' by more than tokens and certificates tolerate.
struct ClockIsOff: Rule {
    static let causes: [Cause] = [.hostClockSkew]
    static let explains: [Cause] = [.tlsExpired, .tlsNotYetValid]

    func findings(in survey: Survey) -> [Finding] {
        let clock = TrustedClock(of: survey)
        switch clock.verdict {
        case .right, .unknown: return []
        case .beforeBuild:
            // No observation holds it; the run's first one stands for the moment.
            return [
                finding(
                    survey, .certain, "is set before the day this tool was made", clock,
                    [
                        Finding.Proof(
                            survey.observations.first?.index ?? 0,
                            "the run began at \(clock.deviceTime), the tool is from \(ToolRelease.date)")
                    ])
            ]
        case .off(let offset, let confidence):
            return [
                finding(
                    survey, confidence, "is \(Self.length(of: offset)) \(offset > 0 ? "behind" : "ahead")", clock,
                    clock.sources.map { reading in
                        Finding.Proof(
                            reading.observation,
                            "\(reading.source) gave the time as \(reading.time) when this device had \(reading.deviceTime)"
                        )
                    })
            ]
        }
    }

    private func finding(
        _ survey: Survey, _ confidence: Finding.Confidence, _ what: String, _ clock: TrustedClock,
        _ evidence: [Finding.Proof]
    ) -> Finding {
        Finding(
            .hostClockSkew, .error, from: survey.vantages, about: Finding.Subject(), owner: .device,
            confidence: confidence,
            summary: "This device's clock \(what): certificates and tokens are judged by the wrong time.",
            location: Finding.Location(kind: .thisDevice), evidence: evidence,
            refutedBy: "A time server agrees with this device's clock to within 5 minutes.")
    }

    /// The clock is the device's, whichever vantage met the consequences.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Scope(of: finding).coversSubject(of: symptom)
    }

    private static func length(of offset: Int64) -> String {
        let seconds = offset.magnitude
        func count(_ number: UInt64, _ unit: String) -> String { "\(number) \(unit)\(number == 1 ? "" : "s")" }
        if seconds >= 172_800 { return count(seconds / 86_400, "day") }
        return seconds >= 7200 ? count(seconds / 3600, "hour") : count(seconds / 60, "minute")
    }
}
