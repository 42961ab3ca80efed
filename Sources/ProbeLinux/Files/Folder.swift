import CLinux
import Glibc
package import ProbeCore

/// What lies in a folder, and what kind a file is.
package enum Folder {
    /// Some of the names in a folder, in the kernel's order.
    package struct Names: Hashable, Sendable {
        package var kept: [String] = []
        /// Names beyond the bound.
        package var leftOut = 0

        package init() {}

        fileprivate mutating func take(_ name: String, _ most: Int, _ isWanted: (String) -> Bool) {
            guard name != ".", name != "..", isWanted(name) else { return }
            if kept.count < most { kept.append(name) } else { leftOut += 1 }
        }
    }

    /// More than a folder has that somebody means to be read; longer lists are read to the end and no further than this.
    private static let longest = 1 << 20

    /// The names in a folder in the kernel's order, without `.` and `..`.
    package static func names(in path: String) throws(FileError) -> [String] {
        try names(in: path, atMost: longest) { _ in true }.kept
    }

    /// Those of the names in a folder that are wanted, without `.` and `..`.
    package static func names(
        in path: String, atMost most: Int, where isWanted: (String) -> Bool
    ) throws(FileError) -> Names {
        do throws(SystemCallError) {
            if DistantFiles.mayBeSilent(path),
                let answer = try DistantFiles.ask(path, below: nil, CLinux_file_names, limit: longest)
            {
                return names(in: answer.bytes, atMost: most, where: isWanted)
            }
            let folder = Descriptor(
                owning: try systemCall("open") { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK) })
            return try entries(of: folder, atMost: most, where: isWanted)
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// Of names with a NUL behind each.
    static func names(in bytes: [UInt8], atMost most: Int, where isWanted: (String) -> Bool) -> Names {
        var names = Names()
        for name in bytes.split(separator: 0) { names.take(String(decoding: name, as: UTF8.self), most, isWanted) }
        return names
    }

    static func entries(
        of folder: consuming Descriptor, atMost most: Int, where isWanted: (String) -> Bool
    ) throws(SystemCallError) -> Names {
        let listing = try Listing(of: folder)
        var names = Names()
        var read = 0
        while read < longest, let name = listing.next() {
            read += 1
            names.take(name, most, isWanted)
        }
        return names
    }

    /// Goes through where the symbolic links in a folder of the kernel's lead, in the kernel's order, until the body has had
    /// enough; of a long one it gets the beginning.
    ///
    /// - Returns: whether those were all.
    static func forEachTarget(in path: String, _ body: (ArraySlice<UInt8>) -> Bool) throws(FileError) -> Bool {
        do throws(SystemCallError) {
            let listing = try Listing(
                of: Descriptor(owning: try systemCall("open") { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
            )
            var target = [UInt8](repeating: 0, count: 64)
            while let name = listing.next() {
                let length = unsafe readlinkat(listing.number, name, &target, target.count)
                if length > 0, !body(target[..<length]) { return false }
            }
            return true
        } catch {
            throw FileError(path: path, error)
        }
    }

    /// Where a symbolic link leads; nothing where it is none or may not be read.
    package static func target(ofLink path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe readlink(path, &buffer, buffer.count)
        guard length > 0 else { return nil }
        return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether a path is a symbolic link; of what may never answer that is not asked.
    package static func isLink(_ path: String) -> Bool {
        !DistantFiles.mayBeSilent(path) && target(ofLink: path) != nil
    }

    /// What stands at a path, symbolic links followed.
    package enum Kind: Hashable, Sendable {
        case file, folder, socket, other
        case missing
        case unreadable(SystemError)
    }

    package static func kind(of path: String) -> Kind {
        do throws(SystemCallError) { return kind(try mode(of: path)) } catch { return kind(error) }
    }

    /// The st_mode of what stands at a path, symbolic links followed (inode(7)).
    static func mode(of path: String) throws(SystemCallError) -> mode_t {
        if DistantFiles.mayBeSilent(path),
            let answer = try DistantFiles.ask(path, below: nil, CLinux_file_kind, limit: 0)
        {
            return answer.mode
        }
        var status = stat()
        _ = try systemCall("stat") { unsafe stat(path, &status) }
        return status.st_mode
    }

    /// What a failure to look says of a path.
    package static func kind(_ error: SystemCallError) -> Kind {
        error.code == ENOENT || error.code == ENOTDIR ? .missing : .unreadable(error.error)
    }

    static func kind(_ mode: mode_t) -> Kind {
        switch mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFSOCK: .socket
        default: .other
        }
    }
}

extension Folder {
    /// The name of what stands in a folder, from the entry's place in memory.
    ///
    /// The type has 256 bytes for a name, and the last entry that was read has no more behind it than its own name (readdir(3)): a
    /// copy of the member would read beyond them.
    static func name(of entry: UnsafePointer<dirent>) -> String {
        guard let place = MemoryLayout<dirent>.offset(of: \.d_name) else { return "" }
        return unsafe String(cString: UnsafeRawPointer(entry).advanced(by: place).assumingMemoryBound(to: CChar.self))
    }
}

/// What an open folder has, name by name (readdir(3)).
@safe private struct Listing: ~Copyable {
    private let stream: OpaquePointer
    let number: CInt

    init(of folder: consuming Descriptor) throws(SystemCallError) {
        let number = folder.release()
        guard let stream = unsafe fdopendir(number) else {
            let code = errno
            close(number)
            throw SystemCallError(call: "fdopendir", code: code)
        }
        unsafe self.stream = stream
        self.number = number
    }

    func next() -> String? {
        guard let entry = unsafe readdir(stream) else { return nil }
        return unsafe Folder.name(of: entry)
    }

    deinit { unsafe closedir(stream) }
}
