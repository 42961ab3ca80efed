/// Keys and signatures in what people paste, wherever it lands: of IoT Hub's connection strings, of those of storage, of
/// shared access signatures.
enum SecretKeys {
    /// What a key stands behind, in either case, and what ends it.
    private static let names: [(name: [UInt8], ends: [UInt8])] = [
        ("sharedaccesskey=", ";"), ("accountkey=", ";"), ("password=", ";&"), ("sig=", "&;"),
    ].map { (Array($0.0.utf8), Array($0.1.utf8) + [0x20, 0x22, 0x27]) }

    /// The keys in a text.
    static func keys(in text: String) -> [String] {
        ranges(of: text).map { String(decoding: text.utf8[$0], as: UTF8.self) }.filter { !$0.isEmpty }
    }

    /// The text without them.
    static func masked(_ text: String) -> String {
        var masked = text
        for range in ranges(of: text).reversed() where !range.isEmpty { masked.replaceSubrange(range, with: "***") }
        return masked
    }

    private static func ranges(of text: String) -> [Range<String.Index>] { bare(text).map { [$0] } ?? ranges(in: text) }

    /// The whole text, where it is a key by itself: the base64 of 32 or 64 bytes, as portals show them.
    private static func bare(_ text: String) -> Range<String.Index>? {
        let digits = text.utf8.prefix { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2b || $0 == 0x2f }
        let padding = text.utf8[digits.endIndex...]
        guard [43, 86].contains(digits.count), padding.allSatisfy({ $0 == 0x3d }), (1...2).contains(padding.count)
        else {
            return nil
        }
        return text.startIndex..<text.endIndex
    }

    private static func ranges(in text: String) -> [Range<String.Index>] {
        var ranges: [Range<String.Index>] = []
        var rest = text.utf8[...]
        var before: UInt8?
        while !rest.isEmpty {
            let found = names.first {
                rest.count >= $0.name.count && zip(rest, $0.name).allSatisfy { $0 | 0x20 == $1 | 0x20 }
            }
            // `sig=` is a name of its own, not the end of another.
            if let found, before.map({ !isLetter($0) }) ?? true {
                let value = rest.dropFirst(found.name.count)
                let end = value.firstIndex { found.ends.contains($0) } ?? value.endIndex
                ranges.append(value.startIndex..<end)
                rest = rest[end...]
                before = nil
            } else {
                before = rest.first
                rest = rest.dropFirst()
            }
        }
        return ranges
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
}
