/// A connection string of a hub or a device (`HostName=…;DeviceId=…;SharedAccessKey=…`), pasted where a name belongs.
///
/// Its host's name counts. The rest is nobody's business here: it is neither kept nor shown, not even to ps(1).
struct ConnectionString {
    /// As it stands behind `HostName=`; not yet known to be a name.
    let host: String
    /// The other members, each as it stands in the text.
    let rest: [String]

    /// Nothing where the text names no host in this way.
    init?(_ text: String) {
        let members = text.split { $0 == ";" || $0 == "\"" || $0 == "'" || $0.isWhitespace }
        let named = members.firstIndex { $0.lowercased().hasPrefix(Self.name) }
        guard let named else { return nil }
        host = String(members[named].dropFirst(Self.name.count))
        rest = members.indices.filter { $0 != named }.map { String(members[$0]) }
    }

    private static let name = "hostname="

    /// An option that takes no value.
    private static func isFlag(_ option: String) -> Bool {
        option.hasPrefix("--no-") || ["--strict", "--redact", "--ascii", "--downstream"].contains(option)
    }

    /// The commands that are about a hub; the first of them is meant where none is named.
    private static let takers: Set = ["run", "plan", "rules"]

    /// A command line in which a connection string that stands alone is the hub's name, and no more than that.
    ///
    /// What stands behind an option is its value, which the option itself has to make sense of.
    static func replaced(in arguments: [String]) -> [String] {
        guard takers.contains(Edgeprobe.command(of: arguments)) else { return arguments }
        var previous = ""
        return arguments.flatMap { argument in
            defer { previous = argument }
            let isValue = previous.hasPrefix("--") && !previous.contains("=") && !isFlag(previous)
            guard !argument.hasPrefix("-"), !isValue, let string = ConnectionString(argument) else { return [argument] }
            return ["--hub", "HostName=\(string.host);"]
        }
    }
}
