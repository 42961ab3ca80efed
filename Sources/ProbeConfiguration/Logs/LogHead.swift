import ProbeCore
import ProbeEvidence

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
    /// Where the message begins.
    private(set) var end: Int

    private let line: ArraySlice<UInt8>

    init(of line: ArraySlice<UInt8>) {
        self.line = line
        end = line.startIndex
        skipComposePrefix()
        takeSyslog()
        takeOwn()
    }

    var message: ArraySlice<UInt8> { line[end...] }

    /// `edgeHub    | …`, as docker-compose and the simulator write.
    private mutating func skipComposePrefix() {
        let name = line[end...].prefix(64).prefix { Self.isName($0) }
        guard !name.isEmpty else { return }
        let rest = line[name.endIndex...].prefix(64).drop { $0 == 0x20 }
        guard rest.first == UInt8(ascii: "|") else { return }
        program = .known(LogSpeaker(container: String(decoding: name, as: UTF8.self)))
        end = rest.startIndex + 1
        skipBlanks()
    }

    // MARK: - Syslog

    /// `Nov 29 14:02:11 gateway aziot-edged[812]: …`, in whichever language the month is, or with RFC 3339's time.
    private mutating func takeSyslog() {
        guard program == .unsaid, let clock = clock(within: 48) else { return }
        let before = line[end..<clock]
        guard !before.contains(where: { "=[<|/".utf8.contains($0) }) else { return }
        var rest = line[(clock + 8)...]
        if rest.first.map({ ".,".utf8.contains($0) }) ?? false {
            rest = rest.dropFirst().drop { (0x30...0x39).contains($0) }
        }
        rest = rest.drop { (0x30...0x3a).contains($0) || "+-Z".utf8.contains($0) }
        guard rest.first == 0x20 else { return }
        let host = rest.dropFirst().prefix(256).prefix { $0 > 0x20 }
        guard !host.isEmpty, !host.contains(UInt8(ascii: ":")), host.first != UInt8(ascii: "["),
            !["AM", "PM", "-"].contains(String(decoding: host, as: UTF8.self)),
            line[host.endIndex...].first == 0x20
        else { return }
        var name = line[host.endIndex...].dropFirst().prefix(256).prefix { $0 > 0x20 }
        let next = name.endIndex
        guard name.last == UInt8(ascii: ":"), name.count > 1 else { return }
        name = name.dropLast()
        if name.last == UInt8(ascii: "]"), let bracket = name.lastIndex(of: UInt8(ascii: "[")) {
            name = name[..<bracket]
        }
        let title = String(decoding: name, as: UTF8.self)
        program = LogSpeaker(named: title).map(Program.known) ?? .foreign
        time = moment(at: end)?.time
        end = next
        if end < line.endIndex, line[end] == 0x20 { end += 1 }
    }

    /// Where `hh:mm:ss` begins.
    private func clock(within length: Int) -> Int? {
        let area = line[end...].prefix(length)
        guard area.count >= 8 else { return nil }
        return (area.startIndex...(area.endIndex - 8)).first { start in
            zip(area[start...], "00:00:00".utf8).allSatisfy { $1 == 0x30 ? (0x30...0x39).contains($0) : $0 == $1 }
        }
    }

    // MARK: - The program's own

    private mutating func takeOwn() {
        if takeLogfmt() || takeWindows() { return }
        var hasTime = false
        // `docker logs --timestamps` puts its own time before that of the program.
        for _ in 0..<2 {
            takePriority()
            guard let (moment, next) = moment(at: end) else { break }
            hasTime = true
            time = moment
            end = next
            skipBlanks()
        }
        let hasLevel = takeBracketedLevel()
        isOwn = hasLevel || hasTime
        guard hasLevel else { return }
        skipBlanks()
        // The logger's class, where the verbosity is high.
        if end < line.endIndex, line[end] == UInt8(ascii: "["),
            let close = line[end...].prefix(160).firstIndex(of: UInt8(ascii: "]"))
        {
            end = close + 1
            skipBlanks()
        }
        if line[end...].starts(with: "- ".utf8) { end += 2 }
    }

    /// `<4> `, sd-daemon(3).
    private mutating func takePriority() {
        let mark = line[end...].prefix(4)
        guard mark.count == 4, mark.first == UInt8(ascii: "<"), mark.dropFirst(2).elementsEqual("> ".utf8),
            let number = LogWords.number(mark.dropFirst().prefix(1))
        else { return }
        level = number <= 3 ? .error : number == 4 ? .warning : number == 7 ? .debug : .info
        isOwn = true
        end += 4
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
        if let (moment, _) = moment(at: end + 6) { time = moment }
        let head = Array(line[end...].prefix(160))
        if let start = Self.index(of: "level=", in: head) {
            level = Self.level(head[(start + 6)...].prefix { Self.isName($0) })
        }
        isOwn = true
        return true
    }

    /// `… 5:48:48 PM warn: edgelet_utils::logging -- …`, whichever way the date is written.
    private mutating func takeWindows() -> Bool {
        let head = Array(line[end...].prefix(96))
        for (word, named) in [
            (" info: ", Level.info), (" warn: ", .warning), (" error: ", .error), (" debug: ", .debug),
        ] {
            guard let start = Self.index(of: word, in: head) else { continue }
            let rest = head[(start + word.utf8.count)...]
            guard rest.starts(with: "edgelet".utf8) || rest.starts(with: "iotedged".utf8) else { continue }
            level = named
            isOwn = true
            if program == .unsaid { program = .known(LogSpeaker(.daemon, "iotedged")) }
            end += start + word.utf8.count
            if let dashes = Self.index(of: "-- ", in: Array(line[end...].prefix(96))) { end += dashes + 3 }
            return true
        }
        return false
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

    // MARK: - Times

    /// A time of RFC 3339 at a place, also with a blank for the T and before the offset; UTC where it has none.
    private func moment(at start: Int) -> (time: Timestamp, next: Int)? {
        let digits = line[start...].prefix(19)
        guard digits.count == 19,
            zip(digits, "0000-00-00T00:00:00".utf8).allSatisfy({ byte, form in
                form == 0x30 ? (0x30...0x39).contains(byte) : byte == form || (form == 0x54 && byte == 0x20)
            })
        else { return nil }
        func number(_ offset: Int, _ count: Int) -> Int {
            LogWords.number(line[(start + offset)..<(start + offset + count)]) ?? 0
        }
        guard
            let local = Timestamp(
                year: number(0, 4), month: number(5, 2), day: number(8, 2), hour: number(11, 2), minute: number(14, 2),
                second: number(17, 2))
        else { return nil }
        var rest = line[(start + 19)...]
        if rest.first.map({ ".,".utf8.contains($0) }) ?? false {
            rest = rest.dropFirst().drop { (0x30...0x39).contains($0) }
        }
        if rest.first == UInt8(ascii: "Z") { return (local, rest.startIndex + 1) }
        let zone = rest.first == 0x20 ? rest.dropFirst() : rest
        guard let sign = zone.first, "+-".utf8.contains(sign) else { return (local, rest.startIndex) }
        var offset = zone.dropFirst().prefix(5)
        if offset.count == 5, offset.dropFirst(2).first != UInt8(ascii: ":") { offset = offset.dropLast() }
        let parts = offset.filter { $0 != UInt8(ascii: ":") }
        guard parts.count == 4, let hours = LogWords.number(parts.prefix(2)),
            let minutes = LogWords.number(parts.suffix(2)),
            hours < 24, minutes < 60
        else { return (local, rest.startIndex) }
        let seconds = Int64((hours * 60 + minutes) * 60) * (sign == UInt8(ascii: "-") ? 1 : -1)
        return (Timestamp(secondsSince1970: local.secondsSince1970 + seconds), offset.endIndex)
    }

    private mutating func skipBlanks() {
        while end < line.endIndex, line[end] == 0x20 || line[end] == 0x09 { end += 1 }
    }

    private static func index(of word: String, in bytes: [UInt8]) -> Int? {
        let word = Array(word.utf8)
        guard bytes.count >= word.count else { return nil }
        return (0...(bytes.count - word.count)).first { bytes[$0] == word[0] && bytes[$0...].starts(with: word) }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
        default: false
        }
    }
}
