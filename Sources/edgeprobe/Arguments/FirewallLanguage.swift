import ArgumentParser
import ProbeFindings
import ProbeGuidance

/// A dialect that firewall rules are written in.
struct FirewallLanguage: ExpressibleByArgument, CustomStringConvertible {
    let dialect: Dialect

    static let request = FirewallLanguage(dialect: .request)
    static var allValueStrings: [String] { Guidance.firewallDialects.map(\.rawValue) }
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

    private init(dialect: Dialect) { self.dialect = dialect }

    init?(argument: String) {
        guard let dialect = Dialect(rawValue: argument), Guidance.firewallDialects.contains(dialect) else { return nil }
        self.dialect = dialect
    }

    var description: String { dialect.rawValue }
}

/// A dialect that fixes of a device of Linux are written in.
struct FixLanguage: ExpressibleByArgument {
    let dialect: Dialect

    static var allValueStrings: [String] { Guidance.fixDialects.map(\.rawValue) }
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

    init?(argument: String) {
        guard let dialect = Dialect(rawValue: argument), Guidance.fixDialects.contains(dialect) else { return nil }
        self.dialect = dialect
    }
}
