import ProbeTLS

internal import COpenSSL
internal import ProbeCore

/// What a certificate will say, before a key signs it.
struct CertificateDraft {
    enum Usage {
        case root, intermediate, server

        /// RFC 5280 section 4.2.1, in the notation of x509v3_config(5).
        var extensions: [(identifier: Int32, value: String)] {
            let usages: [(Int32, String)] =
                switch self {
                case .root:
                    [(NID_basic_constraints, "critical,CA:TRUE"), (NID_key_usage, "critical,keyCertSign,cRLSign")]
                case .intermediate:
                    [
                        (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"),
                        (NID_key_usage, "critical,digitalSignature,keyCertSign,cRLSign"),
                        (NID_ext_key_usage, "serverAuth,clientAuth"),
                    ]
                case .server:
                    [
                        (NID_basic_constraints, "critical,CA:FALSE"),
                        (NID_key_usage, "critical,digitalSignature,keyEncipherment"),
                        (NID_ext_key_usage, "serverAuth,clientAuth"),
                    ]
                }
            return usages + [(NID_subject_key_identifier, "hash")]
        }
    }

    let subject: CertificateAuthority.Name
    let validity: ClosedRange<Timestamp>
    let usage: Usage
    let alternativeNames: [String]

    /// Makes the certificate of a key; without an issuer it vouches for itself.
    func signed(
        for key: SigningKey, by issuer: X509Certificate?, with issuerKey: SigningKey
    ) throws(ProbeError) -> X509Certificate {
        OpenSSLErrors.clear()
        guard let blank = unsafe X509_new() else { throw OpenSSLErrors.library("make a certificate") }
        let certificate = unsafe X509Certificate(owning: blank)
        guard unsafe X509_set_version(certificate.pointer, 2) == 1,
            unsafe X509_set_pubkey(certificate.pointer, key.pointer) == 1,
            numbers(certificate), dates(certificate), names(certificate, issuer: issuer),
            extends(certificate, issuer: issuer), addsAlternativeNames(certificate),
            unsafe X509_sign(certificate.pointer, issuerKey.pointer, EVP_sha256()) > 0
        else {
            throw OpenSSLErrors.library("make a certificate")
        }
        return certificate
    }

    /// A serial number of 63 random bits (RFC 5280 section 4.1.2.2 asks for a positive one).
    private func numbers(_ certificate: X509Certificate) -> Bool {
        let serial = UInt64.random(in: 1...UInt64(Int64.max))
        return unsafe ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.pointer), serial) == 1
    }

    private func dates(_ certificate: X509Certificate) -> Bool {
        func set(_ field: UnsafeMutablePointer<ASN1_TIME>?, _ moment: Timestamp) -> Bool {
            unsafe ASN1_TIME_set(field, time_t(clamping: moment.secondsSince1970)) != nil
        }
        return unsafe set(X509_getm_notBefore(certificate.pointer), validity.lowerBound)
            && set(X509_getm_notAfter(certificate.pointer), validity.upperBound)
    }

    private func names(_ certificate: X509Certificate, issuer: X509Certificate?) -> Bool {
        guard let name = unsafe X509_get_subject_name(certificate.pointer) else { return false }
        for (field, value) in [("O", subject.organization), ("CN", subject.commonName)] {
            guard let value else { continue }
            let bytes = Array(value.utf8)
            guard
                unsafe X509_NAME_add_entry_by_txt(
                    name, field, MBSTRING_UTF8, bytes, Int32(clamping: bytes.count), -1, 0) == 1
            else { return false }
        }
        let issuerName = unsafe issuer.map { unsafe X509_get_subject_name($0.pointer) } ?? name
        return unsafe X509_set_issuer_name(certificate.pointer, issuerName) == 1
    }

    private func extends(_ certificate: X509Certificate, issuer: X509Certificate?) -> Bool {
        var context = unsafe X509V3_CTX()
        unsafe X509V3_set_ctx(&context, (issuer ?? certificate).pointer, certificate.pointer, nil, nil, 0)
        // The issuer's identifier is copied from the issuer, so a self-signed certificate needs its own first.
        for (identifier, value) in usage.extensions + [(NID_authority_key_identifier, "keyid:always")] {
            guard let made = unsafe X509V3_EXT_conf_nid(nil, &context, identifier, value) else { return false }
            defer { unsafe X509_EXTENSION_free(made) }
            guard unsafe X509_add_ext(certificate.pointer, made, -1) == 1 else { return false }
        }
        return true
    }

    /// Built piece by piece and not from configuration text, in which a comma in a name would begin another name.
    private func addsAlternativeNames(_ certificate: X509Certificate) -> Bool {
        guard !alternativeNames.isEmpty else { return true }
        guard let names = unsafe GENERAL_NAMES_new() else { return false }
        defer { unsafe GENERAL_NAMES_free(names) }
        for text in alternativeNames {
            let address = IPAddress(text)
            let bytes = address?.bytes ?? Array(text.utf8)
            guard let name = unsafe GENERAL_NAME_new() else { return false }
            guard let value = unsafe ASN1_STRING_type_new(address == nil ? V_ASN1_IA5STRING : V_ASN1_OCTET_STRING),
                unsafe ASN1_STRING_set(value, bytes, Int32(clamping: bytes.count)) == 1
            else {
                unsafe GENERAL_NAME_free(name)
                return false
            }
            unsafe GENERAL_NAME_set0_value(name, address == nil ? GEN_DNS : GEN_IPADD, value)
            guard unsafe COpenSSL_sk_GENERAL_NAME_push(names, name) == 1 else {
                unsafe GENERAL_NAME_free(name)
                return false
            }
        }
        return unsafe X509_add1_ext_i2d(
            certificate.pointer, NID_subject_alt_name, UnsafeMutableRawPointer(names), 0, 0) == 1
    }
}
