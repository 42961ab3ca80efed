import ArgumentParser
import ProbeCore

/// A hub's name as people paste it: a scheme, a port or a path around it is taken off, and the report says so.
///
/// People also paste URLs with passwords and connection strings with keys, so neither note nor error repeats those.
struct HubArgument: Sendable {
    let name: HostName
    let note: Sentence?

    /// Takes a name out of what stands in its place.
    ///
    /// - Parameters:
    ///   - argument: as it was pasted.
    ///   - place: where it stands, for what is said about it.
    /// - Throws: one sentence about what is wrong with it, which repeats no key.
    init(parsing argument: String, in place: String = "--hub") throws {
        let string = ConnectionString(argument)
        guard
            string != nil || SecretKeys.keys(in: argument).isEmpty || argument.contains("://")
                || argument.contains("?")
        else {
            throw ValidationError(saying: "\(verbatim: place): that is a key and no host name; it was discarded.")
        }
        let given = string?.host ?? argument
        var text = given.trimmed[...]
        guard !text.isEmpty else {
            throw ValidationError(
                saying: "\(verbatim: place): the name is empty; a hub's is like myhub.azure-devices.net.")
        }
        if text.first == "[" { throw ValidationError(saying: "\(verbatim: place): the name is an IP address.") }
        if let host = text.endOfScheme { text = text[host...] }
        text = text.prefix { !"/?#".contains($0) }
        if let user = text.lastIndex(of: "@") { text = text[text.index(after: user)...] }
        if let colon = text.lastIndex(of: ":"),
            text[colon...].dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) })
        {
            text = text[..<colon]
        }
        do {
            name = try HostName(international: String(text))
        } catch {
            throw ValidationError(saying: "\(verbatim: place): the name\(verbatim: given.quotable) \(error.sentence).")
        }
        guard name.description.contains(".") || name.description == "localhost" else {
            throw ValidationError(
                saying: "\(verbatim: place): \(name) is no whole name; did you mean \(name).azure-devices.net?")
        }
        guard !name.isBelowHubs else {
            let domain = "\(Cloud(of: name).hubDomain)"
            throw ValidationError(
                saying: "\(verbatim: place): \(name) is the name of no hub; a hub's is like myhub.\(verbatim: domain).")
        }
        if place != "--hub" {
            note =
                text == argument || string != nil ? nil : "Only the host name in \(LocalText(place)) counts: \(name)."
        } else if string != nil {
            note = "Of the connection string only the host name was taken, \(name); the rest was discarded."
        } else {
            note =
                name.readable != nil
                ? "The name of --hub is asked for as \(name)."
                : text == argument ? nil : "Only the host name of --hub counts: \(name)."
        }
    }
}

extension String {
    /// Without the blanks around it that come along when something is pasted.
    var trimmed: Substring {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? endIndex
        return start < end ? self[start..<end] : ""
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
