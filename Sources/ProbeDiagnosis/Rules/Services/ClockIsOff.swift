import ProbeCore
import ProbeFindings

/// The device's clock differs from the services' by more than tokens and certificates tolerate.
struct ClockIsOff: Rule {
    static let causes: [Cause] = [.hostClockSkew]
    static let explains: [Cause] = [.tlsExpired, .tlsNotYetValid]

    func findings(in scene: Scene) -> [Finding] {
        let clock = scene.clock
        switch clock.verdict {
        case .right, .unknown: return []
        case .beforeBuild:
            // No observation holds it; the run's first one stands for the moment.
            return [
                finding(
                    scene, .certain,
                    """
                    This device's clock is set before the day this tool was made: certificates and tokens are judged \
                    by the wrong time.
                    """,
                    [
                        Finding.Proof(
                            scene.survey.observations.first?.index ?? 0,
                            "the run began at \(clock.deviceTime), the tool is from \(ToolRelease.date)")
                    ])
            ]
        case .off(let offset, let confidence):
            let length = Self.length(of: offset)
            return [
                finding(
                    scene, confidence,
                    offset > 0
                        ? """
                        This device's clock is \(length) behind: certificates and tokens are judged by the wrong time.
                        """
                        : """
                        This device's clock is \(length) ahead: certificates and tokens are judged by the wrong time.
                        """,
                    clock.sources.map { reading in
                        // One that goes wrong with this device's own shows what was compared.
                        let isAgreeing = clock.agreeing.contains { $0.observation == reading.observation }
                        return Finding.Proof(
                            reading.observation,
                            """
                            \(reading.source) gave the time as \(reading.time) when this device had \
                            \(reading.deviceTime)
                            """, isAgreeing ? .speaks : .control)
                    })
            ]
        }
    }

    private func finding(
        _ scene: Scene, _ confidence: Finding.Confidence, _ summary: Sentence, _ evidence: [Finding.Proof]
    ) -> Finding {
        Finding(
            .hostClockSkew, .error, from: scene.vantages, about: Finding.Subject(), owner: .device,
            confidence: confidence, summary: summary,
            location: Finding.Location(kind: .thisDevice), evidence: evidence,
            refutedBy: "A time server agrees with this device's clock to within 5 minutes.")
    }

    /// The clock is the device's, whichever vantage met the consequences.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Scope(of: finding).coversSubject(of: symptom)
    }

    private static func length(of offset: Int64) -> SentenceArgument {
        let seconds = offset.magnitude
        if seconds >= 172_800 { return .count(Int(seconds / 86_400), .day) }
        return seconds >= 7200 ? .count(Int(seconds / 3600), .hour) : .count(Int(seconds / 60), .minute)
    }
}
