import CertificateMint
import ProbeCore
import ProbeLinux
import ProbeTLS

/// A certificate of a throw-away authority for the hub's name, and a trust that knows the authority.
struct Minted {
    static let name = "myhub.azure-devices.net"

    let identity: ServerIdentity
    let trust: Trust

    init() throws {
        let now = Timestamp.now().secondsSince1970
        let validity = Timestamp(secondsSince1970: now - 3600)...Timestamp(secondsSince1970: now + 3600)
        let authority = try CertificateAuthority(
            root: .init("Test Root"), intermediate: .init("Test Intermediate"), validity: validity)
        identity = try authority.issue(
            .init(.init(Self.name), alternativeNames: [Self.name], validity: validity, key: .p256))
        trust = try Trust(TrustedRoots(given: authority.root, onlyGiven: true))
    }
}
