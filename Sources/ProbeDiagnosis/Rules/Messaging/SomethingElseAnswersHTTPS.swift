import ProbeCore
import ProbeEvidence
import ProbeFindings

/// HTTPS is answered without the marks that every answer of the service carries.
struct SomethingElseAnswersHTTPS: Rule {
    static let causes: [Cause] = [.httpNotTheHub]
    static let explains: [Cause] = [
        .wsUpgradeStripped, .wsUpgradeBlocked, .wsFramesDropped, .wsSubprotocolMissing,
    ]

    func findings(in scene: Scene) -> [Finding] {
        scene.ascents(failedAt: .conversation).compactMap { ascent in
            guard let answered = ascent.serviceAnswer, let answer = answered.evidence.answer else { return nil }
            let mark = ascent.endpoint.service.mark
            // A service in trouble may well be answered for by its own front end.
            let isTrouble = (500..<600).contains(answer.status)
            let isProven = ascent.isProvenByPublicRoots
            return ascent.finding(
                .httpNotTheHub, owner: isProven ? .cloud : ascent.pathOwner,
                isTrouble || isProven ? .likely : .certain,
                isProven
                    ? """
                    \(ascent.place) proves itself with a public certificate, and answers HTTP \(answer.status) without the marks of \
                    \(ascent.endpoint.service.title): what stands before the service, and belongs to it, answers in its place.
                    """
                    : """
                    \(ascent.place) answers HTTPS, but not as \(ascent.endpoint.service.title) does: \
                    a proxy or a portal speaks for it.
                    """,
                evidence: [Finding.Proof(answered.index, "HTTP \(answer.status) without \(mark)")],
                refutedBy: "An answer of \(ascent.place) carries \(mark).")
        }
    }

    /// Its WebSockets are answered by the same somebody, on the same host and way.
    static func accounts(for symptom: Finding, by finding: Finding) -> Bool {
        Set(finding.vantages).isSuperset(of: symptom.vantages) && symptom.subject.host == finding.subject.host
            && symptom.subject.via == finding.subject.via
    }
}

extension Ascent {
    /// Nobody on the way has a public authority's certificate for the service's name.
    fileprivate var isProvenByPublicRoots: Bool {
        guard let shown = seen(HandshakeTLS.self)?.evidence, shown.isVerified else { return false }
        return shown.verification(by: .publicRoots)?.isTrusted ?? false
    }
}

extension Endpoint.Service {
    /// The service's name in sentences.
    var title: Sentence {
        switch self {
        case .hub: "the hub"
        case .dps: "the provisioning service"
        case .registry: "the registry"
        }
    }

    /// What every answer of the service carries.
    var mark: Sentence {
        switch self {
        case .hub: "iothub-errorcode"
        case .dps: "the provisioning service's request id"
        case .registry: "the registry's version header or challenge"
        }
    }
}
