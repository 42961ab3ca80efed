import ProbeCore
import ProbeLinux

/// Keeps passwords and keys out of the report's arguments and out of the process list.
///
/// Works on bytes: a combining mark after the `@` would hide it from a search by characters.
enum CommandLineRedaction {
    /// The arguments as a report may show them.
    static func arguments(_ arguments: some Sequence<String>) -> [String] {
        var option = ""
        return arguments.map { argument in
            let (name, value) = split(argument, after: option)
            option = value == nil ? argument : ""
            guard let value else { return SecretKeys.masked(argument).printable }
            let shown = SecretKeys.masked(shown(value, of: name))
            return ((argument.utf8.count > value.utf8.count ? name + "=" : "") + shown).printable
        }
    }

    /// Overwrites credentials and keys where ps(1) reads them; the strings that are parsed are copies.
    ///
    /// The first thing that the program does: until then everybody on the machine can read them.
    static func maskProcessTitle() {
        let arguments = ProcessTitle.arguments
        for secret in secrets(in: arguments) + pasted(in: arguments) { ProcessTitle.mask(secret) }
        // What is no UTF-8 was repaired, and is found nowhere.
        for (index, argument) in arguments.enumerated() where argument.unicodeScalars.contains("\u{fffd}") {
            ProcessTitle.blank(argument: index)
        }
    }

    /// Keys, and all of a connection string but its host's name.
    private static func pasted(in arguments: [String]) -> [String] {
        arguments.flatMap { argument in [argument] + [split(argument, after: "").value].compactMap(\.self) }.flatMap {
            text in
            (ConnectionString(text)?.rest ?? []) + SecretKeys.keys(in: text)
        }
    }

    /// Overwrites one secret.
    static func maskProcessTitle(of secret: String?) {
        if let secret { ProcessTitle.mask(secret) }
    }

    /// An error's sentence, in which the parser may have repeated an argument.
    static func sentence(_ text: String, about arguments: [String] = ProcessTitle.arguments) -> String {
        let named = secrets(in: arguments).reduce(text) { $0.replacing($1, with: "***@") }
        return SecretKeys.masked(pasted(in: arguments).reduce(named) { $0.replacing($1, with: "***") })
    }

    /// What has to be overwritten, each with its `@`, so that a short name matches nowhere else.
    static func secrets(in arguments: some Sequence<String>) -> [String] {
        var option = ""
        return arguments.compactMap { argument in
            let (name, value) = split(argument, after: option)
            option = value == nil ? argument : ""
            guard let value, let credentials = credentials(in: value, of: name), !credentials.isEmpty else {
                return nil
            }
            return String(decoding: value.utf8[credentials], as: UTF8.self) + "@"
        }
    }

    /// An argument as the value of its option: `--option=value`, or a value behind its option; no value where it is an option.
    private static func split(_ argument: String, after option: String) -> (name: String, value: String?) {
        guard argument.hasPrefix("--") else { return (option, argument) }
        guard let equals = argument.utf8.firstIndex(of: 0x3d) else { return (argument, nil) }
        return (
            String(decoding: argument.utf8[..<equals], as: UTF8.self),
            String(decoding: argument.utf8[equals...].dropFirst(), as: UTF8.self)
        )
    }

    private static func shown(_ value: String, of option: String) -> String {
        if option == "--hub", value.utf8.contains(where: { "@=?#;".utf8.contains($0) }) {
            // A pasted URL or connection string may hold a key anywhere.
            return (try? HubArgument(parsing: value).name.description) ?? "***"
        }
        guard let secret = credentials(in: value, of: option) else { return value }
        return String(decoding: value.utf8[..<secret.lowerBound], as: UTF8.self) + "***"
            + String(decoding: value.utf8[secret.upperBound...], as: UTF8.self)
    }

    /// What stands between the scheme and the last `@`; without a scheme only where the option takes credentials.
    private static func credentials(in value: String, of option: String) -> Range<String.Index>? {
        guard let at = value.utf8.lastIndex(of: 0x40) else { return nil }
        let head = value.utf8[..<at]
        let scheme = head.prefix(while: isSchemeByte)
        let rest = head[scheme.endIndex...]
        if rest.starts(with: "://".utf8) { return rest.dropFirst(3).startIndex..<at }
        return ["--proxy", "--hub"].contains(option) ? head.startIndex..<at : nil
    }

    /// RFC 3986 section 3.1.
    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2d, 0x2e: true
        default: false
        }
    }
}
