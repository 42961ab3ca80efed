package import ProbeCore
import ProbeEvidence
import ProbeLinux

/// The engine's folders of certificates for registries (docs.docker.com, "Verify repository client with certificates").
package enum RegistryFolders {
    /// Those of the engine, and of the one that comes as a snap, which sees its own folder in that place (the layout and the
    /// description of snap/snapcraft.yaml in canonical/docker-snap: $SNAP_DATA/etc/docker).
    private static let folders = ["/etc/docker/certs.d", "/var/snap/docker/current/etc/docker/certs.d"]

    /// More are somebody's joke.
    private static let mostFolders = 64
    private static let mostUnpaired = 8

    /// The roots that the engine takes for a registry: every file in its folder that ends in `.crt`, and how many of these were
    /// not read.
    package static func roots(of registry: Registry, root: String) -> (roots: String?, leftOut: Int) {
        var folder = ConfigurationFolder(root: root)
        var texts: [String] = []
        for name in names(of: registry) {
            texts += folders.flatMap { folder.texts(in: "\($0)/\(name)", suffix: ".crt").map { $0.text } }
        }
        texts.removeAll { !$0.contains("-----BEGIN CERTIFICATE-----") }
        return (texts.isEmpty ? nil : texts.joined(separator: "\n"), folder.leftOut.map(\.count).reduce(0, +))
    }

    /// A folder is called as the image's name has the registry, which may say 443 and seldom does; another port it has to say.
    private static func names(of registry: Registry) -> [String] {
        let whole = "\(registry.host):\(registry.port)"
        return registry.port == 443 ? ["\(registry.host)", whole] : [whole]
    }

    /// The engine wants to every `.cert` its `.key`, and to every `.key` its `.cert`.
    static func unpaired(in folder: inout ConfigurationFolder) -> [UnpairedCertificate] {
        var found: [UnpairedCertificate] = []
        for place in folders {
            let names = folder.names(in: place, atMost: mostFolders) { !$0.hasPrefix(".") }.kept.sorted()
            for name in names {
                guard let registry = Registry(ofImage: "\(name)/image"), Self.names(of: registry).contains(name) else {
                    continue
                }
                let files = folder.names(in: "\(place)/\(name)") { $0.hasSuffix(".cert") || $0.hasSuffix(".key") }.kept
                for file in files.sorted() {
                    let isKey = file.hasSuffix(".key")
                    let other = isKey ? "\(file.dropLast(3))cert" : "\(file.dropLast(4))key"
                    guard !files.contains(other), found.count < mostUnpaired else { continue }
                    found.append(
                        UnpairedCertificate(
                            registry: registry, file: LocalText("\(place)/\(name)/\(file)"), isKey: isKey))
                }
            }
        }
        return found
    }
}
