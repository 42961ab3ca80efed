import ProbeCore
import ProbeLinux

/// Times before messages.
extension LogHead {
    /// Where `hh:mm:ss` begins.
    func clock(within length: Int) -> Int? {
        let area = Array(line[end...].prefix(length))
        // Every line is asked for one: by its colons, of which most have none.
        var start = 0
        while let colon = ByteSearch.first(Self.colon, in: area, from: start + 2), colon + 6 <= area.count {
            start = colon - 2
            if zip(area[start...], "00:00:00".utf8).allSatisfy({ Self.fits($0, $1) }) { return end + start }
            start += 1
        }
        return nil
    }

    private static let colon = [UInt8(ascii: ":")]

    /// A time of RFC 3339 at a place, also with a blank for the T and before the offset; UTC where it has none.
    func moment(at start: Int) -> (time: Timestamp, next: Int)? {
        let digits = line[start...].prefix(19)
        guard digits.count == 19, zip(digits, "0000-00-00T00:00:00".utf8).allSatisfy({ Self.fits($0, $1) }) else {
            return nil
        }
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

    /// Any digit for a zero, a blank for a T as well, and every other byte for itself.
    private static func fits(_ byte: UInt8, _ form: UInt8) -> Bool {
        switch form {
        case UInt8(ascii: "0"): (0x30...0x39).contains(byte)
        case UInt8(ascii: "T"): byte == form || byte == 0x20
        default: byte == form
        }
    }

    /// `Nov 29 17:48:48`'s other forms of Windows: `11/29/2026 5:48:48 PM`, `29.11.2026 17:48:48`, `29/11/2026 17:48:48`.
    ///
    /// With slashes the month is first where the day has half-days; what cannot be a month is a day. In the device's own zone,
    /// which the line does not tell.
    func windowsMoment(before place: Int) -> Timestamp? {
        let words = line[end..<place].split { $0 <= 0x20 || [0x22, 0x2c, 0x3b].contains($0) }
        guard let index = words.firstIndex(where: { $0.count(where: { "/.-".utf8.contains($0) }) == 2 }),
            words.indices.contains(index + 1)
        else { return nil }
        let date = words[index].split { "/.-".utf8.contains($0) }.compactMap { LogWords.number($0) }
        let clock = words[index + 1].split(separator: UInt8(ascii: ":")).compactMap { LogWords.number($0) }
        guard date.count == 3, clock.count == 3 else { return nil }
        let half =
            words.indices.contains(index + 2) ? String(decoding: words[index + 2], as: UTF8.self).lowercased() : ""
        let hasHalves = ["am", "pm"].contains(half)
        let monthIsFirst = date[1] > 12 || (hasHalves && words[index].contains(UInt8(ascii: "/")) && date[0] <= 12)
        let hour = hasHalves ? clock[0] % 12 + (half == "pm" ? 12 : 0) : clock[0]
        return Timestamp(
            year: date[2], month: date[monthIsFirst ? 0 : 1], day: date[monthIsFirst ? 1 : 0], hour: hour,
            minute: clock[1], second: clock[2])
    }
}
