import ProbeEvidence

/// Why a connection of the runtime's own did not come about: the words of .NET's programs, those of Rust's, and proxies'.
extension LogSignatures {
    static let ofWays = ofDotNet + ofRust

    // MARK: - .NET

    /// The daemon's own sockets, what devices behind edgeHub do, and uploads: none is the way to the hub.
    private static let local: [StaticString] = [
        "mgmt.sock", "workload.sock", "docker.sock", "identityd.sock", "certd.sock", "keyd.sock", "dotnetty",
        "unable to read data", "unable to write data",
    ]

    private static let modules: Set<LogSpeaker.Kind> = [.agent, .hub, .unknown]

    private static func dotNet(
        _ code: LogCode, _ words: StaticString..., versions: StaticString = "1.0–1.6"
    ) -> LogSignature {
        LogSignature(
            .says(code), behind: [], words, unless: local + storage, by: modules, versions: versions,
            sample: "<4> 2026-11-29 10:01:00.000 +00:00 [WRN] - Edge agent: "
                + words.map { "\($0)" }.joined(separator: " (7): "))
    }

    private static let ofDotNet: [LogSignature] =
        [
            dotNet(.nameUnresolved, "Name or service not known"),
            // The C library of Alpine, which the images of 1.0 to 1.4 have.
            dotNet(.nameUnresolved, "Name does not resolve"),
            // getaddrinfo(3) says EAI_AGAIN: the resolver does not answer.
            dotNet(.nameUnresolved, "SocketException", "Resource temporarily unavailable"),
            dotNet(.nameUnresolved, "HttpRequestException: Resource temporarily unavailable"),
            // The same of .NET Core 2.1, which takes the number for one of errno's.
            dotNet(.nameUnresolved, "SocketException", "No such device or address", versions: "1.0"),
            dotNet(.nameUnresolved, "No such host is known", versions: "1.0–1.1, Windows"),
            dotNet(
                .connectionRefused, "because the target machine actively refused it", versions: "1.0–1.1, Windows"),
            dotNet(
                .connectionUnanswered, "did not properly respond after a period of time", versions: "1.0–1.1, Windows"),
            dotNet(
                .connectionUnanswered, "socket operation was attempted to an unreachable", versions: "1.0–1.1, Windows"),
        ]
        + failures.flatMap { code, words in
            [dotNet(code, "SocketException", words), dotNet(code, "HttpRequestException:", words)]
        }

    private static let failures: [(LogCode, StaticString)] = [
        (.connectionRefused, "Connection refused"), (.connectionUnanswered, "Connection timed out"),
        (.connectionUnanswered, "No route to host"), (.connectionUnanswered, "Network is unreachable"),
    ]

    // MARK: - Rust

    /// Certificates from a site's own service, and what is told of a parent already.
    private static let others: [StaticString] = [
        "EST server", "/.well-known/est", "simpleenroll", "could not perform HTTP request",
    ]

    private static func rust(
        _ code: LogCode, _ words: StaticString..., versions: StaticString = "1.0–1.6"
    ) -> LogSignature {
        LogSignature(
            .says(code), behind: [], words, unless: others, by: [.daemon], versions: versions,
            sample: "2026-11-29T10:01:00Z [WARN] - Failed to provision: "
                + words.map { "\($0)" }.joined(separator: " tried: "))
    }

    // Sockets of the daemons among themselves refuse and reset as well, without "tcp connect error"; none times out.
    private static let ofRust = [
        // Rust's library of the C library's getaddrinfo(3).
        rust(.nameUnresolved, "failed to lookup address information"),
        rust(.nameUnresolved, "(os error 11001)", versions: "1.0–1.1, Windows"),
        rust(.connectionRefused, "tcp connect error:", "Connection refused"),
        rust(.connectionUnanswered, "(os error 110)"),
        rust(.connectionUnanswered, "(os error 113)"),
        rust(.connectionUnanswered, "(os error 101)"),
        rust(.connectionUnanswered, "tcp connect error:", "deadline has elapsed", versions: "1.2–1.6"),
        rust(.connectionUnanswered, "(os error 10060)", versions: "1.0–1.1, Windows"),
    ]

    // MARK: - Proxies

    static let ofProxies = [
        LogSignature(
            .says(.proxyAuthentication), "status code '407'", by: runtime, versions: "1.0–1.6",
            sample: "<4> 2026-11-29 10:01:00.000 +00:00 [WRN] - WebSocketException: status code '407' when 101 was due"),
        LogSignature(
            .says(.proxyAuthentication), "proxy authentication required", by: runtime, versions: "1.0–1.6",
            sample: "2026-11-29T10:01:00Z [WARN] - aziot-identityd: tunnel: 407 Proxy Authentication Required"),
        LogSignature(
            .says(.proxyAuthentication), "unsuccessful tunnel", "407", by: runtime, versions: "1.2–1.6",
            sample: "2026-11-29T10:01:00Z [WARN] - aziot-edged: unsuccessful tunnel (HTTP/1.1 407)"),
        LogSignature(
            .says(.proxyDenied), "the proxy tunnel request to proxy", "failed with status code", unless: ["'407'"],
            by: modules, versions: "1.2–1.6",
            sample:
                "<4> 2026-11-29 10:01:00.000 +00:00 [WRN] - HttpRequestException: The proxy tunnel request to proxy 'http://proxy:3128/' failed with status code '403'\"."
        ),
        LogSignature(
            .says(.proxyDenied), "unsuccessful tunnel", unless: ["407"], by: runtime, versions: "1.2–1.6",
            sample: "2026-11-29T10:01:00Z [WARN] - aziot-identityd: unsuccessful tunnel (HTTP/1.1 403 Forbidden)"),
    ]
}
