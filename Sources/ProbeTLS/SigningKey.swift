internal import COpenSSL
internal import ProbeCore

/// The one owner of a private key; the corresponding C type is `EVP_PKEY`.
@safe final class SigningKey {
    let pointer: OpaquePointer

    /// Makes a new key: milliseconds on the curve, tenths of a second for RSA.
    init(_ kind: CertificateAuthority.Key) throws(ProbeError) {
        OpenSSLErrors.clear()
        let made =
            switch kind {
            case .p256: unsafe COpenSSL_generate_P256()
            case .rsa2048: unsafe COpenSSL_generate_RSA(2048)
            case .rsa1024: unsafe COpenSSL_generate_RSA(1024)
            }
        guard let made = unsafe made else { throw OpenSSLErrors.library("make a key") }
        unsafe pointer = made
    }

    /// Reads an unencrypted PEM key.
    init(pem text: String) throws(ProbeError) {
        OpenSSLErrors.clear()
        let read = unsafe MemoryBIO.reading(Array(text.utf8)) { bio in
            // No password is asked for on the terminal.
            unsafe PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in -1 }, nil)
        }
        OpenSSLErrors.clear()
        guard let read = unsafe read, let key = unsafe read else {
            throw ProbeError(.library, "the private key is no unencrypted PEM key")
        }
        unsafe pointer = key
    }

    deinit { unsafe EVP_PKEY_free(pointer) }

    func pem() throws(ProbeError) -> String {
        OpenSSLErrors.clear()
        let text = unsafe MemoryBIO.written { bio in
            unsafe PEM_write_bio_PKCS8PrivateKey(bio, pointer, nil, nil, 0, nil, nil) == 1
        }
        guard let text else { throw OpenSSLErrors.library("write a key") }
        return String(decoding: text, as: UTF8.self)
    }
}
