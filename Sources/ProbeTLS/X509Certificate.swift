internal import COpenSSL
package import ProbeCore

/// The one owner of a parsed certificate; the corresponding C type is `X509`.
@safe package final class X509Certificate: @unchecked Sendable {
    // Unchecked, because OpenSSL guards what it caches in a certificate that is only read (openssl-threads(7)).

    static let mostInChain = 10
    /// Longer than any certificate of a service, shorter than what a whole handshake may carry.
    static let longest = 65_536

    package let pointer: OpaquePointer

    /// Takes ownership.
    package init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    /// Parses one DER certificate; nothing when it is none, too long, or followed by other bytes.
    init?(der bytes: [UInt8]) {
        guard (1...Self.longest).contains(bytes.count) else { return nil }
        OpenSSLErrors.clear()
        defer { OpenSSLErrors.clear() }
        let (parsed, consumed) = unsafe bytes.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            let parsed = unsafe d2i_X509(nil, &position, buffer.count)
            return unsafe (parsed, parsed == nil ? 0 : position.map { unsafe $0 - (buffer.baseAddress ?? $0) } ?? 0)
        }
        guard let parsed = unsafe parsed else { return nil }
        guard consumed == bytes.count else {
            unsafe X509_free(parsed)
            return nil
        }
        unsafe pointer = parsed
    }

    deinit { unsafe X509_free(pointer) }

    /// The DER form; nothing when it is longer than a certificate may be.
    package static func der(of certificate: OpaquePointer) -> [UInt8]? {
        let length = unsafe Int(i2d_X509(certificate, nil))
        guard (1...longest).contains(length) else { return nil }
        return unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            var position = buffer.baseAddress
            count = unsafe i2d_X509(certificate, &position) == Int32(length) ? length : 0
        }
    }
}

// MARK: - PEM

extension X509Certificate {
    /// Reads every certificate of a text; what else stands in it is passed over.
    ///
    /// - Throws: when one of them is broken, because a bundle that is used in part misleads.
    package static func read(pem text: String) throws(ProbeError) -> [X509Certificate] {
        OpenSSLErrors.clear()
        let read: ([X509Certificate], Bool)? = unsafe MemoryBIO.reading(Array(text.utf8)) { bio in
            var certificates: [X509Certificate] = []
            // An encrypted block is answered with no password, where the default would ask on the terminal.
            while let next = unsafe PEM_read_bio_X509_AUX(bio, nil, { _, _, _, _ in -1 }, nil) {
                unsafe certificates.append(X509Certificate(owning: next))
            }
            let isAtEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE
            return (certificates, isAtEnd)
        }
        OpenSSLErrors.clear()
        guard let (certificates, isAtEnd) = read else { throw OpenSSLErrors.library("read PEM text") }
        guard isAtEnd else {
            throw ProbeError.libraryRefused("certificate \(certificates.count + 1) of the PEM text cannot be read")
        }
        return certificates
    }
}

extension X509Certificate {
    /// The text form of the certificate.
    package func pem() throws(ProbeError) -> String {
        guard let der = unsafe Self.der(of: pointer) else { throw OpenSSLErrors.library("write a certificate") }
        return PEM.certificate(der)
    }
}
