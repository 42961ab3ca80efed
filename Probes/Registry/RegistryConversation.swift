import FoundationEssentials
import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import ProbeTransport

/// The requests of one pull, up to the redirect of a blob (OCI distribution specification, "Pull").
struct RegistryConversation {
    var evidence = RegistryEvidence(exchange: Exchange(result: .silent))
    private let registry: Endpoint
    private let connection: Connection
    private let context: Context<RegistryEvidence>
    private let account: RegistryAccount?
    private(set) var repository: String
    private var tag: String
    /// Nothing here says what the registry has: the image is one that a registry of IoT Edge's would have.
    private let isGuess: Bool
    /// The value of `Authorization`, once the registry asked for it.
    private(set) var authorization: String?
    /// The answers for manifests, by the requests' targets: whoever asks for all images has no need to ask again.
    private(set) var manifests: [String: HTTPReply] = [:]
    /// Why its token service is not asked, as a clause.
    private var realmNotAsked: String?

    static let manifestTypes = [
        "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
    ].joined(separator: ", ")

    init(registry: Endpoint, connection: Connection, _ context: Context<RegistryEvidence>) {
        self.registry = registry
        self.connection = connection
        self.context = context
        let (image, account) = context.plan.services.firstImage(at: registry)
        self.account = account
        let place = Registry(registry.host, port: registry.port)
        let isOfDockerHub = place.isDockerHub || context.plan.services.isMirror(place)
        // What every deployment pulls first; any registry that mirrors IoT Edge has it. Docker Hub has another image for all.
        repository = image?.repository ?? (isOfDockerHub ? "library/hello-world" : "azureiotedge-agent")
        tag = image?.reference ?? (isOfDockerHub ? "latest" : "1.5")
        isGuess = image == nil
        evidence.isConfiguredImage = image != nil && image == context.plan.services.agentImage ? true : nil
        evidence.credentials = account == nil ? nil : .held
        if account != nil, context.plan.services.account(at: registry) == nil { evidence.isAccountOfDeployment = true }
    }

    /// One request on the ladder's connection, with the token once there is one.
    mutating func get(
        _ target: String, accept: String = "application/json", longest: Int = HTTPReply.longestBody,
        with credentials: String? = nil
    ) async -> HTTPReply? {
        var headers = [("Host", registry.authority), ("User-Agent", "edgeprobe"), ("Accept", accept)]
        if let value = credentials ?? authorization { headers.append(("Authorization", value)) }
        let (reply, exchange) = await connection.request(
            HTTPRequest(target: target, headers: headers), waits: Waits(context), longestBody: longest
        ) { _ in }
        let remote = evidence.exchange.remote
        if evidence.answer == nil { evidence.exchange = exchange }
        evidence.exchange.remote = remote
        return reply
    }

    /// Whether the answer to `GET /v2/` is a registry's.
    mutating func judge(_ reply: HTTPReply?) {
        guard let reply else { return }
        evidence.tokenRealm = Self.challenge(in: reply).map { WireText($0.realm) }
        evidence.isRegistry = Self.isOfRegistry(reply)
    }

    static func isOfRegistry(_ reply: HTTPReply) -> Bool {
        challenge(in: reply) != nil || reply.answer.value(of: "docker-distribution-api-version") != nil
            || Errors.areTold(in: reply.body)
    }

    private static func challenge(in reply: HTTPReply) -> BearerChallenge? {
        reply.answer.values(of: "www-authenticate").lazy.compactMap(BearerChallenge.init).first
    }

    /// Goes on to the blob's redirect; says why where that is not possible.
    mutating func findDataEndpoint() async throws(ProbeError) {
        let challenges = evidence.answer?.values(of: "www-authenticate") ?? []
        if let challenge = challenges.lazy.compactMap(BearerChallenge.init).first {
            try await fetchToken(challenge)
            guard authorization != nil else {
                evidence.dataEndpointUnknown =
                    realmNotAsked ?? trouble(evidence.tokenStatus, "a token")
                    ?? (evidence.credentials == .sent
                        ? "the registry gives no token for these credentials"
                        : "the registry gives no token without credentials")
                return
            }
        } else if let account, challenges.contains(where: { $0.description.lowercased().hasPrefix("basic") }) {
            evidence.credentials = .sent
            authorization = account.credentials.basic
        }
        // What a catalogue lists is the registry's own word, and stands in no text of this device's.
        let asked = "\(repository):\(tag)"
        var digest = await configurationDigest()
        if digest == nil, isGuess, evidence.authorizedStatus == 404, let (repository, tag) = await anyImage() {
            (self.repository, self.tag) = (repository, tag)
            digest = await configurationDigest()
        }
        guard let digest else {
            if authorization != nil, evidence.authorizedStatus == 403 {
                evidence.unscopedStatus = await get("/v2/")?.answer.status
            }
            evidence.dataEndpointUnknown =
                trouble(evidence.authorizedStatus, "a manifest")
                ?? "the registry shows no manifest of \(asked)"
            return
        }
        evidence.blob = digest
        let reply = await get("/v2/\(repository)/blobs/\(digest)", accept: "*/*")
        evidence.blobStatus = reply?.answer.status
        guard let answer = reply?.answer, (300..<400).contains(answer.status) else {
            evidence.dataEndpointUnknown = "the registry serves blobs itself, or does not answer for them"
            return
        }
        guard let location = answer.value(of: "location").flatMap({ WebAddress($0.description) }),
            !isTold(location.host)
        else {
            evidence.dataEndpointUnknown = "the redirect names no https host"
            return
        }
        guard location.isAdmitted(by: registry) else {
            evidence.dataEndpointUnknown = "the redirect leads to port \(location.port), which is not asked"
            return
        }
        evidence.dataEndpoint = location.host
        evidence.dataPort = location.port == 443 ? nil : location.port
    }

    /// A registry that is asked too much, or is in trouble, says nothing of what it gives to whom.
    private func trouble(_ status: Int?, _ what: String) -> String? {
        guard let status, RegistryEvidence.isUnsettled(status) else { return nil }
        return "the registry answers a request for \(what) with HTTP \(status)"
    }

    /// The digest of the image's configuration: the smallest blob every image has.
    private mutating func configurationDigest() async -> String? {
        guard var manifest = await manifest(tag) else { return nil }
        if let first = manifest.manifests?.first?.digest.validDigest {
            guard let image = await self.manifest(first) else { return nil }
            manifest = image
        }
        return manifest.config?.digest.validDigest
    }

    private mutating func manifest(_ reference: String) async -> Manifest? {
        let target = "/v2/\(repository)/manifests/\(reference)"
        let reply = await get(target, accept: Self.manifestTypes, longest: ImageDocument.longest)
        manifests[target] = reply
        evidence.authorizedStatus = reply?.answer.status
        guard let reply, reply.answer.status == 200 else { return nil }
        return try? JSONDecoder().decode(Manifest.self, from: Data(reply.body))
    }

    /// Asks for a token, on the ladder's connection where the realm is the registry itself: an anonymous one, or the account's.
    private mutating func fetchToken(_ challenge: BearerChallenge) async throws(ProbeError) {
        guard let realm = challenge.endpoint, !isTold(realm.host) else { return }
        guard realm.isAdmitted(by: registry) else {
            realmNotAsked = "the registry names a token service at port \(realm.port), which is not asked"
            return
        }
        let scope = "repository:\(repository):pull"
        guard let reply = try await ask(realm, for: challenge.target(at: realm, scope: scope)) else { return }
        evidence.tokenStatus = reply.answer.status
        if reply.answer.status == 403 {
            let target = challenge.target(at: realm, scope: nil)
            evidence.unscopedStatus = try await ask(realm, for: target)?.answer.status
        }
        guard reply.answer.status == 200 else { return }
        authorization = (try? JSONDecoder().decode(Token.self, from: Data(reply.body)))?.value.map { "Bearer \($0)" }
    }

    private mutating func ask(_ realm: WebAddress, for target: String) async throws(ProbeError) -> HTTPReply? {
        let credentials = account?.credentials.basic
        if realm.host == registry.host, realm.port == registry.port {
            if credentials != nil { evidence.credentials = .sent }
            return await get(target, with: credentials)
        }
        let issuer = Endpoint(.registry, realm.host, .https, port: realm.port, via: registry.via)
        let climb = try await ShortLadder(issuer).climb(context, namedBy: evidence.exchange.remote?.address)
        if climb.isTurnedAway {
            realmNotAsked =
                "the registry names a token service at an address of this device or its network, which is not asked"
        }
        guard let connection = climb.connection else {
            if !climb.isTurnedAway {
                evidence.tokenService = ShortLadderEvidence(
                    host: realm.host, port: realm.port == 443 ? nil : realm.port, climb)
            }
            return nil
        }
        var headers = [("Host", issuer.authority), ("User-Agent", "edgeprobe")]
        if let credentials {
            guard climb.handshake?.isVerified ?? false else {
                await connection.close()
                return nil
            }
            evidence.credentials = .sent
            headers.append(("Authorization", credentials))
        }
        let request = HTTPRequest(target: target, headers: headers)
        let reply = await connection.request(request, waits: Waits(context)) { _ in }.reply
        await connection.close()
        return reply
    }

    /// Whether a name says what was sent: it would be asked for, and stand in the report.
    ///
    /// The user's name is no secret: the administrator of an Azure container registry is called as the registry is, and so
    /// are the hosts that it leads to.
    private func isTold(_ host: HostName) -> Bool { host != registry.host && Scrubber.isTold(by: host) }

    struct Manifest: Decodable {
        let manifests: [Descriptor]?
        let config: Descriptor?

        struct Descriptor: Decodable {
            let digest: String
        }
    }

    /// Errors as a registry tells them (OCI distribution specification, "Error Codes").
    struct Errors: Decodable {
        let errors: [Problem]

        struct Problem: Decodable {
            let code: String
        }

        static func areTold(in body: [UInt8]) -> Bool {
            let told = try? JSONDecoder().decode(Errors.self, from: Data(body))
            return !(told?.errors ?? []).isEmpty
        }
    }

    struct Token: Decodable {
        let token: String?
        let access_token: String?

        /// Header-safe characters only: the token was written by the network.
        var value: String? {
            (token ?? access_token).flatMap { text in
                text.utf8.count <= 16_384 && text.utf8.allSatisfy { (0x21...0x7e).contains($0) } ? text : nil
            }
        }
    }
}

extension String {
    /// Itself when it is `sha256:` and 64 hexadecimal digits, so that it can stand in a request's target.
    var validDigest: String? {
        // Bytes, because Character knows full-width digits too.
        let digits = utf8.dropFirst("sha256:".utf8.count)
        let isHexadecimal = digits.allSatisfy { Unicode.Scalar($0).properties.isASCIIHexDigit }
        return hasPrefix("sha256:") && digits.count == 64 && isHexadecimal ? self : nil
    }
}
