import ProbeCore
import ProbeEvidence
import ProbeLinux

/// What stands before the message of a line: when it was written, by whom, and how grave it is to its writer.
struct LogHead: Hashable {
    enum Level: Int, Comparable, Hashable {
        case debug, info, warning, error

        static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// The program, as syslog's form has it.
    enum Program: Hashable {
        case unsaid
        case known(LogSpeaker)
        /// One whose lines nobody here is concerned with.
        case foreign
    }

    var program = Program.unsaid
    var time: Timestamp?
    var level: Level?
    /// The line begins a message of its own, whatever stands before it.
    var isOwn = false
    /// It is written as only programs of .NET write: three letters for the level.
    private(set) var isOfDotNet = false
    /// It is written as IoT Edge's own programs write: sd-daemon(3)'s priority before a level, or Rust's levels.
    private(set) var isOfTheRuntime = false
    /// It is written as the event log of Windows has it.
    var isOfWindows = false
    /// Where the message begins.
    var end: Int

    let line: ArraySlice<UInt8>

    init(of line: ArraySlice<UInt8>) {
        self.line = line
        end = line.startIndex
        guard line.prefix(Self.longest).contains(where: Self.isOfHeads) else { return }
        skipComposePrefix()
        takeSyslog()
        takeOwn()
    }

    private static let longest = 160

    /// Every head has a digit in it, or one of these.
    private static func isOfHeads(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "|")
    }

    /// What stands behind it, as the quotation mark of a table's cell.
    var closing = 0

    var message: ArraySlice<UInt8> { line[end...].dropLast(closing) }

    /// `edgeHub    | …`, as docker-compose and the simulator write.
    private mutating func skipComposePrefix() {
        let name = line[end...].prefix(64).prefix { LogWords.isName($0) }
        guard !name.isEmpty else { return }
        let rest = line[name.endIndex...].prefix(64).drop { $0 == 0x20 }
        guard rest.first == UInt8(ascii: "|") else { return }
        program = .known(LogSpeaker(service: String(decoding: name, as: UTF8.self)))
        end = rest.startIndex + 1
        skipBlanks()
    }

    // MARK: - The program's own

    private mutating func takeOwn() {
        if takeLogfmt() || takeWindows() { return }
        var hasTime = false
        var hasPriority = false
        // `docker logs --timestamps` puts its own time before that of the program.
        for _ in 0..<2 {
            if takePriority() { hasPriority = true }
            guard let (moment, next) = moment(at: end) else { break }
            hasTime = true
            time = moment
            end = next
            skipBlanks()
        }
        let start = end
        let hasLevel = takeBracketedLevel()
        isOwn = hasLevel || hasTime
        guard hasLevel else { return }
        let level = line[(start + 1)..<(end - 1)]
        isOfDotNet = level.count == 3
        skipBlanks()
        // The logger's class, where the verbosity is high.
        if end < line.endIndex, line[end] == UInt8(ascii: "["),
            let close = line[end...].prefix(160).firstIndex(of: UInt8(ascii: "]"))
        {
            end = close + 1
            skipBlanks()
        }
        if line[end...].starts(with: "- ".utf8) {
            end += 2
            isOfTheRuntime = hasTime && (isOfDotNet ? hasPriority : level.count < 6)
        }
    }

    /// `<4> `, sd-daemon(3).
    private mutating func takePriority() -> Bool {
        let mark = line[end...].prefix(4)
        guard mark.count == 4, mark.first == UInt8(ascii: "<"), mark.dropFirst(2).elementsEqual("> ".utf8),
            let number = LogWords.number(mark.dropFirst().prefix(1))
        else { return false }
        level = number <= 3 ? .error : number == 4 ? .warning : number == 7 ? .debug : .info
        isOwn = true
        end += 4
        return true
    }

    /// `[WRN]` of .NET's programs, `[WARN]`, `[ERR!]` of Rust's.
    private mutating func takeBracketedLevel() -> Bool {
        guard end < line.endIndex, line[end] == UInt8(ascii: "["),
            let close = line[end...].prefix(8).firstIndex(of: UInt8(ascii: "]")),
            let named = Self.level(line[(end + 1)..<close])
        else { return false }
        level = named
        end = close + 1
        return true
    }

    /// `time="…" level=error msg="…"`, as Go's programs write.
    private mutating func takeLogfmt() -> Bool {
        guard line[end...].starts(with: "time=\"".utf8) else { return false }
        isOwn = true
        if let (moment, _) = moment(at: end + 6) { time = moment }
        let head = Array(line[end...].prefix(160))
        if let start = Self.index(of: "level=", in: head) {
            level = Self.level(head[(start + 6)...].prefix { LogWords.isName($0) })
        }
        return true
    }

    private static func level(_ name: some Collection<UInt8>) -> Level? {
        switch String(decoding: name, as: UTF8.self).lowercased() {
        case "vrb", "dbg", "dbug", "debug", "trce", "trace": .debug
        case "inf", "info", "information": .info
        case "wrn", "warn", "warning": .warning
        case "err", "err!", "error", "ftl", "fatal", "panic": .error
        default: nil
        }
    }

    mutating func skipBlanks() {
        while end < line.endIndex, line[end] == 0x20 || line[end] == 0x09 { end += 1 }
    }

    static func index(of word: String, in bytes: [UInt8]) -> Int? { ByteSearch.first(Array(word.utf8), in: bytes) }
}
