import ProbeCore

/// Finds names and addresses inside sentences, commands and arguments, word by word.
struct RedactedText {
    /// What a word is, and what follows it where that belongs to it.
    enum Word: Hashable {
        case address(IPAddress)
        case prefix(IPPrefix)
        case hardware
        case name(String)
    }

    /// The text with every name and address replaced; the rest stays as it is.
    static func replacing(
        in text: String, isKnown: (String) -> Bool, by replacement: (Word) -> String
    ) -> String {
        var result = ""
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let end = scalars[index...].firstIndex { !isWordScalar($0) } ?? scalars.endIndex
            guard end > index else {
                result.unicodeScalars.append(scalars[index])
                index = scalars.index(after: index)
                continue
            }
            let word = String(scalars[index..<end])
            index = end
            // `10.1.0.0/24`: the length belongs to the address.
            if index < scalars.endIndex, scalars[index] == "/" {
                let digits = scalars[scalars.index(after: index)...].prefix { ("0"..."9").contains($0) }
                if !digits.isEmpty, let prefix = IPPrefix("\(word)/\(String(digits))") {
                    result += replacement(.prefix(prefix))
                    index = digits.endIndex
                    continue
                }
            }
            result += replaced(word, isKnown, replacement)
        }
        return result
    }

    private static func replaced(
        _ word: String, _ isKnown: (String) -> Bool, _ replacement: (Word) -> String
    ) -> String {
        var core = word[...]
        while let last = core.last, ".:-".contains(last), core != "::", !core.hasSuffix("::") { core = core.dropLast() }
        let tail = word[core.endIndex...]
        if core.isEmpty { return word }
        if let address = IPAddress(core) { return replacement(.address(address)) + tail }
        if isHardware(core) { return replacement(.hardware) + tail }
        // ADDRESS:PORT, NAME:PORT, and HOST:PORT:HOST2:PORT2.
        if core.contains(":") {
            let parts = core.split(separator: ":", omittingEmptySubsequences: false)
            return parts.map { part in
                if let address = IPAddress(part) { return replacement(.address(address)) }
                return isKnown(part.lowercased()) ? replacement(.name(String(part))) : String(part)
            }.joined(separator: ":") + tail
        }
        if isKnown(core.lowercased()) { return replacement(.name(String(core))) + tail }
        return word
    }

    private static func isHardware(_ word: Substring) -> Bool {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 6
            && parts.allSatisfy { $0.utf8.count == 2 && $0.unicodeScalars.allSatisfy(\.properties.isASCIIHexDigit) }
    }

    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", ":", "-", "_": true
        default: false
        }
    }
}
