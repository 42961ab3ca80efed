import ArgumentParser
import ProbeCore
import ProbeLinux

/// The hubs that the command line names, by `--hub` and in the file of `--hubs`: each once, in this order.
struct HubList {
    /// A report has room for so many, and a run of an hour asks them.
    static let most = 1000
    /// Of the file, in bytes: a connection string for each hub, and comments.
    private static let longest = 1 << 20

    private(set) var names: [HostName] = []
    private(set) var notes: [Sentence] = []

    /// Reads them.
    ///
    /// - Parameters:
    ///   - arguments: what `--hub` was given.
    ///   - files: what `--hubs` was given; `-` is standard input.
    /// - Throws: `ValidationError`, with the file and the line that is wrong, and never with a key from it.
    init(_ arguments: [String], files: [String]) throws {
        var known: Set<HostName> = []
        for argument in arguments {
            let hub = try HubArgument(parsing: argument)
            try hub.name.requireForDevices("--hub")
            if known.insert(hub.name).inserted { take(hub) }
        }
        for file in files {
            let lines = try Self.lines(of: file)
            for (number, line) in lines {
                let place = phrase("line \(number) of \(Self.title(of: file))")
                let hub = try HubArgument(parsing: line, in: place)
                try hub.name.requireForDevices(Sentence(verbatim: place))
                if known.insert(hub.name).inserted { take(hub) }
            }
            guard !lines.isEmpty || !arguments.isEmpty else {
                throw ValidationError(
                    saying: "--hubs: \(Self.title(of: file)) names no hub; each stands on a line of its own.")
            }
        }
        guard names.count <= Self.most else {
            throw ValidationError(
                saying: "\(names.count) hubs are more than the \(Self.most) that one run asks; divide them.")
        }
    }

    private mutating func take(_ hub: HubArgument) {
        names.append(hub.name)
        notes += [hub.note].compactMap(\.self)
    }

    /// The lines that say something, with their numbers.
    private static func lines(of file: String) throws -> [(number: Int, text: String)] {
        let text = String(decoding: try bytes(of: file), as: UTF8.self)
        // What Windows saves begins with a byte order mark, and its lines end in two characters, which are one in Swift.
        let lines = text.drop { $0 == "\u{feff}" }.split(omittingEmptySubsequences: false) { $0.isNewline }
        return lines.enumerated().compactMap { index, line in
            // A URL may have a # of its own.
            let start = line.indices.first { at in
                line[at] == "#" && (at == line.startIndex || line[line.index(before: at)].isWhitespace)
            }
            let said = String(line[..<(start ?? line.endIndex)]).trimmed
            return said.isEmpty ? nil : (index + 1, String(said))
        }
    }

    private static func bytes(of file: String) throws -> [UInt8] {
        guard file != "-" else {
            let (bytes, isCut) = StandardStreams.endOfInput(atMost: longest)
            guard !isCut else { throw tooLong(file) }
            return bytes
        }
        do {
            return try Capabilities.asCaller { try TextFile.bytes(file, limit: longest) }
        } catch let error as FileError where error.error == "EFBIG" {
            throw tooLong(file)
        } catch let error as FileError where error.error == "EINVAL" {
            // What a shell's <(…) is, and /dev/stdin.
            throw ValidationError(saying: "--hubs: \(title(of: file)) is no regular file; give '-' for standard input.")
        } catch let error as FileError {
            throw ValidationError(saying: "--hubs: \(error.sentence)")
        }
    }

    private static func tooLong(_ file: String) -> ValidationError {
        ValidationError(
            saying: "--hubs: \(title(of: file)) is longer than 1 MiB, which no list of \(most) hubs is.")
    }

    private static func title(of file: String) -> Sentence {
        file == "-" ? "standard input" : Sentence(verbatim: file.printable)
    }
}
