import ArgumentParser
import ProbeApplication
import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import ProbeLinux
import Probes

/// The options that say which logs a run reads.
struct LogOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Also read this log, or the folder of a support bundle; '-' is standard input; repeatable.",
            valueName: "file"))
    var log: [String] = []

    @Flag(help: "Read neither the journal nor containers' logs.")
    var noLogs = false

    /// Of each, its end.
    private static let longest = 8 << 20
    private static let mostFiles = 64
    private static let deepest = 3

    func validate() throws {
        guard log.count(where: { $0 == "-" }) < 2 else {
            throw ValidationError("--log: standard input can be read once.")
        }
        guard !log.contains("") else { throw ValidationError("--log takes a file, a folder or '-'.") }
    }

    /// What is to be read of the device while the run measures, with the files, which are read now.
    ///
    /// - Parameter root: where the device's files begin.
    /// - Returns: the reading.
    /// - Throws: one clear sentence about a file that cannot be read, or is no log.
    func reading(root: String) throws -> LogReading {
        LogReading(root: noLogs ? nil : root, given: try log.flatMap(answers))
    }

    /// What a run would read, for people who have to allow it.
    func lines(root: String, engine: EngineFacts) -> [String] {
        var lines = ["", "It would read these logs, a day and 8 MiB at most, and keep no text of them:", ""]
        func add(_ what: String, _ how: String) { lines.append("  \(what)\n      \(how)") }
        if noLogs {
            add("none of this device", "--no-logs")
        } else {
            let units = Journal.units
            add(
                "systemd's journal since the last start: the kernel's lines, and those of\n      "
                    + units.prefix(6).joined(separator: " ") + "\n      " + units.dropFirst(6).joined(separator: " "),
                Journal.obstacle(root: root).map { "not read: \($0)" } ?? "by journalctl")
            add(
                "edgeAgent, edgeHub, and modules that do not stay up",
                engine.state == .running
                    ? "by the log API of the container engine" : "not read: the container engine cannot be asked")
        }
        for path in log { add(path == "-" ? "standard input" : path.printable, "--log") }
        return lines
    }

    // MARK: - Files

    private func answers(at path: String) throws -> [LogReading.Answer] {
        guard path != "-" else {
            let (bytes, isCut) = StandardStreams.endOfInput(atMost: Self.longest)
            return [try answer(bytes, isCut, path)]
        }
        guard Folder.kind(of: path) == .folder else { return [try answer(at: path)] }
        let (files, others) = Self.files(in: path, depth: 0).divided(at: Self.mostFiles)
        guard !files.isEmpty else {
            throw ValidationError("--log: \(path.printable) has no file that ends in .log or .txt.")
        }
        return try files.enumerated().map { index, file in
            guard index == 0, others > 0 else { return try answer(at: file) }
            let (source, outcome) = try answer(at: file)
            return (
                source,
                outcome.map { evidence in
                    var evidence = evidence
                    evidence.leftOut = (evidence.leftOut ?? []) + [LeftOut(.logFiles, others)]
                    return evidence
                }
            )
        }
    }

    /// Logs alone: what a support bundle has besides is full of settings.
    private static func files(in folder: String, depth: Int) -> [String] {
        let names = Capabilities.asCaller {
            (try? Folder.names(in: folder, atMost: 512) { !$0.hasPrefix(".") })?.kept ?? []
        }
        return names.sorted().flatMap { name -> [String] in
            let path = "\(folder)/\(name)"
            if [".log", ".txt"].contains(where: name.hasSuffix) { return [path] }
            guard depth < deepest, Folder.kind(of: path) == .folder else { return [] }
            return files(in: path, depth: depth + 1)
        }
    }

    private func answer(at path: String) throws -> LogReading.Answer {
        do {
            let (bytes, isCut) = try Capabilities.asCaller { () throws(FileError) in
                try TextFile.end(of: path, atMost: Self.longest)
            }
            return try answer(bytes, isCut, path)
        } catch let error as FileError {
            throw ValidationError("--log: \(path.printable): \(error.error)")
        }
    }

    private func answer(_ bytes: [UInt8], _ isCut: Bool, _ path: String) throws -> LogReading.Answer {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        // sd-journal's own signature, journal-def.h.
        guard !bytes.starts(with: "LPKSHHRH".utf8) else {
            throw ValidationError(
                "--log: \(path.printable) is a journal in its own format: give what 'journalctl --file' prints of it.")
        }
        guard var evidence = LogReader.read(bytes, of: Self.owner(of: name)) else {
            throw ValidationError("--log: \(path.printable) is no text.")
        }
        evidence.isCut = isCut
        return (.file(LocalText(name)), .seen(evidence))
    }

    /// Whose log a file is by its name, as `iotedge support-bundle` and people give it.
    private static func owner(of name: String) -> LogSpeaker {
        var base = name[...]
        for suffix in [".txt", ".log", "_log"] where base.hasSuffix(suffix) { base = base.dropLast(suffix.count) }
        if let known = LogSpeaker(named: String(base)) { return known }
        for own in ["edgeAgent", "edgeHub"] where base.hasPrefix(own) { return LogSpeaker(container: own) }
        return name.hasSuffix("_log.txt") ? LogSpeaker(container: String(base)) : .unknown
    }
}
