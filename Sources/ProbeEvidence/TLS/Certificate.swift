package import ProbeCore

/// The facts of one X.509 certificate; every text in it was written by the network.
package struct Certificate: Codable, Hashable, Sendable {
    /// RFC 2253 form, harmless text.
    package let subject: WireText
    package let issuer: WireText
    /// `DNS:…` and `IP:…` names, at most 50.
    package let alternativeNames: [WireText]
    /// Names beyond; nothing where there are none, and in an older report.
    package var namesLeftOut: Int?
    package let notBefore: Timestamp?
    package let notAfter: Timestamp?
    /// SHA-256 of the DER certificate, hexadecimal.
    package let fingerprint: String
    /// SHA-256 of the SubjectPublicKeyInfo, hexadecimal.
    package let publicKeyFingerprint: String
    package let pem: String
    /// The identifier of its own key and of the one that signed it (RFC 5280 sections 4.2.1.2 and 4.2.1.1), hexadecimal;
    /// nothing where it names none, and in older reports.
    package var keyIdentifier: String?
    package var issuersKeyIdentifier: String?
    /// Public logs have promised to show it (a list of SCTs in it, RFC 6962 section 3.3), as browsers demand of public
    /// authorities; nothing where it carries no promise, and in older reports.
    package var isLogged: Bool?

    package init(
        subject: WireText, issuer: WireText, alternativeNames: [WireText], notBefore: Timestamp?, notAfter: Timestamp?,
        fingerprint: String, publicKeyFingerprint: String, pem: String
    ) {
        self.subject = subject
        self.issuer = issuer
        self.alternativeNames = alternativeNames
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.fingerprint = fingerprint
        self.publicKeyFingerprint = publicKeyFingerprint
        self.pem = pem
    }
}
