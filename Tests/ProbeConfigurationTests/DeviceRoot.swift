import FoundationEssentials

/// A folder that stands for the root of a device's file system, for the length of a closure.
struct DeviceRoot {
    let path: String

    static func with<Value>(
        _ files: [String: String], _ body: (DeviceRoot) throws -> Value
    ) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "edgeprobe-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let root = DeviceRoot(path: folder.path)
        for (name, text) in files { try root.write(name, Array(text.utf8)) }
        return try body(root)
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let file = URL(filePath: path + name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }
}
