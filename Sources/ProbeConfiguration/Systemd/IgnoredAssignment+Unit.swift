import ProbeCore
import ProbeEvidence

extension IgnoredAssignment {
    private static let variables = ["https_proxy", "http_proxy", "no_proxy", "all_proxy"]

    /// Nothing where it sets no proxy.
    init?(_ ignored: SystemdUnit.Ignored, for place: ProxyPlace) {
        let text = ignored.text
        guard
            let start = text.indices.first(where: { index in
                Self.variables.contains { text[index...].prefix($0.count + 1).lowercased() == $0 + "=" }
            }), let sign = text[start...].firstIndex(of: "=")
        else { return nil }
        let prefix = ignored.reason == .export ? "export " : ""
        let (value, proxy) = Self.withoutSecrets(text[text.index(after: sign)...])
        self.init(
            place: place, file: LocalText(ignored.file), lines: ignored.lines,
            text: LocalText("\(prefix)\(text[start...sign])\(value)"), proxy: proxy, reason: ignored.reason)
    }

    /// Scheme and host of `http://user:password@proxy:3128/`; nothing of the rest, which may be a password or a piece of one.
    static func withoutSecrets(_ value: Substring) -> (text: String, proxy: ProxyAddress?) {
        let value = value.prefix { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
        let scheme = value.firstRange(of: "://").map { value[..<$0.upperBound] } ?? ""
        guard let at = value.lastIndex(of: "@") else { return ("\(scheme)...", nil) }
        var host = value[value.index(after: at)...]
        if host.last == "/" { host.removeLast() }
        guard let proxy = ProxyAddress(String(host)) else { return ("\(scheme)...", nil) }
        return ("\(scheme)...@", proxy)
    }
}
