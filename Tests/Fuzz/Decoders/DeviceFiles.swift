import FoundationEssentials
import Glibc
@testable import ProbeConfiguration
import ProbeCore
import ProbeEvidence

/// The whole of a device's configuration, read from a folder with one file: the first byte says which.
enum DeviceFiles {
    /// Every kind of file that `DeviceConfiguration` reads, and a unit that names the second one as its environment.
    private static let places = [
        "etc/aziot/config.toml", "etc/iotedge/config.yaml", "etc/systemd/system/docker.service.d/proxy.conf",
        "etc/default/docker", "etc/systemd/system.conf", "etc/systemd/timesyncd.conf", "etc/chrony/chrony.conf",
        "etc/docker/daemon.json", "etc/hostname", "var/lib/aziot/identityd/device_info", "etc/ntp.conf",
    ]
    private static let unit = "[Service]\nEnvironmentFile=-/etc/default/docker\nExecStart=/usr/bin/dockerd $OPTIONS\n"

    /// Made once for each process, below TMPDIR, and taken away at its end.
    private static let root: String? = {
        let base = FileManager.default.temporaryDirectory.appending(path: "edgeprobe-decoders-\(getpid())").path
        for place in places + ["etc/systemd/system/docker.service"] {
            let folder = "\(base)/\(place.prefix(upTo: place.lastIndex(of: "/") ?? place.startIndex))"
            guard (try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)) != nil
            else { return nil }
        }
        write(Array(unit.utf8), to: "\(base)/etc/systemd/system/docker.service")
        atexit { DeviceFiles.remove() }
        return base
    }()

    @Sendable static func decode(_ input: [UInt8]) {
        guard let choice = input.first else { return }
        guard let root else { preconditionFailure("a folder for the files") }
        let path = "\(root)/\(places[Int(choice) % places.count])"
        write(Array(input.dropFirst()), to: path)
        defer { unlink(path) }
        let configuration = DeviceConfiguration(root: root)
        precondition(configuration.timeServers.count <= 3)
        let evidence = ConfigurationEvidence(configuration)
        for file in evidence.files { precondition(isHarmless(file.path.description)) }
    }

    private static func remove() { if let root { try? FileManager.default.removeItem(atPath: root) } }

    private static func write(_ bytes: [UInt8], to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { preconditionFailure("a file can be made") }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { preconditionFailure("a file can be written") }
            rest = rest.dropFirst(count)
        }
    }
}
