import ProbeTLS

internal import COpenSSL
internal import ProbeCore

extension SigningKey {
    /// Makes a new key, unless it is given: milliseconds on the curve, tenths of a second for RSA.
    convenience init(_ kind: CertificateAuthority.Key) throws(ProbeError) {
        if case .given(let text) = kind {
            try self.init(pem: text)
            return
        }
        OpenSSLErrors.clear()
        let made: OpaquePointer? =
            switch kind {
            case .p256: unsafe COpenSSL_generate_P256()
            case .rsa2048: unsafe COpenSSL_generate_RSA(2048)
            case .rsa1024: unsafe COpenSSL_generate_RSA(1024)
            case .given: nil
            }
        guard let made = unsafe made else { throw OpenSSLErrors.library("make a key") }
        unsafe self.init(owning: made)
    }

    /// The unencrypted text form of the key (RFC 5958).
    func pem() throws(ProbeError) -> String {
        OpenSSLErrors.clear()
        let text = unsafe MemoryBIO.written { bio in
            unsafe PEM_write_bio_PKCS8PrivateKey(bio, pointer, nil, nil, 0, nil, nil) == 1
        }
        guard let text else { throw OpenSSLErrors.library("write a key") }
        return String(decoding: text, as: UTF8.self)
    }
}
