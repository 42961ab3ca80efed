import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The images of the deployment that came to the same end at one registry.
struct DeployedImages {
    let ascent: Ascent
    let seen: Survey.Seen<RequestImages>
    let images: [ImageEvidence]

    /// More are counted in a sentence, and named in the evidence.
    private static let mostNamed = 3
    /// What the evidence of a finding has room for.
    private static let mostProofs = 8

    /// One group for each registry that has such images, unless another one gives them.
    static func all(in scene: Scene, where isOne: (ImageEvidence.Conclusion) -> Bool) -> [DeployedImages] {
        scene.ascents.compactMap { ascent in
            guard !ascent.isSparedByAnother, let seen = ascent.images else { return nil }
            let images = seen.evidence.images.filter { isOne($0.conclusion) }
            return images.isEmpty ? nil : DeployedImages(ascent: ascent, seen: seen, images: images)
        }
    }

    var host: HostName { ascent.endpoint.host }

    /// Their names: `contoso.azurecr.io/camera:1.4`.
    var names: Sentence {
        let (named, more) = images.map(name).divided(at: Self.mostNamed)
        return more == 0 ? "\(named)" : "\(listing: named) and \(more) more"
    }

    /// The modules that do not start without them.
    var modules: Sentence { "\(images.flatMap(\.modules).uniqued.prefix(8))" }

    func name(_ image: ImageEvidence) -> Sentence {
        image.reference.description.contains(":")
            ? "\(registry)/\(image.repository)@\(image.reference)"
            : "\(registry)/\(image.repository):\(image.reference)"
    }

    private var registry: Sentence {
        ascent.endpoint.port == 443 ? "\(host)" : "\(host, port: ascent.endpoint.port)"
    }

    /// A proof for each of them.
    func proofs(_ shows: (ImageEvidence) -> Sentence) -> [Finding.Proof] {
        images.prefix(Self.mostProofs).map { seen.shows(shows($0)) }
    }

    /// An error, since the deployment's modules do not start; less where a mirror that nobody asked may have them.
    func finding(
        _ cause: Cause, owner: Owner = .hubConfiguration, _ confidence: Finding.Confidence, _ summary: Sentence,
        evidence: [Finding.Proof], refutedBy: Sentence, in survey: Survey
    ) -> Finding {
        let severity = ascent.severityOfLack
        var finding = ascent.finding(
            cause, owner: owner, severity == .error ? confidence : min(confidence, .likely), summary,
            evidence: evidence,
            refutedBy: refutedBy)
        finding.severity = severity
        let named = images.first { $0.line != nil } ?? images.first
        let member = named?.modules.first.map { DeploymentMember.ofModule($0, .image) }
        finding.location = survey.place(inDeployment: named?.line, member)
        return finding
    }
}

extension Ascent {
    /// What the deployment's images were answered with at this registry.
    var images: Survey.Seen<RequestImages>? { seen(RequestImages.self) }
}
