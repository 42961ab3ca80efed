internal import COpenSSL

/// Keyed digests (RFC 2104), which a shared access signature is.
package enum HMAC {
    package static func sha256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { buffer, count in
            var length = UInt32(0)
            let made = unsafe COpenSSL.HMAC(
                EVP_sha256(), key, Int32(clamping: key.count), bytes, bytes.count, buffer.baseAddress, &length)
            unsafe precondition(made != nil, "libcrypto has SHA-256")
            count = Int(length)
        }
    }
}
