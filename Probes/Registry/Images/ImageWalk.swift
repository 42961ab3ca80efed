import FoundationEssentials
import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import ProbeTransport

/// Asks for images one after the other, as an engine does that pulls them, up to each one's configuration.
struct ImageWalk {
    private var client: ImageClient
    private let visit: RegistryVisit
    private var challenge: BearerChallenge?
    /// What the registry takes for a repository.
    private var authorizations: [String: String] = [:]

    init(
        _ registry: Endpoint, _ visit: RegistryVisit, on connection: Connection?, _ context: Context<ImagesEvidence>
    ) {
        client = ImageClient(registry, visit, on: connection, context)
        self.visit = visit
        challenge = visit.challenge
    }

    /// Where one image leads.
    mutating func evidence(
        of deployed: DeployedImage, for wanted: [ImagePlatform]
    ) async throws(ProbeError) -> ImageEvidence {
        var evidence = ImageEvidence(deployed, wanted: wanted)
        guard try await authorize(deployed, &evidence) else { return evidence }
        guard var document = try await manifest(deployed.image.reference, deployed, &evidence) else { return evidence }
        if let manifests = document.manifests {
            let offers = manifests.map { ($0, $0.platform?.platform) }
            evidence.offered = Array(offers.compactMap(\.1).uniqued.prefix(ImageDocument.mostPlatforms))
            let best = wanted.lazy.compactMap { platform in offers.first { $0.1 == platform } }.first
            // A platform is optional there (OCI image specification, "Image Index"): the configuration has it as well.
            let unnamed = manifests.first { $0.platform == nil }
            if unnamed != nil { evidence.hasUnnamedPlatforms = true }
            guard let digest = (best?.0 ?? unnamed)?.digest.validDigest else { return evidence }
            evidence.chosen = best?.1
            let (status, chosen) = try await self.document(digest, deployed)
            evidence.chosenStatus = status
            guard let chosen else { return evidence }
            document = chosen
        }
        if let digest = document.config?.digest.validDigest {
            try await readConfiguration(digest, deployed, &evidence)
        }
        return evidence
    }

    func end() async { await client.close() }

    // MARK: - Admission

    /// False where the registry's token service gives none, or did not answer.
    private mutating func authorize(
        _ deployed: DeployedImage, _ evidence: inout ImageEvidence
    ) async throws(ProbeError) -> Bool {
        let repository = deployed.image.repository
        if visit.wantsPassword, let credentials = deployed.credentials {
            authorizations[repository] = credentials.basic
            evidence.credentials = .sent
        }
        if let known = visit.authorization, known.repository == repository, challenge != nil {
            authorizations[repository] = authorizations[repository] ?? known.value
            if deployed.credentials != nil { evidence.credentials = .sent }
            evidence.tokenStatus = 200
        }
        guard let challenge, authorizations[repository] == nil else { return true }
        return try await fetchToken(challenge, deployed, &evidence)
    }

    private mutating func fetchToken(
        _ challenge: BearerChallenge, _ deployed: DeployedImage, _ evidence: inout ImageEvidence
    ) async throws(ProbeError) -> Bool {
        guard let realm = challenge.endpoint else { return false }
        let scope = "repository:\(deployed.image.repository):pull"
        let credentials = deployed.credentials?.basic
        let reply = try await client.get(
            challenge.target(at: realm, scope: scope), at: realm, accept: "application/json", authorization: credentials
        )
        if reply != nil, credentials != nil { evidence.credentials = .sent }
        evidence.tokenStatus = reply?.answer.status
        evidence.problem = reply.flatMap { RegistryConversation.Errors.problem(in: $0.body) }
        if reply?.answer.status == 403 {
            evidence.unscopedStatus = try await client.get(
                challenge.target(at: realm, scope: nil), at: realm, accept: "application/json",
                authorization: credentials)?.answer.status
        }
        guard let reply, reply.answer.status == 200,
            let token = (try? JSONDecoder().decode(RegistryConversation.Token.self, from: Data(reply.body)))?.value
        else { return false }
        authorizations[deployed.image.repository] = "Bearer \(token)"
        return true
    }

    // MARK: - Documents

    /// What the image's name leads to: an index or a manifest.
    private mutating func manifest(
        _ reference: String, _ deployed: DeployedImage, _ evidence: inout ImageEvidence
    ) async throws(ProbeError) -> ImageDocument? {
        let target = "/v2/\(deployed.image.repository)/manifests/\(reference)"
        var reply = try await manifestReply(target, deployed)
        // A registry that greets everybody may want a token for what it has.
        if reply?.answer.status == 401, challenge == nil, !visit.wantsPassword,
            let told = reply?.answer.values(of: "www-authenticate").lazy.compactMap(BearerChallenge.init).first
        {
            challenge = told
            guard try await fetchToken(told, deployed, &evidence) else { return nil }
            reply = try await manifestReply(target, deployed)
        }
        evidence.status = reply?.answer.status
        evidence.problem = reply.flatMap { RegistryConversation.Errors.problem(in: $0.body) } ?? evidence.problem
        if reply?.answer.status == 403 {
            evidence.unscopedStatus = try await client.get(
                "/v2/", accept: "application/json", authorization: authorizations[deployed.image.repository])?
                .answer.status
        }
        guard let reply, reply.answer.status == 200, !reply.isCut else { return nil }
        return ImageDocument(reply.body)
    }

    private mutating func document(
        _ digest: String, _ deployed: DeployedImage
    ) async throws(ProbeError) -> (status: Int?, ImageDocument?) {
        let reply = try await manifestReply("/v2/\(deployed.image.repository)/manifests/\(digest)", deployed)
        guard let reply, reply.answer.status == 200, !reply.isCut else { return (reply?.answer.status, nil) }
        return (200, ImageDocument(reply.body))
    }

    /// From the registry, unless it was asked before.
    private mutating func manifestReply(
        _ target: String, _ deployed: DeployedImage
    ) async throws(ProbeError) -> HTTPReply? {
        if let known = visit.manifests[target], known.answer.status == 200 { return known }
        return try await client.get(
            target, accept: RegistryConversation.manifestTypes, authorization: authorizations[deployed.image.repository]
        )
    }

    /// A registry gives blobs itself, or leads to where they are: once, and without credentials.
    private mutating func readConfiguration(
        _ digest: String, _ deployed: DeployedImage, _ evidence: inout ImageEvidence
    ) async throws(ProbeError) {
        let repository = deployed.image.repository
        var reply = try await client.get(
            "/v2/\(repository)/blobs/\(digest)", accept: "*/*", authorization: authorizations[repository])
        if let status = reply?.answer.status, (300..<400).contains(status) {
            guard let location = reply?.location else { return }
            if location.hasPrefix("/"), !location.hasPrefix("//") {
                // At the registry itself (RFC 9110, section 10.2.2), which has what it takes already.
                reply = try await client.get(location, accept: "*/*", authorization: authorizations[repository])
            } else {
                let text = location.hasPrefix("//") ? "https:\(location)" : location
                guard let place = WebAddress(text) else { return }
                reply = try await client.get(place.path + place.query, at: place)
            }
        }
        evidence.configurationStatus = reply?.answer.status
        guard let reply, reply.answer.status == 200, !reply.isCut, let read = ImageConfiguration(reply.body) else {
            return
        }
        evidence.built = read.platform
        evidence.start = read.start
        evidence.entrypoint = read.entrypoint
    }
}
