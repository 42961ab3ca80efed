package import ProbeCore
import ProbeConfiguration
package import ProbeEvidence
import ProbeLinux
import Subprocess
import SystemPackage

/// Reads systemd's journal of the device by journalctl(1): its file format is not stable.
package enum Journal {
    private enum Failure: Error {
        case failed
    }

    /// Whose entries are read; of the kernel's, those about memory are heard.
    package static let units = [
        "aziot-edged", "aziot-identityd", "aziot-certd", "aziot-keyd", "aziot-tpmd", "iotedge", "docker", "moby-engine",
        "snap.docker.dockerd", "containerd", "podman", "snap.azure-iot-edge.aziot-edged",
        "snap.azure-iot-identity.aziot-identityd", "snap.azure-iot-identity.aziot-certd",
        "snap.azure-iot-identity.aziot-keyd", "snap.azure-iot-identity.aziot-tpmd",
    ]

    /// Where distributions keep it; never by PATH, which a user may have set.
    private static let programs = ["/usr/bin/journalctl", "/bin/journalctl"]
    /// Where journald keeps its files, lasting ones and those that go with the machine's end.
    private static let folders = ["/var/log/journal", "/run/log/journal"]
    private static let patience = Duration.seconds(4)
    /// Who is silent to the end is given up.
    private static let grace = Duration.milliseconds(200)
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
        // Those of users beside it have their own sessions' entries alone.
        let system = files.filter { $0.split(separator: "/").last?.hasPrefix("system") ?? false }
        let isReadable = Capabilities.asCaller { system.contains { Self.isReadable($0, folder) } }
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
        for output in told.compactMap(\.self) {
            // The newest come first.
            for line in output.bytes.split(separator: 0x0a).reversed() { reader.read(line: line) }
        }
        var evidence = reader.end()
        evidence.isCut = told.contains { $0?.isCut ?? true }
        return .seen(evidence)
    }

    private static func arguments(_ now: Timestamp) -> [String] {
        [
            "--output=json", "--all", "--no-pager", "--quiet", "--boot", "--reverse",
            "--since=@\(now.secondsSince1970 - day)",
            "--output-fields=MESSAGE,_SYSTEMD_UNIT,SYSLOG_IDENTIFIER,CONTAINER_NAME,_TRANSPORT",
        ]
    }

    private static var program: String? { programs.first { Folder.kind(of: $0) == .file } }

    private static func files(in path: String, _ folder: ConfigurationFolder) -> [String] {
        folder.names(in: path, atMost: 16) { !$0.hasPrefix(".") }.kept.flatMap { name in
            folder.names(in: "\(path)/\(name)", atMost: 64) { $0.hasSuffix(".journal") }.kept
                .map { "\(path)/\(name)/\($0)" }
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

    /// The newest entries of a kind, as many as there is room and time for; nothing where the program fails.
    private static func output(
        of program: String, _ own: [String], _ matches: [String]
    ) async -> (bytes: [UInt8], isCut: Bool)? {
        let end = ContinuousClock.now + patience
        return try? await withThrowingTaskGroup(of: (bytes: [UInt8], isCut: Bool)?.self) { group in
            group.addTask { try await run(program, own + ["--lines=\(mostEntries)"] + matches, until: end) }
            group.addTask {
                try await Task.sleep(until: end + grace)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private static func run(
        _ program: String, _ arguments: [String], until end: ContinuousClock.Instant
    ) async throws -> (bytes: [UInt8], isCut: Bool) {
        let result = try await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments),
            environment: .custom(["LC_ALL": "C", "SYSTEMD_COLORS": "0"]),
            input: .none, output: .sequence, error: .discarded
        ) { execution in
            var bytes: [UInt8] = []
            for try await buffer in execution.standardOutput {
                unsafe buffer.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
                guard bytes.count > mostBytes || .now >= end else { continue }
                try execution.send(signal: .kill)
                return (bytes: bytes, isCut: true)
            }
            return (bytes: bytes, isCut: false)
        }
        var (bytes, isCut) = result.closureResult
        if isCut {
            // The last one is half an entry.
            bytes = Array(bytes[..<(bytes.lastIndex(of: 0x0a) ?? 0)])
        } else {
            guard case .exited(0) = result.terminationStatus else { throw Failure.failed }
            isCut = bytes.count(where: { $0 == 0x0a }) >= mostEntries
        }
        return (bytes, isCut)
    }
}
