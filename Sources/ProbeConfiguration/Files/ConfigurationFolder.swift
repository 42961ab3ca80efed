import ProbeCore
package import ProbeEvidence
import ProbeLinux

/// The device's files, below the root of a file system: the device's own, a container's, or a test's.
package struct ConfigurationFolder: Sendable {
    private let root: String
    /// What became of every file that is there, in the order of reading.
    package private(set) var files: [ConfigurationFile] = []

    /// No configuration is longer; more than this is not read.
    package static let longest = 1 << 20

    package init(root: String) {
        var root = root
        while root.hasSuffix("/") { root.removeLast() }
        self.root = root
    }

    package func place(of path: String) -> String { root + path }

    package func exists(_ path: String) -> Bool { Folder.kind(of: place(of: path)) != .missing }

    /// The text of a file; nothing where it is missing, cannot be read, or is no text.
    ///
    /// - Parameters:
    ///   - path: below the root.
    ///   - masks: whether a device in the file's place, such as /dev/null, only says that there is no such file.
    /// - Returns: all of it.
    package mutating func text(_ path: String, masks: Bool = false) -> String? {
        guard let bytes = bytes(path, masks: masks) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            note(ConfigurationSyntaxError(.notText, line: nil), at: path)
            return nil
        }
        return text
    }

    /// The bytes of a file that is listed as read.
    package mutating func bytes(_ path: String, masks: Bool = false) -> [UInt8]? {
        guard !masks || Folder.kind(of: place(of: path)) != .other else { return nil }
        do throws(FileError) {
            let bytes = try TextFile.bytes(place(of: path), limit: Self.longest)
            files.append(ConfigurationFile(path: path, state: .read))
            return bytes
        } catch {
            guard error.error != "ENOENT", error.error != "ENOTDIR" else { return nil }
            var file = ConfigurationFile(path: path, state: .unreadable)
            file.error = error.error
            files.append(file)
            return nil
        }
    }

    /// A file's content in its language; nothing where it is missing or does not parse.
    package mutating func document(
        _ path: String, _ parse: (String) throws(ConfigurationSyntaxError) -> ConfigurationDocument
    ) -> ConfigurationDocument? {
        guard let text = text(path) else { return nil }
        do throws(ConfigurationSyntaxError) {
            return try parse(text)
        } catch {
            note(error, at: path)
            return nil
        }
    }

    /// The texts of the files in a folder that end in a suffix, in the order of their names.
    package mutating func texts(in folder: String, suffix: String) -> [(path: String, text: String)] {
        dropIns(in: [folder], suffix: suffix)
    }

    /// The texts of the files in several folders, in the order of their names; of two with one name the first folder's.
    package mutating func dropIns(in folders: [String], suffix: String = ".conf") -> [(path: String, text: String)] {
        var paths: [String: String] = [:]
        for folder in folders {
            let names = (try? Folder.names(in: place(of: folder), limit: 256)) ?? []
            for name in names where name.hasSuffix(suffix) && !name.hasPrefix(".") && paths[name] == nil {
                paths[name] = "\(folder)/\(name)"
            }
        }
        let inOrder = paths.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return inOrder.prefix(64).compactMap { _, path in text(path, masks: true).map { (path, $0) } }
    }

    /// Lists what is wrong with a file in place of its having been read.
    package mutating func note(_ error: ConfigurationSyntaxError, at path: String) {
        files.removeAll { $0.path == LocalText(path) && $0.state == .read }
        var file = ConfigurationFile(path: path, state: error.isCertain ? .malformed : .unsupported)
        file.problem = error.problem
        file.line = error.line
        file.member = error.member.map { LocalText($0) }
        files.append(file)
    }
}
