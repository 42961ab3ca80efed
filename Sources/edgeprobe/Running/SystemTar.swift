import FoundationEssentials
import ProbeCore
import ProbeLinux
import Subprocess
import SystemPackage

/// The system's tar, which packs a folder.
enum SystemTar {
    /// Why there is no archive.
    enum Failure: Error {
        case absent, refused, tooLong

        var sentence: Sentence {
            switch self {
            case .absent: "no bundle can be made: there is no tar at \(verbatim: places.joined(separator: " or "))."
            case .refused: "no bundle can be made: this system's tar, or the gzip that it starts, failed."
            case .tooLong: "no bundle can be made: it would be longer than \(longest >> 20) MB."
            }
        }
    }

    private static let places = ["/usr/bin/tar", "/bin/tar"]
    private static let longest = 256 << 20
    /// Packing what a run writes takes less than a second.
    private static let patience = Duration.seconds(60)

    /// Nothing where there is none.
    static var program: String? {
        places.first { (try? FileDescriptor.open(FilePath($0), .readOnly).close()) != nil }
    }

    /// Packs a folder with all that is in it.
    ///
    /// Who made the files is nobody's business: the archive says root.
    ///
    /// - Parameters:
    ///   - folder: a name below the parent.
    ///   - parent: where it is.
    ///   - isAnonymous: rather no archive than one that names the user; a small tar knows no option to leave it out.
    /// - Returns: the archive, compressed by gzip.
    /// - Throws: why there is none.
    static func archive(
        _ folder: String, in parent: String, isAnonymous: Bool
    ) async throws(Failure) -> [UInt8] {
        guard let program else { throw .absent }
        let files = ["-C", parent, "-czf", "-", folder]
        if let archive = try await run(program, ["--owner=0", "--group=0", "--numeric-owner"] + files) {
            return archive
        }
        guard !isAnonymous, let archive = try await run(program, files) else { throw .refused }
        return archive
    }

    /// Nothing where it fails.
    private static func run(_ program: String, _ arguments: [String]) async throws(Failure) -> [UInt8]? {
        let limit = longest
        do {
            return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                group.addTask {
                    let result = try await Subprocess.run(
                        .path(FilePath(program)), arguments: Arguments(arguments),
                        // It looks for gzip itself.
                        environment: .custom(["LC_ALL": "C", "PATH": "/usr/bin:/bin"]),
                        output: .bytes(limit: limit), error: .discarded)
                    guard case .exited(0) = result.terminationStatus else { return nil }
                    return result.standardOutput
                }
                group.addTask {
                    try await Task.sleep(for: patience)
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw .tooLong
        } catch {
            return nil
        }
    }
}
