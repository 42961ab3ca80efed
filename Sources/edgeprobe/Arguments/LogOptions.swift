import ArgumentParser
import ProbeApplication
import ProbeConfiguration
import ProbeCore
import ProbeEngine
import ProbeEvidence
import ProbeLinux
import Probes

/// The options that say which logs a run reads.
struct LogOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Also read this log, or the folder of a support bundle; '-' is standard input; repeatable.",
            valueName: "file"), completion: .file())
    var log: [String] = []

    @Flag(help: "Read neither the journal nor containers' logs.")
    var noLogs = false

    /// Of each, its end.
    private static let longest = 8 << 20
    /// Of all together: reading it takes seconds on a small device, before anything is measured.
    private static let longestOfAll = 32 << 20
    private static let mostFiles = 64
    /// For looking what folders have, before anything is measured.
    private static let patience = Duration.seconds(5)
    /// For reading all files, before anything is measured: what is older is left out then.
    private static let patienceOfAll = Duration.seconds(8)

    func validate() throws {
        guard log.count(where: { $0 == "-" }) < 2 else {
            throw ValidationError(saying: "--log: standard input can be read once.")
        }
        guard !log.contains("") else { throw ValidationError(saying: "--log takes a file, a folder or '-'.") }
    }

    /// What is to be read of the device while the run measures, with the files, which are read now.
    ///
    /// - Parameter root: where the device's files begin.
    /// - Returns: the reading.
    /// - Throws: one clear sentence about a file that cannot be read, or is no log.
    func reading(root: String) throws -> LogReading {
        LogReading(root: noLogs ? nil : root, given: try Self.answers(in: places))
    }

    /// Throws what `reading` would, and leaves standard input alone.
    func check() throws { _ = try Self.answers(in: places.filter { $0.path != "-" }) }

    private struct Place {
        let path: String
        /// Nothing for a file.
        var folder: LogFolder?
    }

    /// What was given, each folder looked through once.
    private var places: [Place] {
        let end = ContinuousClock.now + Self.patience
        return log.map { path in
            let isFolder = path != "-" && Folder.kind(of: path) == .folder
            return Place(path: path, folder: isFolder ? LogFolder(path, until: end) : nil)
        }
    }

    private static func answers(in places: [Place]) throws -> [LogReading.Answer] {
        // How much of each file is read, where there are many.
        let files = places.map { min($0.folder?.files.count ?? 1, mostFiles) }
        let count = max(files.reduce(0, +), 1)
        var share = Share(bytes: min(longest, longestOfAll / count), files: count, time: patienceOfAll)
        return try places.flatMap { try answers(at: $0, atMost: &share) }
    }

    /// How much of each file is read, and how long that may take.
    private struct Share {
        let bytes: Int
        /// Those that are not read yet.
        var files: Int
        /// What is left for them.
        var time: Duration

        /// Reads one: half of what is left is for a long one, where the others are short as a rule.
        mutating func read(_ bytes: [UInt8], of owner: LogSpeaker) -> LogEvidence? {
            let start = ContinuousClock.now
            let evidence = LogReader.read(bytes, of: owner, within: time / min(max(files, 1), 2))
            time = max(.zero, time - (ContinuousClock.now - start))
            files -= 1
            return evidence
        }
    }

    /// What a run would read, for people who have to allow it.
    func lines(root: String, engine: EngineFacts) -> [String] {
        var lines = ["", phrase("It would read these logs, a day and 8 MiB at most, and keep no text of them:"), ""]
        func add(_ what: String, _ how: String) { lines.append("  \(what)\n      \(how)") }
        if noLogs {
            add(phrase("none of this device"), "--no-logs")
        } else {
            let units = Journal.units.filter { !$0.hasPrefix("snap.azure-iot") }
            add(
                phrase("systemd's journal since the last start: the kernel's lines, and those of") + "\n      "
                    + units.prefix(6).joined(separator: " ") + "\n      " + units.dropFirst(6).joined(separator: " ")
                    + "\n      " + phrase("and of the snaps azure-iot-edge and azure-iot-identity"),
                Journal.obstacle(root: root).map { phrase("not read: \($0)") } ?? phrase("by journalctl"))
            add(
                phrase("edgeAgent, edgeHub, and modules that do not stay up"),
                engine.state == .running
                    ? phrase("by the log API of the container engine")
                    : phrase("not read: the container engine cannot be asked"))
        }
        for path in log { add(path == "-" ? phrase("standard input") : path.printable, "--log") }
        return lines
    }

    // MARK: - Files

    private static func answers(at place: Place, atMost share: inout Share) throws -> [LogReading.Answer] {
        let path = place.path
        guard path != "-" else {
            let (bytes, isCut) = StandardStreams.endOfInput(atMost: share.bytes)
            do {
                return [try answer(bytes, isCut, path, &share)]
            } catch let refusal as Refusal {
                throw ValidationError(saying: "--log: standard input \(refusal.advice)")
            }
        }
        guard let found = place.folder else { return [try told(path, atMost: &share)] }
        let (files, others) = found.files.divided(at: mostFiles)
        let leftOut = [LeftOut(.logFiles, others), LeftOut(.logFolderEntries, found.leftOut)].recorded
        guard !files.isEmpty else {
            throw ValidationError(saying: "--log: \(verbatim: path.printable) has no file that ends in .log or .txt.")
        }
        // One of them that cannot be read keeps nobody from the others.
        return files.enumerated().map { index, file in
            let name = LocalText(Self.name(of: file))
            do {
                let (source, outcome) = try answer(at: file, atMost: &share)
                guard index == 0, let leftOut else { return (source, outcome) }
                return (
                    source,
                    outcome.map { evidence in
                        var evidence = evidence
                        evidence.leftOut = (evidence.leftOut ?? []) + leftOut
                        return evidence
                    }
                )
            } catch let refusal as Refusal {
                return (.file(name), .skipped(SkipReason(.prerequisite, refusal.reason)))
            } catch {
                return (.file(name), .skipped(SkipReason(.prerequisite, "cannot be read")))
            }
        }
    }

    /// Why a file is not read.
    private struct Refusal: Error {
        let reason: Sentence
        let advice: Sentence
        /// The file system that it is on does not answer.
        var isSilence = false
    }

    private static func told(_ path: String, atMost share: inout Share) throws -> LogReading.Answer {
        do {
            return try answer(at: path, atMost: &share)
        } catch let refusal as Refusal where refusal.isSilence {
            // What hangs is no mistake of whoever named it.
            return (.file(LocalText(name(of: path))), .skipped(SkipReason(.prerequisite, refusal.reason)))
        } catch let refusal as Refusal {
            throw ValidationError(saying: "--log: \(verbatim: path.printable) \(refusal.advice)")
        }
    }

    private static func answer(at path: String, atMost share: inout Share) throws -> LogReading.Answer {
        do {
            let bytesOfEach = share.bytes
            let (bytes, isCut) = try Capabilities.asCaller { () throws(FileError) in
                try TextFile.end(of: path, atMost: bytesOfEach)
            }
            return try answer(bytes, isCut, path, &share)
        } catch let error as FileError where error.error == "EINVAL" {
            throw Refusal(reason: "is no regular file", advice: "is no regular file; '-' reads standard input")
        } catch let error as FileError {
            throw Refusal(
                reason: "cannot be read: \(LocalText(error.error.description))",
                advice: "cannot be read: \(error.error)", isSilence: error.error == "ETIMEDOUT")
        }
    }

    private static func answer(
        _ bytes: [UInt8], _ isCut: Bool, _ path: String, _ share: inout Share
    ) throws -> LogReading.Answer {
        let name = Self.name(of: path)
        // sd-journal's own signature, journal-def.h.
        guard !bytes.starts(with: "LPKSHHRH".utf8) else {
            throw Refusal(
                reason: "is a journal in its own format",
                advice: "is a journal in its own format: give what 'journalctl --file' prints of it.")
        }
        // APPNOTE.TXT of PKWARE, section 4.3.7; RFC 1952, section 2.3.1.
        guard !bytes.starts(with: "PK\u{3}\u{4}".utf8), !bytes.starts(with: [0x1f, 0x8b]) else {
            throw Refusal(reason: "is an archive", advice: "is an archive: unpack it, and give the folder or the log.")
        }
        if name.hasSuffix(".json"), let container = EngineContainerDetail.condition(inspected: bytes) {
            var evidence = LogEvidence()
            evidence.container = container
            return (.file(LocalText(name)), .seen(evidence))
        }
        guard var evidence = share.read(bytes, of: owner(of: name)) else {
            throw Refusal(reason: "is no text", advice: "is no text.")
        }
        evidence.isCut = evidence.isCut || isCut
        return (.file(LocalText(name)), .seen(evidence))
    }

    private static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// Whose log a file is by its name, as `iotedge support-bundle` and people give it.
    private static func owner(of name: String) -> LogSpeaker {
        var base = name[...]
        for suffix in [".txt", ".log", "_log"] where base.hasSuffix(suffix) { base = base.dropLast(suffix.count) }
        if let known = LogSpeaker(named: String(base)) { return known }
        for own in ["edgeAgent", "edgeHub"] where base.lowercased().hasPrefix(own.lowercased()) {
            return LogSpeaker(container: own)
        }
        return name.hasSuffix("_log.txt") ? LogSpeaker(container: String(base)) : .unknown
    }
}
