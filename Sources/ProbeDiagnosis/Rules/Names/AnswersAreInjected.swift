import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Two answers that contradict each other come to one question: somebody on the way sends one of his own before the resolver's.
///
/// A network that doubles the question, before a resolver that says something else each time, looks the same. Where both
/// answers can be right it is therefore never certain, and it accounts for what fails behind it only where the first is shown
/// to be wrong.
struct AnswersAreInjected: Rule {
    static let causes: [Cause] = [.dnsInjected]
    static let explains: [Cause] = []
    private static let symptoms: [Cause] =
        NameIsSinkholed.explains + [.dnsSinkhole, .dnsFiltered, .dnsNxdomain, .dnsNodata, .dnsServfail, .dnsRefused]

    func findings(in scene: Scene) -> [Finding] {
        scene.lookups.compactMap { lookup -> Finding? in
            guard let contradiction = Contradiction(to: lookup, in: scene.survey), !contradiction.isRotation else {
                return nil
            }
            let (seen, first, later) = (contradiction.observation, contradiction.first, contradiction.later)
            let confidence = confidence(of: contradiction)
            let isShown = confidence != .possible
            var finding = Finding(
                .dnsInjected, isShown ? lookup.severity : min(lookup.severity, .warning), from: [lookup.vantage],
                about: Finding.Subject(lookup.host, resolver: first.server), owner: .siteNetwork,
                confidence: confidence,
                summary: isShown
                    ? """
                    Somebody on the way answers questions to the resolver \(first.server) in its place: to one question \
                    for \(lookup.host) two answers come that contradict each other, and programs take the first.
                    """
                    : """
                    To one question to the resolver \(first.server) for \(lookup.host) two answers come that contradict \
                    each other: somebody on the way sends one of them, or doubles the question to a resolver whose \
                    answers change.
                    """,
                location: Finding.Location(kind: .unknown, text: "on the way to the resolver \(first.server)"),
                evidence: [
                    seen.shows("the first answer, \(said(first)), comes after \(first.latency)"),
                    seen.shows("a second one to the same question, \(said(later)), comes after \(later.latency)"),
                    contradiction.everybodyAnswers.map {
                        $0.shows(control: "an address where no resolver can be answers the question as well")
                    },
                ].compactMap(\.self),
                refutedBy: "One question to \(first.server) for \(lookup.host) gets one answer.")
            if isShown { finding.explains = Self.symptoms }
            return finding
        }
    }

    private func confidence(of contradiction: Contradiction) -> Finding.Confidence {
        if contradiction.canBothBeRight {
            return contradiction.isFirstALie || contradiction.everybodyAnswers != nil ? .likely : .possible
        }
        // A resolver of a pool may deny, or say something private, where the next one knows better.
        return contradiction.everybodyAnswers != nil ? .certain : .likely
    }

    private func said(_ answer: DNSAnswer) -> Sentence {
        answer.addresses.isEmpty
            ? "\(Denial.name(ofCode: answer.responseCode, isEmpty: true))" : "\(answer.addresses)"
    }
}
