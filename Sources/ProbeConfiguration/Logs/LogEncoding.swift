import ProbeLinux

/// The characters of a log's file.
enum LogEncoding {
    /// UTF-8; Windows PowerShell redirects into UTF-16 with a byte order mark.
    ///
    /// A file that lost its end with the power has zeros there, and anything else of it is text all the same.
    ///
    /// - Returns: nothing for what is no text, such as an archive.
    static func text(_ bytes: [UInt8]) -> [UInt8]? {
        if bytes.starts(with: [0xff, 0xfe]) { return utf8(bytes.dropFirst(2), isLittleEndian: true) }
        if bytes.starts(with: [0xfe, 0xff]) { return utf8(bytes.dropFirst(2), isLittleEndian: false) }
        let bytes = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
        guard ByteSearch.first([0], in: bytes) != nil else { return bytes }
        let text = bytes.filter { $0 != 0 }
        let controls = text.count { $0 < 0x20 && !(0x08...0x0d).contains($0) && $0 != 0x1b }
        return controls <= text.count / 32 ? text : nil
    }

    private static func utf8(_ bytes: ArraySlice<UInt8>, isLittleEndian: Bool) -> [UInt8] {
        let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { index in
            isLittleEndian
                ? UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
                : UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
