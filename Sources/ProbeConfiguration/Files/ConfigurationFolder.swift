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

    /// The text of a file; nothing where it is missing, cannot be read, or is no text.
    package mutating func text(_ path: String) -> String? {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try TextFile.bytes(place(of: path), limit: Self.longest)
        } catch {
            guard error.error != "ENOENT", error.error != "ENOTDIR" else { return nil }
            var file = ConfigurationFile(path: path, state: .unreadable)
            file.error = error.error
            files.append(file)
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            note(ConfigurationSyntaxError(.notText, line: nil), at: path)
            return nil
        }
        files.append(ConfigurationFile(path: path, state: .read))
        return text
    }

    /// A file's content in its language; nothing where it is missing or does not parse.
    package mutating func value(
        _ path: String, _ parse: (String) throws(ConfigurationSyntaxError) -> ConfigurationValue
    ) -> ConfigurationValue? {
        guard let text = text(path) else { return nil }
        do throws(ConfigurationSyntaxError) {
            return try parse(text)
        } catch {
            files.removeLast()
            note(error, at: path)
            return nil
        }
    }

    /// The texts of the files in a folder that end in a suffix, in the order of their names.
    package mutating func texts(in folder: String, suffix: String) -> [(path: String, text: String)] {
        let names = ((try? Folder.names(in: place(of: folder), limit: 256)) ?? []).filter { $0.hasSuffix(suffix) }
        return names.sorted().prefix(32).compactMap { name in
            let path = "\(folder)/\(name)"
            return text(path).map { (path, $0) }
        }
    }

    private mutating func note(_ error: ConfigurationSyntaxError, at path: String) {
        var file = ConfigurationFile(path: path, state: error.isCertain ? .malformed : .unsupported)
        file.problem = error.problem
        file.line = error.line
        files.append(file)
    }
}
