/// Lines and words of the C library's configuration files, by bytes: nobody vouches for their encoding.
enum TextLines {
    static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] { bytes.split(separator: UInt8(ascii: "\n")) }

    /// What blanks separate; a carriage return counts as one, as it does for inet_aton(3).
    static func words(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] { line.split(whereSeparator: isBlank) }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}
