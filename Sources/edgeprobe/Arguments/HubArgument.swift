import ArgumentParser
import ProbeCore

/// A hub's name as people paste it: a scheme, a port or a path around it is taken off, and the report says so.
///
/// People also paste URLs with passwords and connection strings with keys, so neither note nor error repeats those.
struct HubArgument: Sendable {
    let name: HostName
    let note: Sentence?

    init(parsing argument: String) throws {
        let string = ConnectionString(argument)
        guard
            string != nil || SecretKeys.keys(in: argument).isEmpty || argument.contains("://")
                || argument.contains("?")
        else {
            throw ValidationError("--hub: that is a key and no host name; it was discarded.")
        }
        let given = string?.host ?? argument
        var text = given[...]
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
            throw ValidationError("--hub: the name\(given.quotable) \(error.reason).")
        }
        guard name.description.contains(".") || name.description == "localhost" else {
            throw ValidationError("--hub: \(name) is no whole name; did you mean \(name).azure-devices.net?")
        }
        if string != nil {
            note = "Of the connection string only the host name was taken, \(name); the rest was discarded."
        } else {
            note = text == argument ? nil : "Only the host name of --hub counts: \(name)."
        }
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
    /// The text with a space before it, for an error about a name, as people read it; nothing where it may hold a password or
    /// a key.
    ///
    /// What a terminal must not see is taken out where the error is said.
    var quotable: String {
        let mayBeSecret = utf8.contains { "@=".utf8.contains($0) } || (utf8.count > 40 && !contains("."))
        let isHarmless = unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        return mayBeSecret ? "" : " " + (isHarmless ? String(prefix(80)) : WireText(self, limit: 80).description)
    }
}
