import CLinux
import Glibc
import ProbeCore
import Synchronization

/// Files that may lie on a file system which never answers: FUSE, NFS and their like.
///
/// A child process asks for them, and each that does not answer in time costs that time once: from then on it counts as one
/// that cannot be read (ETIMEDOUT). Where nothing of the kind is mounted, or no child can be had, files are read directly.
package enum DistantFiles {
    /// What was asked, and has not answered, in the order in which that happened.
    package static var silent: [String] { state.withLock { $0.silent } }

    private struct State {
        /// Nothing as long as it was not read.
        var mounts: MountTable?
        var silent: [String] = []
        /// Files that did not answer, those below other roots too.
        var silences = 0
    }

    private static let state = Mutex(State())

    private static let longest = 8 << 20
    /// How long the table of mounts is taken for what it was.
    private static let longestKnown = Duration.seconds(1)
    /// With one file, for the first of them.
    private static let patience = Duration.milliseconds(1_000)
    /// With what may be megabytes, over a slow line: the end of a log, a report.
    private static let patienceWithLongOnes = Duration.seconds(3)
    /// With a report that is written.
    private static let patienceWithReports = Duration.seconds(20)
    /// With each after so many: they have one reason, as a rule.
    private static let (mostPatient, shortPatience) = (2, Duration.milliseconds(100))

    /// Whether the file at a path may keep its reader waiting.
    static func mayBeSilent(_ path: String) -> Bool {
        // The kernel's own answer, unless the path leads back out.
        guard !["/proc/", "/sys/", "/dev/"].contains(where: path.hasPrefix) || path.contains("/..") else {
            return false
        }
        let mounts = state.withLock { state in
            if let mounts = state.mounts, !mounts.isOlder(than: longestKnown) { return mounts }
            let mounts = MountTable.read()
            state.mounts = mounts
            return mounts
        }
        return mounts.hasDistant && !mounts.isLocal(path)
    }

    /// Whether the file does not answer; it is read to its end, or to the end of what others read of it, to find out.
    package static func isSilent(_ path: String) -> Bool {
        guard mayBeSilent(path) else { return false }
        _ = try? ask(path, below: nil, CLinux_file_bytes, limit: longest)
        return state.withLock { $0.silent.contains(path) }
    }

    /// What reading such a file fails with.
    package static func silence(of path: String) -> FileError {
        FileError(path: path, SystemCallError(call: "read", code: ETIMEDOUT))
    }

    struct Answer {
        var bytes: [UInt8]
        var mode: mode_t
    }

    /// Asks in a child process.
    ///
    /// - Parameters:
    ///   - path: below the root where there is one.
    ///   - root: a folder's descriptor.
    ///   - question: one of `CLinux_file_`.
    ///   - limit: of bytes, or of names.
    /// - Returns: nothing where no child can be had.
    /// - Throws: what the file's own calls failed with; ETIMEDOUT where they did not come back.
    static func ask(
        _ path: String, below root: CInt?, _ question: CInt, limit: Int
    ) throws(SystemCallError) -> Answer? {
        let patience = state.withLock { state -> Duration? in
            if root == nil, state.silent.contains(path) { return nil }
            guard state.silences < mostPatient else { return shortPatience }
            return question == CLinux_file_end || limit > longest ? patienceWithLongOnes : Self.patience
        }
        guard let patience else { throw SystemCallError(call: "read", code: ETIMEDOUT) }
        var child: CInt = 0
        let number = unsafe CLinux_ask_file(root ?? -1, path, question, limit, &child)
        guard number >= 0 else { return nil }
        do throws(SystemCallError) {
            return try answer(of: child, from: Descriptor(owning: number), within: patience, to: "read")
        } catch {
            guard error.code == ETIMEDOUT else { throw error }
            state.withLock { state in
                state.silences += 1
                if root == nil, !state.silent.contains(path) { state.silent.append(path) }
            }
            throw error
        }
    }

    /// Writes a file beside its target and puts it in that one's place, in a child process.
    ///
    /// - Parameters:
    ///   - target: the folder, and the name in it.
    ///   - draft: what the file is called until then.
    ///   - bytes: what it is to hold; nothing only to try.
    ///   - mode: who may read it.
    /// - Returns: whether that is done; no child can be had otherwise.
    /// - Throws: what writing failed with; ETIMEDOUT where the file system did not answer.
    static func write(
        _ target: (folder: String, name: String), by draft: String, _ bytes: [UInt8]?, _ mode: mode_t
    ) throws(SystemCallError) -> Bool {
        var child: CInt = 0
        // Nothing to write is something to write all the same, and its address may be none.
        let held = bytes.map { $0.isEmpty ? [0] : $0 }
        let number =
            if let held {
                unsafe CLinux_write_file(
                    target.folder, target.name, draft, held, bytes?.count ?? 0, mode, &child)
            } else {
                unsafe CLinux_write_file(target.folder, target.name, draft, nil, 0, mode, &child)
            }
        guard number >= 0 else { return false }
        let patience = bytes == nil ? patience : patienceWithReports
        _ = try answer(of: child, from: Descriptor(owning: number), within: patience, to: "write")
        return true
    }

    /// What a child says, which then ends.
    private static func answer(
        of child: CInt, from answers: consuming Descriptor, within patience: Duration, to call: String
    ) throws(SystemCallError) -> Answer {
        let answer = collect(answers, until: .now + patience)
        end(child, isSilent: answer == nil)
        guard let bytes = answer else { throw SystemCallError(call: call, code: ETIMEDOUT) }
        // Killed by somebody.
        guard bytes.count >= 8 else { throw SystemCallError(call: call, code: EIO) }
        let ending = unsafe Array(bytes.suffix(8)).withUnsafeBytes { unsafe $0.loadUnaligned(as: (CInt, mode_t).self) }
        guard ending.0 == 0 else { throw SystemCallError(call: call, code: ending.0) }
        return Answer(bytes: bytes.dropLast(8), mode: ending.1)
    }

    /// All that comes until the end; nothing where that does not come in time.
    private static func collect(
        _ answers: borrowing Descriptor, until end: ContinuousClock.Instant
    ) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let left = ContinuousClock.now.duration(to: end)
            guard left > .zero else { return nil }
            var waiting = pollfd(fd: answers.number, events: Int16(POLLIN), revents: 0)
            let ready = unsafe poll(&waiting, 1, CInt(left / .milliseconds(1)) + 1)
            if ready == 0 || (ready < 0 && errno == EINTR) { continue }
            let count = unsafe read(answers.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes += buffer[..<count]
        }
    }

    /// It is over in a moment, unless its file system keeps it: then it ends when that answers or is gone.
    private static func end(_ child: CInt, isSilent: Bool) {
        if isSilent { kill(child, SIGKILL) }
        for wait in 0..<12 {
            if CLinux_has_ended(child) != 0 { return }
            usleep(1 << UInt32(wait))
        }
        kill(child, SIGKILL)
    }
}
