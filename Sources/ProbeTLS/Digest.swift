internal import COpenSSL

/// Digests of bytes.
package enum Digest {
    /// The digest of the WebSocket handshake (RFC 6455 section 4.2.2), where its weakness does not matter.
    package static func sha1(_ bytes: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Int(SHA_DIGEST_LENGTH)) { buffer, count in
            let made = unsafe SHA1(bytes, bytes.count, buffer.baseAddress)
            unsafe precondition(made != nil, "libcrypto has SHA-1")
            count = Int(SHA_DIGEST_LENGTH)
        }
    }

    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { buffer, count in
            let made = unsafe SHA256(bytes, bytes.count, buffer.baseAddress)
            unsafe precondition(made != nil, "libcrypto has SHA-256")
            count = Int(SHA256_DIGEST_LENGTH)
        }
    }

    /// Lower-case hexadecimal, as fingerprints are written.
    package static func hexadecimal(_ bytes: [UInt8]) -> String {
        var text = ""
        for byte in bytes { text += (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        return text
    }
}
