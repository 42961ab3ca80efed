import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Why it is open whether a registry gives its images.
extension OpenNeed {
    func registrysDoubt(_ endpoint: Endpoint) -> Sentence? {
        let host = endpoint.host
        let account = scene.survey.deployment?.evidence.account(at: endpoint.registry)
        if account?.state == .placeholder {
            return """
                The deployment's credentials for \(host) are placeholders, and were not sent; fill them in, and run again \
                with that file.
                """
        }
        if let told = findings.first(where: { $0.isOfRegistry(host, from: need.vantage) }) { return told.summary }
        let isVerified = seen(HandshakeTLS.self, endpoint)?.isVerified ?? false
        if !isVerified, seen(HandshakeTLS.self, endpoint) != nil, scene.survey.isTakenWithoutTLS(endpoint) {
            return """
                The engine's own file has it take this registry without TLS, or with any certificate, and what it gives then \
                was not asked; `docker pull` of an image tells.
                """
        }
        guard let registry = seen(RequestRegistry.self, endpoint),
            registry.isRegistry || scene.survey.isInTroubleOfItsOwn(endpoint, from: need.vantage)
        else { return nil }
        return images(at: endpoint) ?? trouble(of: registry) ?? data(of: endpoint)
    }

    /// The registry's own answers, in the order of its questions.
    private func trouble(of registry: RegistryEvidence) -> Sentence? {
        func isUnsettled(_ status: Int?) -> Bool { status.map(RegistryEvidence.isUnsettled) ?? false }
        if isUnsettled(registry.answer?.status), let status = registry.answer?.status {
            return asked(Sentence(verbatim: "/v2/"), status)
        }
        if isUnsettled(registry.tokenStatus), let status = registry.tokenStatus { return asked("a token", status) }
        if registry.lacksToken, let realm = registry.tokenRealm {
            return """
                It wants a token of its token service (\(realm)), which gave none, did not prove itself, or is at a place that is not \
                asked; a pull of the engine's tells.
                """
        }
        if registry.tokenRealm != nil, registry.tokenStatus == 200, registry.authorizedStatus == nil {
            return "Its token service answers (HTTP 200), and no manifest came of that; a pull of the engine's tells."
        }
        switch registry.authorizedStatus {
        case 200?: return blob(of: registry)
        case 404?:
            return """
                It has no image of those that are asked for without a deployment (HTTP 404), so where its layers lie is not \
                known; name the deployment with --deployment.
                """
        case let status?: return isUnsettled(status) ? asked("a manifest", status) : nil
        case nil: return "It answers, and gave no manifest, so where its layers lie is not known."
        }
    }

    private func blob(of registry: RegistryEvidence) -> Sentence? {
        guard !registry.knowsWhereBlobsAre else { return nil }
        guard registry.blob != nil else { return "Its manifest names nothing that could be asked for." }
        guard let status = registry.blobStatus else {
            return "It gives manifests, and no answer to a request for a layer; run again, or pull an image."
        }
        return (300..<400).contains(status)
            ? """
            It sends whoever asks for a layer to a place that is not asked: without https, without a name, or at another \
            port.
            """
            : asked("a layer", status)
    }

    private func asked(_ what: Sentence, _ status: Int) -> Sentence {
        RegistryEvidence.isUnsettled(status)
            ? "It answers a request for \(what) with HTTP \(status); run again once it is out of trouble."
            : "It answers a request for \(what) with HTTP \(status), so where its layers lie is not known."
    }

    /// Images of the deployment of which no answer came that tells.
    private func images(at endpoint: Endpoint) -> Sentence? {
        let outcome = scene.survey.outcome(of: RequestImages.id, about: endpoint, from: need.vantage)
        if let outcome, let gap = Self.gap(RequestImages.id, outcome) { return gap }
        let unknown = (seen(RequestImages.self, endpoint)?.images ?? []).filter { $0.conclusion == .unknown }
        guard let first = unknown.first else { return nil }
        return first.status.map { status in
            "What it gives of \(first.repository):\(first.reference) was not told (HTTP \(status)); run again."
        } ?? "No answer came for \(first.repository):\(first.reference); run again."
    }

    /// The data endpoint was named, and not reached to the end.
    private func data(of endpoint: Endpoint) -> Sentence? {
        let outcome = scene.survey.outcome(of: ReachDataEndpoint.id, about: endpoint, from: need.vantage)
        if let outcome, let gap = Self.gap(ReachDataEndpoint.id, outcome) { return gap }
        guard let data = seen(ReachDataEndpoint.self, endpoint), !(data.handshake?.isVerified ?? false),
            data.failure == nil
        else { return nil }
        if data.connect == nil, let addresses = data.resolution?.addresses, !addresses.isEmpty {
            return """
                The name of its data endpoint \(data.host) leads to \(addresses), inside this network, where nobody is asked \
                for it; a pull of the engine's tells.
                """
        }
        return """
            Its data endpoint \(data.host) had not proven itself when the run ended; a longer --budget gives it more time.
            """
    }
}

extension Finding {
    /// The registry's own word on what it gives.
    fileprivate func isOfRegistry(_ host: HostName, from vantage: Vantage) -> Bool {
        severity == .warning && subject.name == host && vantages.contains(vantage)
            && [.registryDenied, .registryForbidden, .registryLimited].contains(cause)
    }
}
