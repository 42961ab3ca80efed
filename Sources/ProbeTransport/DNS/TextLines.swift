/// Lines and words of the C library's configuration files, by bytes: nobody vouches for their encoding.
enum TextLines {
    /// No line of use is longer; what a longer one has beyond, and the word that this cuts, is left out.
    static let longestLine = 65_536

    /// One at a time, because a block list has more of them than a small device has memory for.
    static func lines(of bytes: [UInt8]) -> some Sequence<ArraySlice<UInt8>> {
        sequence(state: bytes[...]) { rest in
            rest = rest.drop { $0 == UInt8(ascii: "\n") }
            guard !rest.isEmpty else { return nil }
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest[line.endIndex...]
            guard line.count > longestLine else { return line }
            let kept = line.prefix(longestLine)
            return kept.prefix(upTo: kept.lastIndex(where: isBlank) ?? kept.startIndex)
        }
    }

    /// What blanks separate; a carriage return counts as one, as it does for inet_aton(3).
    static func words(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] { line.split(whereSeparator: isBlank) }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
