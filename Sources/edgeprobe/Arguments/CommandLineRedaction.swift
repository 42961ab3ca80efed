import ProbeLinux

/// Keeps the proxy's password out of the report's arguments and out of the process list.
enum CommandLineRedaction {
    /// The arguments as a report may show them.
    static func arguments(_ arguments: some Sequence<String>) -> [String] {
        var isProxy = false
        return arguments.map { argument in
            defer { isProxy = argument == "--proxy" }
            if isProxy { return redacted(argument).printable }
            if argument.hasPrefix("--proxy=") { return "--proxy=" + redacted(argument.dropFirst(8)).printable }
            return argument.printable
        }
    }

    /// Overwrites the credentials where ps(1) reads them; the strings that were parsed are copies.
    static func maskProcessTitle() {
        for argument in CommandLine.arguments where argument.contains("@") {
            guard let secret = credentials(in: argument), !secret.isEmpty else { continue }
            ProcessTitle.mask(secret)
        }
    }

    /// Overwrites one secret.
    static func maskProcessTitle(of secret: String?) {
        if let secret { ProcessTitle.mask(secret) }
    }

    /// `http://user:password@host` without what stands before the `@`.
    private static func redacted(_ url: some StringProtocol) -> String {
        let url = String(url)
        guard let secret = credentials(in: url), let at = url.lastIndex(of: "@") else { return url }
        let scheme = url[..<at].dropLast(secret.count)
        return scheme + "***" + url[at...]
    }

    private static func credentials(in text: String) -> String? {
        guard let at = text.lastIndex(of: "@") else { return nil }
        let head = text[..<at]
        guard let slashes = head.firstRange(of: "://") else {
            return head.hasPrefix("--proxy=") ? String(head.dropFirst(8)) : String(head)
        }
        return String(head[slashes.upperBound...])
    }
}
