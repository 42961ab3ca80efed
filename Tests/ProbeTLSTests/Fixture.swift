import CertificateMint
import ProbeCore
import ProbeTLS

/// One authority and one server identity for all tests, on the curve because they are made in milliseconds.
enum Fixture {
    /// 2026-01-01 to 2027-01-01.
    static let validity =
        Timestamp(secondsSince1970: 1_767_225_600)...Timestamp(secondsSince1970: 1_798_761_600)
    static let now = Timestamp(secondsSince1970: 1_780_000_000)

    static let authority = unwrap {
        try CertificateAuthority(
            root: .init("Lab Root", organization: "Lab"), intermediate: .init("Lab TLS 01", organization: "Lab"),
            validity: validity)
    }
    static let identity = unwrap { try authority.issue(leaf()) }

    static func leaf(
        names: [String] = ["*.azure-devices.net"], validity: ClosedRange<Timestamp> = validity,
        key: CertificateAuthority.Key = .p256
    ) -> CertificateAuthority.Leaf {
        CertificateAuthority.Leaf(
            .init("*.azure-devices.net", organization: "Microsoft Corporation"), alternativeNames: names,
            validity: validity, key: key)
    }

    private static func unwrap<Value>(_ make: () throws -> Value) -> Value {
        do { return try make() } catch { preconditionFailure("the fixture cannot be made: \(error)") }
    }
}
