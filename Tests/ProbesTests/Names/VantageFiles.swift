import Glibc
import ProbeCore

/// A resolv.conf and a hosts file of a test's own, in a fresh folder that is removed at the end.
struct VantageFiles {
    let resolverConfiguration: String
    let hostsFile: String

    static func with<Result>(
        resolverConfiguration: String?, hosts: String? = nil, _ body: (VantageFiles) async throws -> Result
    ) async throws -> Result {
        var template = Array("/tmp/names.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw NoFolder() }
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let files = VantageFiles(resolverConfiguration: folder + "/resolv.conf", hostsFile: folder + "/hosts")
        defer {
            unlink(files.resolverConfiguration)
            unlink(files.hostsFile)
            rmdir(folder)
        }
        if let resolverConfiguration { try write(resolverConfiguration, to: files.resolverConfiguration) }
        if let hosts { try write(hosts, to: files.hostsFile) }
        return try await body(files)
    }

    private struct NoFolder: Error {}

    private static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw NoFolder() }
        defer { fclose(file) }
        guard fputs(text, file) >= 0 else { throw NoFolder() }
    }
}
