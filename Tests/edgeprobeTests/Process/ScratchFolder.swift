import FoundationEssentials
import Glibc

/// A folder of a test's own that is removed with all it holds.
final class ScratchFolder {
    struct Failure: Error {}

    let path: String

    init() throws {
        var template = Array("\(FileManager.default.temporaryDirectory.path)/edgeprobe.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure() }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: file(name))), as: UTF8.self)
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
    }

    /// The permission bits of stat(2).
    func mode(of name: String) -> mode_t? {
        var status = stat()
        guard stat(file(name), &status) == 0 else { return nil }
        return status.st_mode & 0o7777
    }
}
