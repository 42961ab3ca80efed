import ProbeCore
import ProbeEvidence

/// What the files of a systemd service set: its environment and its command line, each with the place where it stands.
///
/// The unit's own file, its drop-ins over all folders in the order of their names, and the files that EnvironmentFile=
/// names (systemd.unit(5), systemd.exec(5)). What the manager itself passes on is not known here, except for
/// DefaultEnvironment= of its own configuration.
struct SystemdUnit {
    struct Setting: Hashable {
        let value: String
        let file: String
        let lines: ClosedRange<Int>
    }

    /// An assignment that systemd passes over.
    struct Ignored: Hashable {
        let file: String
        let lines: ClosedRange<Int>
        /// The assignment as it stands there; it may hold a password.
        let text: String
        let reason: IgnoredReason
    }

    /// What the manager gives every service, what the unit sets, and what the files set that it names, the last one first.
    private var layers = (manager: [String: Setting](), unit: [String: Setting](), files: [String: Setting]())
    private(set) var environment: [String: Setting] = [:]
    private(set) var ignored: [Ignored] = []
    /// The words of the last ExecStart=, and where they stand.
    private(set) var command: (words: [String], file: String, line: Int)?

    private var environmentFiles: [String] = []
    private var unset: [String] = []

    private static let mostEnvironmentFiles = 16

    init(_ name: String, in folder: inout ConfigurationFolder) {
        for (path, text) in Self.managerFiles(&folder) {
            for assignment in UnitText.assignments(in: text)
            where (assignment.section, assignment.name) == ("Manager", "DefaultEnvironment") {
                set(assignment, file: path, in: \.layers.manager)
            }
        }
        for (path, text) in Self.unitFiles(of: name, &folder) { read(text, file: path) }
        // Each may be a pattern for all that lies in a folder.
        let (named, unread) = environmentFiles.divided(at: Self.mostEnvironmentFiles)
        let (first, others) = named.flatMap { Self.files(named: $0, &folder) }.divided(at: Self.mostEnvironmentFiles)
        folder.leave(.environmentFiles, others + unread)
        for file in first {
            guard let text = folder.text(file) else { continue }
            read(environmentFile: text, file: file)
        }
        environment = layers.manager.merging(layers.unit) { $1 }.merging(layers.files) { $1 }
        for entry in unset {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts.first ?? "")
            if parts.count < 2 || environment[name]?.value == String(parts[1]) { environment[name] = nil }
        }
    }

    // MARK: - Directives

    private mutating func read(_ text: String, file: String) {
        for assignment in UnitText.assignments(in: text) where assignment.section == "Service" {
            switch assignment.name {
            case "Environment": set(assignment, file: file, in: \.layers.unit)
            case "EnvironmentFile": addFile(assignment.value)
            case "UnsetEnvironment":
                if assignment.value.isEmpty { unset = [] } else { unset += UnitWords(assignment.value).words }
            case "ExecStart":
                let words = UnitWords(assignment.value).words
                command = words.isEmpty ? nil : (words, file, assignment.lines.lowerBound)
            default: break
            }
        }
    }

    /// An empty assignment takes the earlier ones of its kind back.
    private mutating func set(
        _ assignment: UnitText.Assignment, file: String, in layer: WritableKeyPath<SystemdUnit, [String: Setting]>
    ) {
        guard !assignment.value.isEmpty else {
            self[keyPath: layer] = [:]
            return
        }
        let parsed = UnitWords(assignment.value)
        func ignore(_ text: String, _ reason: IgnoredReason) {
            ignored.append(Ignored(file: file, lines: assignment.lines, text: text, reason: reason))
        }
        for word in parsed.words {
            let expansion = Specifiers.expand(word)
            guard expansion != .refused else {
                ignore(word, .specifier)
                continue
            }
            guard let sign = word.firstIndex(of: "="), Self.isName(word[..<sign]) else {
                ignore(word, .name)
                continue
            }
            var value = String(word[word.index(after: sign)...])
            if case .text(let text) = expansion { value = String(text.dropFirst(word[...sign].count)) }
            if expansion == .replaced {
                ignore(word, .replaced)
                // Whatever it becomes, it is none of the earlier ones.
                value = "%"
            }
            self[keyPath: layer][String(word[..<sign])] = Setting(value: value, file: file, lines: assignment.lines)
        }
        if let problem = parsed.problem { ignore(assignment.value, problem) }
    }

    /// `-` before the path lets the file be missing, which is all the same here.
    private mutating func addFile(_ value: String) {
        guard !value.isEmpty else {
            environmentFiles = []
            return
        }
        let path = value.hasPrefix("-") ? String(value.dropFirst()) : value
        // A longer path is none (path_is_valid of systemd, PATH_MAX).
        guard path.hasPrefix("/"), path.utf8.count < 4096, case .text(let plain) = Specifiers.expand(path) else {
            return
        }
        environmentFiles.append(plain)
    }

    private mutating func read(environmentFile text: String, file: String) {
        for assignment in EnvironmentFileText(text).assignments {
            guard Self.isName(assignment.name[...]) else {
                ignored.append(
                    Ignored(
                        file: file, lines: assignment.lines, text: "\(assignment.name)=\(assignment.value)",
                        reason: assignment.name.hasPrefix("export ") ? .export : .name))
                continue
            }
            layers.files[assignment.name] = Setting(value: assignment.value, file: file, lines: assignment.lines)
        }
    }

    /// env_name_is_valid of systemd.
    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f: true
            default: false
            }
        }
    }
}

// MARK: - Files

extension SystemdUnit {
    private static let managerFolders = ["/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd"]

    /// Where units are looked for, the first one before the others (systemd.unit(5), System Unit Search Path).
    private static let unitFolders = [
        "/etc/systemd/system.control", "/run/systemd/system.control", "/run/systemd/transient",
        "/run/systemd/generator.early", "/etc/systemd/system", "/etc/systemd/system.attached", "/run/systemd/system",
        "/run/systemd/system.attached", "/run/systemd/generator", "/usr/local/lib/systemd/system",
        "/usr/lib/systemd/system", "/lib/systemd/system", "/run/systemd/generator.late",
    ]

    /// The files that a path with wildcards names, in the order of their names (glob(7)); hidden ones only where it says so.
    private static func files(named path: String, _ folder: inout ConfigurationFolder) -> [String] {
        guard path.contains(where: { "*?[".contains($0) }), let slash = path.lastIndex(of: "/") else { return [path] }
        let pattern = path[path.index(after: slash)...]
        let wildcard = Wildcard(pattern)
        return folder.names(in: String(path[..<slash]), of: .environmentFiles) { name in
            wildcard.matches(name) && (!name.hasPrefix(".") || pattern.hasPrefix("."))
        }.map { "\(path[...slash])\($0)" }
    }

    /// A unit's own file and its drop-ins; none of them where the unit is masked.
    private static func unitFiles(
        of name: String, _ folder: inout ConfigurationFolder
    ) -> [(path: String, text: String)] {
        let service = "\(name).service"
        var files: [(path: String, text: String)] = []
        if let path = unitFolders.lazy.map({ "\($0)/\(service)" }).first(where: folder.exists) {
            guard let text = folder.text(path, masks: true) else { return [] }
            files.append((path, text))
        }
        // `aziot-edged.service.d`, `aziot-.service.d`, and what holds for every service.
        var names = [service]
        var prefix = name[...]
        while let dash = prefix.dropLast().lastIndex(of: "-") {
            prefix = prefix[...dash]
            names.append("\(prefix).service")
        }
        let folders = unitFolders.flatMap { base in names.map { "\(base)/\($0).d" } }
        return files + folder.dropIns(in: folders + unitFolders.map { "\($0)/service.d" })
    }

    /// One word of a command line, and where it stands.
    struct Word: Hashable {
        let text: String
        let file: String
        let line: Int
    }

    /// The words of the command line, with the variables that stand for themselves in place (systemd.service(5)).
    var commandWords: [Word] {
        guard let command else { return [] }
        return command.words.flatMap { word -> [Word] in
            guard word.hasPrefix("$"), !word.hasPrefix("${") else {
                return [Word(text: word, file: command.file, line: command.line)]
            }
            guard let setting = environment[String(word.dropFirst())] else { return [] }
            return setting.value.split(whereSeparator: \.isWhitespace).map {
                Word(text: String($0), file: setting.file, line: setting.lines.lowerBound)
            }
        }
    }

    private static func managerFiles(_ folder: inout ConfigurationFolder) -> [(path: String, text: String)] {
        let paths = managerFolders.map { "\($0)/system.conf" }
        let main = paths.first(where: folder.exists).flatMap { path in
            folder.text(path, masks: true).map { [(path, $0)] }
        }
        return (main ?? []) + folder.dropIns(in: paths.map { "\($0).d" })
    }
}
