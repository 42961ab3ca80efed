import ProbeCore
import ProbeEvidence

/// What the engine needs of registries, and of what it asks before them.
extension Need {
    /// The engine that pulls from a registry, through its mirrors where that is Docker Hub.
    static func imagePull(from registry: HostName, _ ladders: Ladders) -> Need {
        let own = Need(.imagePull, .registry, registry, [.https], from: .host, ladders)
        guard Registry(registry, port: ladders.survey.assignment.endpoint(ofRegistry: registry).port).isDockerHub else {
            return own
        }
        let mirrors = MirrorsInForce(in: ladders.survey)
        let through = mirrors.asked.map { Need(.imagePull, .registry, $0.host, [.https], from: .host, ladders) }
        return own.or(through, hasOthers: mirrors.hasOthers)
    }

    /// What one of several registries lacks, another one gives: the first of them where every image arrives from some.
    func sharedCarrier(among endpoints: [Endpoint], _ ladders: Ladders) -> Endpoint? {
        guard endpoints.count > 1 else { return nil }
        let images = endpoints.map {
            ladders.survey.seen(RequestImages.self, about: $0, from: vantage)?.evidence.images ?? []
        }
        func names(_ images: [ImageEvidence]) -> Set<[LocalText]> {
            Set(images.map { [$0.repository, $0.reference] })
        }
        let wanted = names(images.flatMap(\.self))
        let arriving = names(images.flatMap { $0.filter { $0.conclusion == .arrives } })
        return !wanted.isEmpty && arriving == wanted ? endpoints.first : nil
    }

    // MARK: - What a registry gives

    /// A registry gives what it has, layers included.
    func gives(_ endpoint: Endpoint, _ ladders: Ladders, _ isNamed: Bool) -> Bool {
        let ladder = ladders[endpoint, from: vantage]
        guard ladder.isProven || (isNamed && ladder.lacksNameOnly) else { return false }
        guard !isDenied(by: endpoint, ladders), !lacksToken(endpoint, ladders), !isUnsettled(endpoint, ladders),
            !lacksBlob(endpoint, ladders)
        else { return false }
        switch ladders.survey.outcome(of: ReachDataEndpoint.id, about: endpoint, from: vantage) {
        case .seen(let data as ShortLadderEvidence): return data.handshake?.isVerified ?? false
        // A registry that redirects nowhere has no data endpoint of its own, as far as can be told.
        case .skipped(let reason): return reason.code == .notNeeded || reason.code == .prerequisite
        case .failed, .seen: return false
        case nil: return !redirectsBlobs(endpoint, ladders)
        }
    }

    /// Whether every image of the deployment comes from a registry; nothing where no deployment asks for one there.
    func hasImages(_ endpoint: Endpoint, _ ladders: Ladders) -> Bool? {
        switch ladders.survey.outcome(of: RequestImages.id, about: endpoint, from: vantage) {
        case .seen(let images as ImagesEvidence): images.images.allSatisfy { $0.conclusion == .arrives }
        case .seen, .failed, .skipped: false
        case nil: nil
        }
    }

    /// Some image is refused or missing, whatever became of the others.
    func lacksImage(_ endpoint: Endpoint, _ ladders: Ladders) -> Bool? {
        let images = ladders.survey.seen(RequestImages.self, about: endpoint, from: vantage)?.evidence.images
        let deployment = ladders.survey.seen(ReadDeployment.self).first?.evidence
        let isUnfilled = deployment?.account(at: Registry(endpoint.host, port: endpoint.port))?.state == .placeholder
        return images.map { images in
            images.contains { image in
                switch image.conclusion {
                case .arrives, .unknown: false
                // What a credential that is still to be filled in gives is not known, nor what a mirror makes of Docker Hub's.
                case .wantsCredentials: !isUnfilled && !ladders.survey.assignment.isMirror(endpoint)
                case .missing, .ofOtherPlatforms, .refusesCredentials, .lacksRight, .denies: true
                }
            }
        }
    }

    /// What the registry itself answered.
    private func registry(at endpoint: Endpoint, _ ladders: Ladders) -> RegistryEvidence? {
        ladders.survey.seen(RequestRegistry.self, about: endpoint, from: vantage)?.evidence
    }

    /// The registry named a data endpoint of its own.
    private func redirectsBlobs(_ endpoint: Endpoint, _ ladders: Ladders) -> Bool {
        registry(at: endpoint, ladders)?.dataEndpoint != nil
    }

    /// The registry turns away whoever asks from here; one of its own may still do so for want of credentials.
    private func isDenied(by endpoint: Endpoint, _ ladders: Ladders) -> Bool {
        registry(at: endpoint, ladders).map {
            switch RegistryRefusal($0) {
            case .denies, .refusesCredentials: true
            case .wantsCredentials, nil: false
            }
        } ?? false
    }

    private func isUnsettled(_ endpoint: Endpoint, _ ladders: Ladders) -> Bool {
        registry(at: endpoint, ladders)?.isUnsettled ?? false
    }

    /// The registry wants a token, and nobody came to ask its token service for one.
    private func lacksToken(_ endpoint: Endpoint, _ ladders: Ladders) -> Bool {
        registry(at: endpoint, ladders).map { $0.isRegistry && $0.lacksToken } ?? false
    }

    /// The registry refused nothing, and never came to say where its blobs are: it was cut short, or has nothing of that name.
    private func lacksBlob(_ endpoint: Endpoint, _ ladders: Ladders) -> Bool {
        registry(at: endpoint, ladders).map {
            $0.isRegistry && RegistryRefusal($0) == nil && !$0.knowsWhereBlobsAre
        } ?? false
    }

    /// The registry answers, and whether images could be pulled was neither proven nor refuted.
    func lacksDataEndpointOnly(_ endpoint: Endpoint, _ ladders: Ladders) -> Bool {
        guard consumer == .imagePull, ladders[endpoint, from: vantage].isProven else { return false }
        if lacksToken(endpoint, ladders), registry(at: endpoint, ladders)?.tokenService?.failure != nil { return false }
        if hasImages(endpoint, ladders) == false { return !(lacksImage(endpoint, ladders) ?? false) }
        if isDenied(by: endpoint, ladders) {
            let isDecided = registry(at: endpoint, ladders)?.isAskedAsTheDeployment ?? false
            return !endpoint.host.isPublicRegistry && !isDecided
        }
        if lacksToken(endpoint, ladders) || isUnsettled(endpoint, ladders) || lacksBlob(endpoint, ladders) {
            return true
        }
        let data = ladders.survey.seen(ReachDataEndpoint.self, about: endpoint, from: vantage)?.evidence
        return data?.failure == nil
    }
}

extension RegistryEvidence {
    /// It wants a token, and its token service gave no answer.
    var lacksToken: Bool { tokenRealm != nil && tokenStatus == nil }
}
