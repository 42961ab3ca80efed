internal import COpenSSL

/// Base64 with padding and without line breaks (RFC 4648 section 4).
package enum Base64 {
    /// The corresponding C function is `EVP_EncodeBlock`.
    package static func encode(_ bytes: [UInt8]) -> String {
        let length = (bytes.count + 2) / 3 * 4
        // The function also writes a NUL byte.
        let text = unsafe [UInt8](unsafeUninitializedCapacity: length + 1) { buffer, count in
            count = unsafe Int(max(0, EVP_EncodeBlock(buffer.baseAddress, bytes, Int32(clamping: bytes.count))))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Takes exactly what `encode` can give; nothing for any other text.
    package static func decode(_ text: String) -> [UInt8]? {
        let bytes = Array(text.utf8)
        let padding = bytes.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        // EVP_DecodeBlock(3) itself trims white space and takes padding anywhere.
        guard bytes.count % 4 == 0, padding <= 2, bytes.dropLast(padding).allSatisfy(isDigit),
            let length = Int32(exactly: bytes.count)
        else { return nil }
        guard !bytes.isEmpty else { return [] }
        let decoded = unsafe [UInt8](unsafeUninitializedCapacity: bytes.count / 4 * 3) { buffer, count in
            count = unsafe Int(max(0, EVP_DecodeBlock(buffer.baseAddress, bytes, length)))
        }
        guard decoded.count == bytes.count / 4 * 3 else { return nil }
        return Array(decoded.dropLast(padding))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"): true
        default: false
        }
    }
}
