@testable import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import Testing

/// What is left of many files, and of many lines in one, is counted.
struct CountedFilesTests {
    private func read(_ files: [String: String]) throws -> DeviceConfiguration {
        try DeviceRoot.with(files) { DeviceConfiguration(root: $0.path) }
    }

    @Test func `a folder's other files hide none of those that are read, however many they are`() throws {
        let folder = "/etc/systemd/system/docker.service.d"
        var files = Dictionary(uniqueKeysWithValues: (0..<4_200).map { ("\(folder)/\($0).bak", "") })
        files["\(folder)/proxy.conf"] = "[Service]\nEnvironment=HTTPS_PROXY=http://proxy.site.example:3128\n"
        let configuration = try read(files)
        #expect(configuration.proxy?.proxy?.address.description == "proxy.site.example:3128")
        #expect(configuration.leftOut.isEmpty)
        files = Dictionary(uniqueKeysWithValues: (0..<4_200).map { ("/etc/env.d/\($0).env", "") })
        files["/etc/systemd/system/docker.service"] = "[Service]\nEnvironmentFile=-/etc/env.d/*.env\n"
        // Of those beyond the bound of a folder it is not known which come first.
        #expect(try read(files).leftOut.map(\.count).reduce(0, +) == 4_184)
    }

    @Test func `time servers that are not asked, and roots that are not read, are counted`() throws {
        let servers = (0..<5).map { "server ntp\($0).example iburst\n" }.joined()
        let configuration = try read(["/etc/chrony.conf": servers])
        #expect(configuration.timeServers.count == 3 && configuration.leftOut == [LeftOut(.timeServers, 2)])
        let host = try HostName(validating: "registry.example")
        let files = Dictionary(
            uniqueKeysWithValues: (0..<70).map { number in
                ("/etc/docker/certs.d/registry.example/\(number).crt", "-----BEGIN CERTIFICATE-----\n")
            })
        try DeviceRoot.with(files) { root in
            let found = RegistryFolders.roots(of: Registry(host), root: root.path)
            #expect(found.leftOut == 6 && found.roots?.isEmpty == false)
        }
    }
}
