package import ProbeCore
package import ProbeTLS

/// A throw-away authority for the embedded hub and the tests: a root and an intermediate, made when the process starts.
///
/// The chain of three has the shape of Azure's: the server sends leaf and intermediate, and the client holds the root.
package struct CertificateAuthority: Sendable {
    package enum Key: Sendable {
        case p256
        /// What services of Azure show, and what costs tenths of a second to make.
        case rsa2048
        /// Too weak for a client of today, as old inspecting boxes still show it.
        case rsa1024
        /// One that is there already, as PEM (RFC 5958).
        case given(String)

        /// A new one, for several certificates.
        package func made() throws(ProbeError) -> Key { .given(try SigningKey(self).pem()) }
    }

    /// Who a certificate names.
    package struct Name: Sendable {
        package var commonName: String
        package var organization: String?

        package init(_ commonName: String, organization: String? = nil) {
            self.commonName = commonName
            self.organization = organization
        }
    }

    /// A server certificate as it is wanted.
    package struct Leaf: Sendable {
        package var name: Name
        /// DNS names and IP addresses; what reads as an address is one.
        package var alternativeNames: [String]
        package var validity: ClosedRange<Timestamp>
        package var key: Key

        package init(
            _ name: Name, alternativeNames: [String], validity: ClosedRange<Timestamp>, key: Key = .rsa2048
        ) {
            self.name = name
            self.alternativeNames = alternativeNames
            self.validity = validity
            self.key = key
        }
    }

    /// The PEM text that a client must hold to trust this authority.
    package let root: String
    /// The PEM text that a server sends after its leaf.
    package let intermediate: String
    private let intermediateKey: String

    /// Makes the keys and certificates of root and intermediate.
    package init(
        root rootName: Name, intermediate intermediateName: Name, validity: ClosedRange<Timestamp>
    ) throws(ProbeError) {
        let rootKey = try SigningKey(.p256)
        let rootDraft = CertificateDraft(
            subject: rootName, validity: validity, usage: .root, alternativeNames: [])
        let rootCertificate = try rootDraft.signed(for: rootKey, by: nil, with: rootKey)
        let key = try SigningKey(.p256)
        let draft = CertificateDraft(
            subject: intermediateName, validity: validity, usage: .intermediate, alternativeNames: [])
        let certificate = try draft.signed(for: key, by: rootCertificate, with: rootKey)
        root = try rootCertificate.pem()
        intermediate = try certificate.pem()
        intermediateKey = try key.pem()
    }

    /// Issues a server certificate, followed in its chain by the intermediate.
    package func issue(_ leaf: Leaf) throws(ProbeError) -> ServerIdentity {
        let key = try SigningKey(leaf.key)
        let draft = CertificateDraft(
            subject: leaf.name, validity: leaf.validity, usage: .server, alternativeNames: leaf.alternativeNames)
        guard let issuer = try X509Certificate.read(pem: intermediate).first else {
            throw ProbeError.libraryRefused("the intermediate certificate cannot be read")
        }
        let certificate = try draft.signed(for: key, by: issuer, with: try SigningKey(pem: intermediateKey))
        return ServerIdentity(chain: try certificate.pem() + intermediate, privateKey: try key.pem())
    }

    /// Makes a server certificate that vouches for itself.
    package static func selfSigned(_ leaf: Leaf) throws(ProbeError) -> ServerIdentity {
        let key = try SigningKey(leaf.key)
        let draft = CertificateDraft(
            subject: leaf.name, validity: leaf.validity, usage: .server, alternativeNames: leaf.alternativeNames)
        let certificate = try draft.signed(for: key, by: nil, with: key)
        return ServerIdentity(chain: try certificate.pem(), privateKey: try key.pem())
    }
}

extension CertificateAuthority: CustomStringConvertible, CustomDebugStringConvertible {
    /// Prints as nothing, so that no log shows the key by accident.
    package var description: String { "(certificate authority)" }
    package var debugDescription: String { description }
}
