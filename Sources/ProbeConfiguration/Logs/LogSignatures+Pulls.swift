import ProbeEvidence
import ProbeLinux

/// What registries answer to a pull, and what comes of those that get no answer: Go's words, which the engine writes itself
/// and IoT Edge's programs pass on.
extension LogSignatures {
    private static let pullers: Set<LogSpeaker.Kind> = [.agent, .daemon, .engine, .unknown]

    static let ofPulls = answersOfRegistries + withoutAnswer

    // MARK: - Answers

    private static let answersOfRegistries =
        unauthorized.map { pull(.imageUnauthorized, $0) } + forbidden.map { pull(.imageForbidden, $0) }
        + missing.map { pull(.imageMissing, $0) } + limited.map { pull(.imageLimited, $0) } + [
            pull(
                .imageUnauthorized, behind: true, "unauthorized:",
                unless: unauthorized + ["access token has insufficient"]),
            // A page in the place of the registry's answer, as firewalls and proxies send one.
            pull(.imageForbidden, "error parsing HTTP 403 response body", unless: forbidden),
            pull(.imageUnauthorized, "error parsing HTTP 401 response body", unless: unauthorized),
            // Docker's words up to 18, which name the image in between.
            pull(.imageMissing, "manifest for", " not found", unless: missing + ["lookup", "x509:"]),
            // containerd's own words, which Docker has too where it keeps images in containerd.
            pull(.imageUnauthorized, "failed to fetch oauth token", "401 unauthorized"),
            pull(.imageUnauthorized, "failed to fetch anonymous token", "401 unauthorized"),
            pull(.imageForbidden, behind: true, "403 forbidden"),
            pull(
                .imageMissing, "failed to resolve reference", ": not found",
                unless: missing + ["authorization", "lookup", "x509:", "pull access denied"]),
        ]

    private static let unauthorized: [StaticString] = [
        "unauthorized: authentication required", "unauthorized: invalid clientid or client secret",
        "unauthorized: application not registered", "unauthorized: incorrect username or password",
        "no basic auth credentials", "HTTP 401 unauthorized: pull",
    ]
    private static let limited: [StaticString] = ["toomanyrequests:", "429 too many requests"]
    private static let forbidden: [StaticString] = [
        "is not allowed access", "denied: requested access to the resource is denied", "pull access denied for",
        "pull access denied, repository", "HTTP 403 forbidden:",
        "docker API responded with status code=forbidden",
    ]
    private static let missing: [StaticString] = [
        "manifest unknown", "no matching manifest for", "repository name not known to registry",
        "no match for platform in manifest", "cannot be used on this platform",
    ]

    // MARK: - None

    private static let withoutAnswer =
        [
            pull(.pullProxy, behind: true, "proxyconnect", unless: asksForCredentials),
            pull(.pullUnresolved, behind: true, "lookup", unless: ["proxyconnect"]),
            pull(.pullUntrusted, behind: true, "x509:", unless: [outOfTime, "proxyconnect"]),
            pull(.pullOutOfTime, behind: true, outOfTime, unless: ["is before", "proxyconnect"]),
            pull(.pullUnanswered, behind: true, ": EOF", unless: ["proxyconnect"]),
            pull(.pullUnanswered, behind: true, ": unexpected EOF", unless: ["proxyconnect"]),
            // Go gives a proxy's answer to CONNECT without its number.
            pull(.proxyDenied, behind: true, ": Forbidden", unless: ["403"]),
        ] + unresolved.map { pull(.pullUnresolved, behind: true, $0, unless: ["lookup", "proxyconnect"]) }
        + unanswered.map { pull(.pullUnanswered, behind: true, $0, unless: ["lookup", "proxyconnect"]) }

    private static let asksForCredentials: [StaticString] = ["proxy authentication required", "407"]
    private static let outOfTime: StaticString = "has expired or is not yet valid"
    private static let unresolved: [StaticString] = [
        "no such host", "server misbehaving", "temporary failure in name resolution",
    ]
    private static let unanswered: [StaticString] = [
        "net/http: TLS handshake timeout", "request canceled while waiting for connection", "i/o timeout",
        "context deadline exceeded", "connect: connection refused", "connection reset by peer",
        "connect: no route to host", "connect: network is unreachable", "connect: connection timed out",
    ]

    /// What stands in a registry's addresses, and in those of its token service and of its data: the greeting is the whole of
    /// an address, and `/v2/` alone may be anybody's.
    private static let addresses: [StaticString] = [
        "/v2/\":", "/v2/:", "/v2/'", "/manifests/", "/blobs/", "/oauth2/token", "/token?",
    ]

    /// The sample has the words, in the middle of a line of our own.
    private static func pull(
        _ code: LogCode, behind hasAddress: Bool = false, _ words: StaticString..., unless others: [StaticString] = []
    ) -> LogSignature {
        let sample = words.map { "\($0)" }.joined(separator: " https://registry.example/v2/meter: ")
        return LogSignature(
            .says(code), behind: hasAddress ? addresses : [], words, unless: others, by: pullers, versions: "1.0–1.6",
            sample: "2026-11-29T10:01:00Z [WARN] - Could not pull image registry.example/meter:1: "
                + (hasAddress ? "https://registry.example/v2/meter/manifests/1: " : "") + sample)
    }

    // MARK: - News

    /// What an engine says of a pull in passing is heard where it is a registry's answer.
    ///
    /// It goes on to the next of the registry's endpoints then, and in the end says nothing more.
    static let answers = remarks + answersOfRegistries

    private static let news = LogWords.squeezed(Array("for pull after error:".utf8))

    static func isNewsOfPull(_ text: [UInt8], by speaker: LogSpeaker.Kind) -> Bool {
        [.engine, .unknown].contains(speaker) && ByteSearch.first(news, in: text) != nil
    }
}
