@testable import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import Testing

/// The engine's folders of certificates, as the engine reads them.
struct RegistryFoldersTests {
    private static let folder = "/etc/docker/certs.d"
    private static let pem = "-----BEGIN CERTIFICATE-----\n"

    @Test(arguments: [
        ("r.example:5000", 5000, true), ("r.example", 5000, false), ("r.example", 443, true),
        ("r.example:443", 443, true),
        ("r.example:5000", 443, false),
    ])
    func `a folder is called as the image has the registry`(name: String, port: Int, isRead: Bool) throws {
        try DeviceRoot.with(["\(Self.folder)/\(name)/ca.crt": Self.pem]) { root in
            let registry = Registry(try HostName(validating: "r.example"), port: UInt16(port))
            #expect((RegistryFolders.roots(of: registry, root: root.path).roots != nil) == isRead)
        }
    }

    @Test(arguments: [
        (["ca.crt", "client.cert", "client.key"], [String]()), (["ca.crt", "registry.cert"], ["registry.cert"]),
        (["domain.key"], ["domain.key"]), (["a.cert", "b.key"], ["a.cert", "b.key"]), (["ca.pem"], []),
    ])
    func `of a certificate and its key either alone is told`(files: [String], told: [String]) throws {
        let all = Dictionary(uniqueKeysWithValues: files.map { ("\(Self.folder)/r.example:5000/\($0)", Self.pem) })
        try DeviceRoot.with(all) { root in
            let found = DeviceConfiguration(root: root.path).unpairedCertificates
            #expect(found.map(\.file.description) == told.map { "\(Self.folder)/r.example:5000/\($0)" })
            #expect(found.allSatisfy { $0.registry.port == 5000 && $0.isKey == $0.file.description.hasSuffix(".key") })
        }
    }
}
