/// What the main section of dnf's configuration sets (dnf.conf(5), yum.conf(5)).
struct DnfSettings {
    private var values: [String: String] = [:]

    init(_ text: String) {
        var isMain = false
        for line in text.split(whereSeparator: \.isNewline) {
            let line = String(line).trimmed
            if line.hasPrefix("[") {
                isMain = line == "[main]"
            } else if isMain, !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") {
                values[String(line[..<equals]).trimmed] = String(line[line.index(after: equals)...]).trimmed
            }
        }
    }

    /// `_none_` and nothing at all take no proxy.
    var proxy: String? { self["proxy"].flatMap { $0 == "_none_" ? nil : $0 } }

    subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
}
