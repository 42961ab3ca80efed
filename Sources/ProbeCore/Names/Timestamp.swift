/// A moment in UTC with one-second precision, written as RFC 3339.
///
/// Own arithmetic instead of Foundation's Date because this target imports nothing; the calendar is Howard Hinnant's
/// `days_from_civil`, valid for every year that a certificate can carry.
package struct Timestamp: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let secondsSince1970: Int64

    /// Makes a moment; before the year 1 or after 9999, where a report could not read it back, the nearest one within.
    package init(secondsSince1970: Int64) {
        // 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z
        self.secondsSince1970 = min(max(secondsSince1970, -62_135_596_800), 253_402_300_799)
    }

    /// A moment from calendar fields in UTC; nothing when a field is out of its range.
    ///
    /// A leap second, 60, is the first second of the next minute, as POSIX counts.
    package init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        self.init(secondsSince1970: Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second))
    }

    /// Parses `2026-11-23T09:14:07Z`, and no other form of RFC 3339.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, zip(bytes, "0000-00-00T00:00:00Z".utf8).allSatisfy(Self.matches) else { return nil }
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        self.init(
            year: number(0..<4), month: number(5..<7), day: number(8..<10), hour: number(11..<13),
            minute: number(14..<16), second: number(17..<19))
    }

    /// RFC 3339, as in `2026-11-23T09:14:07Z`.
    package var description: String {
        let secondOfDay = Int(secondsSince1970 % 86_400 + 86_400) % 86_400
        let shifted = Int((secondsSince1970 - Int64(secondOfDay)) / 86_400) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func padded(_ value: Int, _ width: Int = 2) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month))-\(padded(day))T"
            + "\(padded(secondOfDay / 3600)):\(padded(secondOfDay / 60 % 60)):\(padded(secondOfDay % 60))Z"
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Whether a byte is what the form has there: a digit for `0`, else the very byte.
    private static func matches(_ byte: UInt8, _ form: UInt8) -> Bool {
        form == 0x30 ? (0x30...0x39).contains(byte) : byte == form
    }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let moment = Timestamp(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 UTC time")
        }
        self = moment
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
