/// Keys and signatures in what people paste, wherever it lands: of IoT Hub's connection strings, of those of storage, of
/// shared access signatures.
enum SecretKeys {
    /// What a key stands behind, in either case, and what ends it.
    private static let names: [(name: [UInt8], ends: [UInt8])] = [
        ("sharedaccesskey=", ";"), ("accountkey=", ";"), ("password=", ";&"), ("sig=", "&;"),
    ].map { (Array($0.0.utf8), Array($0.1.utf8) + [0x20, 0x22, 0x27]) }

    /// The keys in a text.
    static func keys(in text: String) -> [String] {
        ranges(in: text).map { String(decoding: text.utf8[$0], as: UTF8.self) }.filter { !$0.isEmpty }
    }

    /// The text without them.
    static func masked(_ text: String) -> String {
        var masked = text
        for range in ranges(in: text).reversed() where !range.isEmpty { masked.replaceSubrange(range, with: "***") }
        return masked
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
