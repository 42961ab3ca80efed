import ProbeCore
import ProbeEvidence

/// Who writes, and when, as syslog's form and the journal's have it.
extension LogHead {
    /// `Nov 29 14:02:11 gateway aziot-edged[812]: …`, in whichever language the month is, or with another of journalctl's times.
    mutating func takeSyslog() {
        guard program == .unsaid else { return }
        if takeUptime() || takeSeconds() || takeProgramAlone() { return }
        guard let clock = clock(within: 48) else { return }
        let before = line[end..<clock]
        if before.first == UInt8(ascii: "[") { return takeCalendarOfDmesg(clock) }
        guard !before.contains(where: { "=[<|/".utf8.contains($0) }) else { return }
        var rest = line[(clock + 8)...]
        if rest.first.map({ ".,".utf8.contains($0) }) ?? false {
            rest = rest.dropFirst().drop { (0x30...0x39).contains($0) }
        }
        rest = rest.drop { (0x30...0x3a).contains($0) || "+-Z".utf8.contains($0) }
        guard rest.first == 0x20 else { return }
        let began = end
        guard takeHostAndProgram(rest.dropFirst()) else { return }
        // With a weekday before and a zone behind, of which one is the same everywhere.
        time = moment(at: began)?.time
        if time == nil, before.count > 11, line[(clock + 8)...].starts(with: " UTC ".utf8) {
            time = moment(at: clock - 11)?.time
        }
    }

    /// `gateway aziot-edged[812]: `, behind a zone where the time has one.
    ///
    /// - Returns: false where it is neither.
    private mutating func takeHostAndProgram(_ rest: ArraySlice<UInt8>) -> Bool {
        var words = rest.prefix(512).split(separator: 0x20, maxSplits: 3, omittingEmptySubsequences: false)[...]
        if words.count > 2, words[1].last != UInt8(ascii: ":"), Self.isZone(words[0]) { words = words.dropFirst() }
        guard let host = words.first, let name = words.dropFirst().first, !host.isEmpty,
            !host.contains(UInt8(ascii: ":")), host.first != UInt8(ascii: "["),
            !["AM", "PM", "-"].contains(String(decoding: host, as: UTF8.self)),
            name.last == UInt8(ascii: ":"), name.count > 1
        else { return false }
        program = Self.program(name.dropLast())
        begin(behind: name)
        return true
    }

    /// `UTC`, `KST`, `+0530`: whatever the machine calls it.
    private static func isZone(_ word: ArraySlice<UInt8>) -> Bool {
        (2...6).contains(word.count)
            && word.allSatisfy { (0x41...0x5a).contains($0) || (0x30...0x39).contains($0) || "+-".utf8.contains($0) }
    }

    /// `aziot-edged[812]`, or `aziot-edged.service/aziot-edged[812]`, where the unit is the journal's own word.
    private static func program(_ word: ArraySlice<UInt8>) -> Program {
        var name = word
        if name.last == UInt8(ascii: "]"), let bracket = name.lastIndex(of: UInt8(ascii: "[")) {
            name = name[..<bracket]
        }
        name = name.prefix { $0 != UInt8(ascii: "/") }
        return LogSpeaker(named: String(decoding: name, as: UTF8.self)).map(Program.known) ?? .foreign
    }

    private mutating func begin(behind word: ArraySlice<UInt8>) {
        end = word.endIndex
        if end < line.endIndex, line[end] == 0x20 { end += 1 }
    }

    /// `[   12.345678] …`: short-monotonic of journalctl has host and program behind it, dmesg the kernel's words.
    private mutating func takeUptime() -> Bool {
        guard end < line.endIndex, line[end] == UInt8(ascii: "["),
            let close = line[end...].prefix(24).firstIndex(of: UInt8(ascii: "]"))
        else { return false }
        let digits = line[(end + 1)..<close].drop { $0 == 0x20 }
        guard digits.count > 2, digits.contains(UInt8(ascii: ".")),
            digits.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
            line[(close + 1)...].first == 0x20
        else { return false }
        let rest = line[(close + 2)...]
        let words = rest.prefix(160).split(separator: 0x20, maxSplits: 2)
        // The kernel's own lines name a part of it first, with a colon behind.
        if words.count > 1, words[0].last != UInt8(ascii: ":"), words[1].last == UInt8(ascii: ":"),
            words[1].dropLast().last == UInt8(ascii: "]") || Self.program(words[1].dropLast()) != .foreign,
            takeHostAndProgram(rest)
        {
            return true
        }
        program = .known(.kernel)
        end = rest.startIndex
        return true
    }

    /// `1795946400.123456 gateway aziot-edged[812]: …`, short-unix of journalctl.
    private mutating func takeSeconds() -> Bool {
        let digits = line[end...].prefix(24).prefix { (0x30...0x39).contains($0) }
        guard (9...11).contains(digits.count), let seconds = Int64(String(decoding: digits, as: UTF8.self)),
            line[digits.endIndex...].first == UInt8(ascii: ".")
        else { return false }
        let rest = line[digits.endIndex...].dropFirst().drop { (0x30...0x39).contains($0) }
        guard rest.first == 0x20, takeHostAndProgram(rest.dropFirst()) else { return false }
        time = Timestamp(secondsSince1970: seconds)
        return true
    }

    /// `aziot-edged[812]: …` without time and host: somebody cut them off.
    private mutating func takeProgramAlone() -> Bool {
        let word = line[end...].prefix(64).prefix { $0 > 0x20 }
        guard word.suffix(2).elementsEqual("]:".utf8), case .known(let speaker) = Self.program(word.dropLast()) else {
            return false
        }
        program = .known(speaker)
        begin(behind: word)
        return true
    }

    /// `[Sun Nov 29 10:00:00 2026] …`, what `dmesg --ctime` makes of it; in the device's own zone.
    private mutating func takeCalendarOfDmesg(_ clock: Int) {
        let rest = line[(clock + 8)...].prefix(7)
        guard rest.count == 7, rest.first == 0x20, rest.suffix(2).elementsEqual("] ".utf8) else { return }
        program = .known(.kernel)
        end = rest.endIndex
    }
}
