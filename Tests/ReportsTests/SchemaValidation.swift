import FoundationEssentials
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Runs a validator over reports; cancels the test where it is not installed.
final class SchemaValidation {
    struct Invalid: Error {}

    static var schema: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Reports/Schema/report-1.schema.json")
    }

    private let folder: URL
    private var files: [String] = []

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "edgeprobe-schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func add(_ text: String, name: String, extension: String = "json") throws {
        let file = folder.appending(path: "\(name).\(`extension`)")
        try Data(text.utf8).write(to: file)
        files.append(file.path)
    }

    /// Holds JSON against the schema, by Python's jsonschema.
    func run() throws { try run("validate-schema.py", [Self.schema.path], "python3 with the package jsonschema") }

    /// Holds pages against the standard's parser, by Python's html5lib.
    func runOnPages() throws { try run("validate_html.py", [], "python3 with the package html5lib") }

    /// Holds metrics against the conventions, by Prometheus's own tool.
    func runOnMetrics() throws {
        for file in files {
            try Self.judge(try Self.spawn(["sh", "-c", "promtool check metrics < \"$0\"", file]), needing: "promtool")
        }
    }

    private func run(_ name: String, _ arguments: [String], _ need: String) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name).path
        var status = try Self.spawn(["python3", script] + arguments + files)
        // Another Python before the system's in PATH lacks the system's packages.
        if status == 77 { status = try Self.spawn(["/usr/bin/python3", script] + arguments + files) }
        try Self.judge(status, needing: need)
    }

    private static func judge(_ status: Int32, needing tool: String) throws {
        switch status {
        case 0: return
        case 77, 127: try Test.cancel("\(tool) is not installed")
        default: throw Invalid()
        }
    }

    private static func spawn(_ arguments: [String]) throws -> Int32 {
        var pid = pid_t()
        let pointers = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        // Listeners of tests beside this one, which NIO opens inheritable, must not live on in the program.
        for descriptor in CInt(3)..<1024 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let code = posix_spawnp(&pid, pointers[0] ?? strdup(""), nil, nil, pointers, environ)
        guard code == 0 else { return 127 }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        return (status >> 8) & 0xff
    }
}
