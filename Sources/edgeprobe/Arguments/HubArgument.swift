import ArgumentParser
import ProbeCore

/// A hub's name as people paste it: a scheme, a port or a path around it is taken off, and the report says so.
///
/// People also paste URLs with passwords and connection strings with keys, so neither note nor error repeats those.
struct HubArgument: Sendable {
    let name: HostName
    let note: Sentence?

    init(parsing argument: String) throws {
        var text = argument[...]
        if let host = text.endOfScheme { text = text[host...] }
        text = text.prefix { !"/?#".contains($0) }
        if let user = text.lastIndex(of: "@") { text = text[text.index(after: user)...] }
        if let colon = text.lastIndex(of: ":"),
            text[colon...].dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) })
        {
            text = text[..<colon]
        }
        do {
            name = try HostName(validating: String(text))
        } catch {
            throw ValidationError("--hub: the name\(argument.quotable) \(error.reason).")
        }
        note = text == argument ? nil : "Only the host name of --hub counts: \(name)."
    }
}

extension Substring {
    /// The index behind a scheme and its `://`, where the text begins with one.
    fileprivate var endOfScheme: Index? {
        guard let colon = firstIndex(of: ":"), self[colon...].hasPrefix("://"),
            self[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) })
        else { return nil }
        return index(colon, offsetBy: 3)
    }
}

extension String {
    /// The text with a space before it, for an error about a name; nothing where it may hold a password or a key.
    var quotable: String {
        utf8.contains { "@=".utf8.contains($0) } ? "" : " " + WireText(self, limit: 80).description
    }
}
