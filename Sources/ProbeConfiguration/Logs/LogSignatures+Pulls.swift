import ProbeEvidence

/// What registries answer to a pull, and what comes of those that get no answer: Go's words, which the engine writes itself
/// and IoT Edge's programs pass on.
extension LogSignatures {
    private static let pullers: Set<LogSpeaker.Kind> = [.agent, .daemon, .engine, .unknown]

    static let ofPulls =
        unauthorized.map { pull(.imageUnauthorized, $0) } + forbidden.map { pull(.imageForbidden, $0) }
        + missing.map { pull(.imageMissing, $0) } + unresolved.map { pull(.pullUnresolved, "/v2/", $0) }
        + unanswered.map { pull(.pullUnanswered, "/v2/", $0) } + [
            pull(.imageUnauthorized, "/v2/", "unauthorized:", unless: unauthorized + ["access token has insufficient"]),
            pull(.imageForbidden, "/v2/", "403 forbidden"),
            pull(.pullUntrusted, "/v2/", "x509:", unless: ["has expired or is not yet valid"]),
        ]

    private static let unauthorized: [StaticString] = [
        "unauthorized: authentication required", "unauthorized: invalid clientid or client secret",
        "unauthorized: application not registered", "unauthorized: incorrect username or password",
        "no basic auth credentials", "HTTP 401 unauthorized: pull",
    ]
    private static let forbidden: [StaticString] = [
        "is not allowed access", "pull access denied for", "HTTP 403 forbidden:",
        "docker API responded with status code=forbidden",
    ]
    private static let missing: [StaticString] = [
        "manifest unknown", "no matching manifest for", "repository name not known to registry",
    ]
    private static let unresolved: [StaticString] = [
        "no such host", "server misbehaving", "temporary failure in name resolution",
    ]
    private static let unanswered: [StaticString] = [
        "net/http: TLS handshake timeout", "request canceled while waiting for connection", "i/o timeout",
        "context deadline exceeded", "connect: connection refused", "connection reset by peer",
        "connect: no route to host", "connect: network is unreachable",
    ]

    /// The sample has the words, in the middle of a line of our own.
    private static func pull(_ code: LogCode, _ words: StaticString..., unless others: [StaticString] = [])
        -> LogSignature
    {
        LogSignature(
            .says(code), words, unless: others, by: pullers, versions: "1.0–1.6",
            sample:
                "2026-11-29T10:01:00Z [WARN] - Could not pull image registry.example/meter:1: https://registry.example"
                + words.map { "\($0)" }.joined(separator: "meter/manifests/1: "))
    }
}
