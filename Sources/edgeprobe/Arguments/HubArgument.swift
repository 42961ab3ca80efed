import ArgumentParser
import ProbeCore

/// A hub's name as people paste it: a scheme, a port or a path around it is taken off, and the report says so.
struct HubArgument: Sendable {
    let name: HostName
    let note: String?

    init(parsing argument: String) throws {
        var text = argument[...]
        if let scheme = text.range(ofScheme: "://") { text = text[scheme...] }
        text = text.prefix { !"/?#".contains($0) }
        if let user = text.lastIndex(of: "@") { text = text[text.index(after: user)...] }
        if let colon = text.lastIndex(of: ":"), text[text.index(after: colon)...].allSatisfy(\.isNumber) {
            text = text[..<colon]
        }
        do {
            name = try HostName(validating: String(text))
        } catch {
            throw ValidationError("--hub: the name \(WireText(argument, limit: 80)) \(error.reason).")
        }
        note =
            text == argument
            ? nil : "Only the host name of --hub counts: \(name) was taken from \(WireText(argument, limit: 80))."
    }
}

extension Substring {
    /// The index behind a scheme, where the text begins with one.
    fileprivate func range(ofScheme separator: String) -> Index? {
        guard let colon = firstIndex(of: ":"), self[colon...].hasPrefix(separator),
            self[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) })
        else { return nil }
        return index(colon, offsetBy: separator.count)
    }
}
