import ProbeEvidence

internal import COpenSSL
internal import ProbeCore

extension X509Certificate {
    private static let mostAlternativeNames = 50

    /// What the certificate says of itself; nothing when it cannot be printed.
    func facts() -> Certificate? {
        OpenSSLErrors.clear()
        defer { OpenSSLErrors.clear() }
        guard let der = unsafe Self.der(of: pointer),
            let subject = unsafe text(of: X509_get_subject_name(pointer)),
            let issuer = unsafe text(of: X509_get_issuer_name(pointer))
        else { return nil }
        let names = alternativeNames()
        var certificate = Certificate(
            subject: subject, issuer: issuer, alternativeNames: names.texts,
            notBefore: unsafe moment(X509_get0_notBefore(pointer)),
            notAfter: unsafe moment(X509_get0_notAfter(pointer)),
            fingerprint: Digest.hexadecimal(Digest.sha256(der)),
            publicKeyFingerprint: Digest.hexadecimal(Digest.sha256(publicKey())), pem: PEM.certificate(der))
        certificate.namesLeftOut = names.leftOut > 0 ? names.leftOut : nil
        certificate.keyIdentifier = unsafe identifier(X509_get0_subject_key_id(pointer))
        certificate.issuersKeyIdentifier = unsafe identifier(X509_get0_authority_key_id(pointer))
        certificate.isLogged = unsafe X509_get_ext_by_NID(pointer, NID_ct_precert_scts, -1) >= 0 ? true : nil
        return certificate
    }

    /// Whether the certificate is for a host name or an IP address (RFC 6125, no partial wildcards).
    func matches(_ name: String, readsSubject: Bool = true) -> Bool {
        OpenSSLErrors.clear()
        defer { OpenSSLErrors.clear() }
        // For the library a length of zero means "measure the text", and a NUL byte would end it.
        guard !name.isEmpty, !name.utf8.contains(0) else { return false }
        if let address = IPAddress(name) {
            return unsafe X509_check_ip(pointer, address.bytes, address.bytes.count, 0) == 1
        }
        let subject = readsSubject ? 0 : UInt32(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT)
        let flags = UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS) | subject
        return unsafe X509_check_host(pointer, name, name.utf8.count, flags, nil) == 1
    }

    /// The form of RFC 2253, in which control and non-ASCII bytes stay as they are: WireText escapes them, once.
    private func text(of name: OpaquePointer?) -> WireText? {
        let flags =
            UInt(XN_FLAG_SEP_COMMA_PLUS) | UInt(XN_FLAG_DN_REV) | UInt(XN_FLAG_DUMP_UNKNOWN_FIELDS)
            | UInt(ASN1_STRFLGS_ESC_2253) | UInt(ASN1_STRFLGS_UTF8_CONVERT) | UInt(ASN1_STRFLGS_DUMP_UNKNOWN)
            | UInt(ASN1_STRFLGS_DUMP_DER)
        let printed = unsafe MemoryBIO.written { bio in
            unsafe X509_NAME_print_ex(bio, name, 0, flags) >= 0
        }
        return printed.map { WireText($0) }
    }

    /// The first of them, and how many there are beyond.
    private func alternativeNames() -> (texts: [WireText], leftOut: Int) {
        guard let decoded = unsafe X509_get_ext_d2i(pointer, NID_subject_alt_name, nil, nil) else { return ([], 0) }
        let names = OpaquePointer(decoded)
        defer { unsafe GENERAL_NAMES_free(names) }
        var texts: [WireText] = []
        let count = unsafe max(0, COpenSSL_sk_GENERAL_NAME_num(names))
        for index in 0..<count {
            guard texts.count < Self.mostAlternativeNames else { return (texts, Int(count - index)) }
            guard let name = unsafe COpenSSL_sk_GENERAL_NAME_value(names, index) else { continue }
            var kind: Int32 = 0
            guard let value = unsafe GENERAL_NAME_get0_value(name, &kind) else { continue }
            switch kind {
            case GEN_DNS:
                unsafe texts.append(WireText(Array("DNS:".utf8) + bytes(of: value)))
            case GEN_IPADD:
                guard let address = unsafe IPAddress(bytes: bytes(of: value)) else { continue }
                texts.append(WireText("IP:\(address)"))
            default:
                continue
            }
        }
        return (texts, 0)
    }

    private func bytes(of value: UnsafeMutableRawPointer) -> [UInt8] {
        let string = unsafe value.assumingMemoryBound(to: ASN1_STRING.self)
        guard let start = unsafe ASN1_STRING_get0_data(string) else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(max(0, ASN1_STRING_length(string)))))
    }

    private static let longestIdentifier = 64

    /// As long as a digest, in every certificate that follows RFC 5280; what is longer is no identifier.
    private func identifier(_ string: UnsafePointer<ASN1_OCTET_STRING>?) -> String? {
        guard let string = unsafe string, let start = unsafe ASN1_STRING_get0_data(string) else { return nil }
        let length = unsafe Int(ASN1_STRING_length(string))
        guard (1...Self.longestIdentifier).contains(length) else { return nil }
        return unsafe Digest.hexadecimal(Array(UnsafeBufferPointer(start: start, count: length)))
    }

    /// Counted from 1970 by the library, because `ASN1_TIME` has two notations and `struct tm` belongs to libc.
    private func moment(_ time: UnsafePointer<ASN1_TIME>?) -> Timestamp? {
        guard let time = unsafe time, let origin = unsafe ASN1_TIME_set(nil, 0) else { return nil }
        defer { unsafe ASN1_TIME_free(origin) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard unsafe ASN1_TIME_diff(&days, &seconds, origin, time) == 1 else { return nil }
        return Timestamp(secondsSince1970: Int64(days) * 86_400 + Int64(seconds))
    }

    /// The SubjectPublicKeyInfo in DER (RFC 5280 section 4.1.2.7).
    private func publicKey() -> [UInt8] {
        let key = unsafe X509_get_X509_PUBKEY(pointer)
        let length = unsafe Int(i2d_X509_PUBKEY(key, nil))
        guard (1...Self.longest).contains(length) else { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            var position = buffer.baseAddress
            count = unsafe i2d_X509_PUBKEY(key, &position) == Int32(length) ? length : 0
        }
    }
}
