/// What a bundle holds, as the system's tar reads it.
enum UnpackedBundle {
    /// The texts by the names in its one folder.
    static func texts(of folder: ScratchFolder, _ file: String) async throws -> [String: String] {
        let listing = try await Binary.shell("tar -tzf \(folder.file(file))").output
        var texts: [String: String] = [:]
        for path in listing.split(separator: "\n") where !path.hasSuffix("/") {
            let name = String(path.split(separator: "/").last ?? "")
            texts[name] = try await Binary.shell("tar -xOzf \(folder.file(file)) \(path)").output
        }
        return texts
    }
}
