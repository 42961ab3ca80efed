package import ProbeCore
import ProbeConfiguration
package import ProbeEvidence
import ProbeLinux
import Subprocess
import SystemPackage

/// Reads systemd's journal of the device by journalctl(1): its file format is not stable.
package enum Journal {
    private enum Failure: Error {
        case failed, tooLong
    }

    /// Whose entries are read; of the kernel's, those about memory are heard.
    package static let units = [
        "aziot-edged", "aziot-identityd", "aziot-certd", "aziot-keyd", "aziot-tpmd", "iotedge", "docker", "moby-engine",
        "snap.docker.dockerd", "containerd", "podman",
    ]

    /// Where distributions keep it; never by PATH, which a user may have set.
    private static let programs = ["/usr/bin/journalctl", "/bin/journalctl"]
    /// Where journald keeps its files, lasting ones and those that go with the machine's end.
    private static let folders = ["/var/log/journal", "/run/log/journal"]
    private static let patience = Duration.seconds(4)
    private static let day: Int64 = 86_400
    private static let mostBytes = 8 << 20
    private static let mostEntries = 20_000

    /// Why it cannot be read below a root; nothing where it can.
    package static func obstacle(root: String) -> SkipReason? {
        let folder = ConfigurationFolder(root: root)
        let files = folders.flatMap { Self.files(in: $0, folder) }
        guard !files.isEmpty else {
            return SkipReason(.prerequisite, "systemd keeps no journal on this device")
        }
        let isReadable = Capabilities.asCaller { files.contains { Self.isReadable($0, folder) } }
        guard isReadable else {
            return SkipReason(
                .capability, "needs the right to read the journal: the group systemd-journal, or sudo")
        }
        return program == nil ? SkipReason(.prerequisite, "journalctl is not installed") : nil
    }

    /// Reads what IoT Edge, the engine and the kernel wrote since the last start, of a day at most.
    ///
    /// - Parameters:
    ///   - root: where the device's files begin.
    ///   - now: the day ends with it.
    /// - Returns: what they say, or why they are not read.
    package static func read(root: String, now: Timestamp) async -> Outcome<LogEvidence> {
        if let obstacle = obstacle(root: root) { return .skipped(obstacle) }
        guard let program else { return .skipped(SkipReason(.prerequisite, "journalctl is not installed")) }
        let place = root == "/" ? [] : ["--root=\(root)"]
        let own = place + arguments(now)
        async let services = output(of: program, own, units.map { "_SYSTEMD_UNIT=\($0).service" })
        async let kernel = output(of: program, own, ["_TRANSPORT=kernel"])
        let told = [await services, await kernel]
        guard told.contains(where: { $0 != nil }) else {
            return .failed(.systemRefused("journalctl fails, or does not end in time"))
        }
        var reader = LogReader()
        for text in told.compactMap(\.self) {
            for line in text.bytes.split(separator: 0x0a) { reader.read(line: line) }
        }
        var evidence = reader.end()
        evidence.isCut = told.contains { $0?.isCut ?? true }
        return .seen(evidence)
    }

    private static func arguments(_ now: Timestamp) -> [String] {
        [
            "--output=json", "--all", "--no-pager", "--quiet", "--boot", "--since=@\(now.secondsSince1970 - day)",
            "--output-fields=MESSAGE,_SYSTEMD_UNIT,SYSLOG_IDENTIFIER,CONTAINER_NAME,_TRANSPORT",
        ]
    }

    private static var program: String? { programs.first { Folder.kind(of: $0) == .file } }

    private static func files(in path: String, _ folder: ConfigurationFolder) -> [String] {
        let names = (try? Folder.names(in: folder.place(of: path), atMost: 16) { !$0.hasPrefix(".") })?.kept ?? []
        return names.flatMap { name in
            let files = try? Folder.names(in: folder.place(of: "\(path)/\(name)"), atMost: 64) {
                $0.hasSuffix(".journal")
            }
            return (files?.kept ?? []).map { "\(path)/\(name)/\($0)" }
        }
    }

    /// Larger than nothing is enough.
    private static func isReadable(_ path: String, _ folder: ConfigurationFolder) -> Bool {
        do throws(FileError) {
            _ = try folder.contents(of: path, limit: 1)
            return true
        } catch {
            return error.error == "EFBIG"
        }
    }

    /// The newest entries of a kind, as many as there is room for; nothing where the program fails.
    private static func output(
        of program: String, _ own: [String], _ matches: [String]
    ) async -> (bytes: [UInt8], isCut: Bool)? {
        for most in [mostEntries, mostEntries / 20] {
            do {
                let bytes = try await run(program, own + ["--lines=\(most)"] + matches)
                return (bytes, most < mostEntries)
            } catch {
                guard error as? Failure == .tooLong else { return nil }
            }
        }
        return nil
    }

    private static func run(_ program: String, _ arguments: [String]) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                do {
                    let result = try await Subprocess.run(
                        .path(FilePath(program)), arguments: Arguments(arguments),
                        environment: .custom(["LC_ALL": "C", "SYSTEMD_COLORS": "0"]),
                        output: .bytes(limit: mostBytes), error: .discarded)
                    guard case .exited(0) = result.terminationStatus else { throw Failure.failed }
                    return result.standardOutput
                } catch let error as SubprocessError where error.code == .outputLimitExceeded {
                    throw Failure.tooLong
                }
            }
            group.addTask {
                try await Task.sleep(for: patience)
                throw Failure.failed
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }
}
