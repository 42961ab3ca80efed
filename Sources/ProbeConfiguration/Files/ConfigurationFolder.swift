package import ProbeCore
package import ProbeEvidence
package import ProbeLinux

/// The device's files, below the root of a file system: the device's own, a container's, or a test's.
package struct ConfigurationFolder: Sendable {
    /// Without a slash at its end; empty for the device's own.
    private let root: String
    private var isForeign: Bool { !root.isEmpty }
    /// What became of every file that is there, in the order of reading.
    package private(set) var files: [ConfigurationFile] = []
    /// Files that are there and were not read, for their number.
    package private(set) var leftOut: [LeftOut] = []

    /// No configuration is longer; more than this is not read.
    package static let longest = 1 << 20

    package init(root: String) {
        var root = root
        while root.hasSuffix("/") { root.removeLast() }
        self.root = root
    }

    package func place(of path: String) -> String { root + path }

    package func exists(_ path: String) -> Bool { kind(of: path) != .missing }

    /// What stands at a path below the root; a link in somebody else's root leads nowhere outside it.
    package func kind(of path: String) -> Folder.Kind {
        guard isForeign else { return Folder.kind(of: path) }
        do throws(SystemCallError) {
            return try RootFolder(root).kind(of: path)
        } catch {
            return Folder.kind(error)
        }
    }

    /// The bytes of a regular file below the root.
    package func contents(of path: String, limit: Int = Self.longest) throws(FileError) -> [UInt8] {
        guard isForeign else { return try TextFile.bytes(path, limit: limit) }
        return try foreignRoot(path).bytes(path, limit: limit)
    }

    /// What lies in a folder and is wanted, in the kernel's order; nothing where that cannot be read.
    package func names(
        in path: String, atMost most: Int = Self.mostNames, where isWanted: (String) -> Bool
    ) -> Folder.Names {
        let names =
            isForeign
            ? try? foreignRoot(path).names(in: path, atMost: most, where: isWanted)
            : try? Folder.names(in: path, atMost: most, where: isWanted)
        return names ?? Folder.Names()
    }

    /// Of a folder, before they are put in order; those beyond may come before them in it.
    package static let mostNames = 4_096

    private func foreignRoot(_ path: String) throws(FileError) -> RootFolder {
        do throws(SystemCallError) { return try RootFolder(root) } catch { throw FileError(path: path, error) }
    }

    /// What lies in a folder and is wanted, in the order of the names; what there was no room for counts as left out.
    mutating func names(in path: String, of list: LeftOut.List, where isWanted: (String) -> Bool) -> [String] {
        let names = names(in: path, where: isWanted)
        leave(list, names.leftOut)
        return names.kept.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

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
        guard !masks || kind(of: path) != .other else { return nil }
        do throws(FileError) {
            let bytes = try contents(of: path)
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

    /// Notes that files of a kind were too many to be read.
    mutating func leave(_ list: LeftOut.List, _ count: Int) {
        if count > 0 { leftOut.append(LeftOut(list, count)) }
    }

    private static let mostDropIns = 64

    /// The texts of the files in a folder that end in a suffix, in the order of their names.
    package mutating func texts(in folder: String, suffix: String) -> [(path: String, text: String)] {
        dropIns(in: [folder], suffix: suffix)
    }

    /// The texts of the files in several folders, in the order of their names; of two with one name the first folder's.
    package mutating func dropIns(in folders: [String], suffix: String = ".conf") -> [(path: String, text: String)] {
        var paths: [String: String] = [:]
        var unseen = 0
        for folder in folders {
            let names = names(in: folder) { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }
            for name in names.kept where paths[name] == nil { paths[name] = "\(folder)/\(name)" }
            unseen += names.leftOut
        }
        let inOrder = paths.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let (read, others) = inOrder.divided(at: Self.mostDropIns)
        leave(.dropIns, others + unseen)
        return read.compactMap { _, path in text(path, masks: true).map { (path, $0) } }
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
