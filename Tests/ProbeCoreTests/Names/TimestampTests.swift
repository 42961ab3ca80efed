import ProbeCore
import TestSupport
import Testing

struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1), ("1969-12-31T00:00:00Z", -86_400),
        ("1950-01-01T00:00:00Z", -631_152_000), ("2000-02-29T12:00:00Z", 951_825_600),
        ("2001-09-09T01:46:40Z", 1_000_000_000),
        ("2024-02-29T23:59:59Z", 1_709_251_199), ("2026-11-23T09:14:07Z", 1_795_425_247),
        ("2038-01-19T03:14:08Z", 2_147_483_648), ("2100-03-01T00:00:00Z", 4_107_542_400),
        ("9999-12-31T23:59:59Z", 253_402_300_799), ("0001-01-01T00:00:00Z", -62_135_596_800),
    ])
    func `a moment is written in RFC 3339 and counted from 1970`(text: String, seconds: Int64) {
        #expect(Timestamp(text)?.secondsSince1970 == seconds)
        #expect(Timestamp(secondsSince1970: seconds).description == text)
    }

    @Test
    func `every moment from 1950 to 9999 survives its own text`() {
        var chance = SeededGenerator(seed: 2)
        for _ in 0..<5000 {
            let moment = Timestamp(secondsSince1970: .random(in: -631_152_000...253_402_300_799, using: &chance))
            #expect(Timestamp(moment.description) == moment)
        }
    }

    @Test
    func `days follow each other through four centuries`() {
        var expected = Timestamp(year: 1899, month: 12, day: 31, hour: 0, minute: 0, second: 0)?.secondsSince1970 ?? 0
        var days = 0
        for year in 1900..<2300 {
            for month in 1...12 {
                for day in 1...31 {
                    let moment = Timestamp(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)
                    guard let moment else { continue }
                    expected += 86_400
                    days += 1
                    #expect(moment.secondsSince1970 == expected)
                }
            }
        }
        #expect(days == 146_097)
    }

    @Test(arguments: [
        (2023, 2, 29, 0, 0, 0), (2100, 2, 29, 0, 0, 0), (2024, 2, 30, 0, 0, 0), (2024, 4, 31, 0, 0, 0),
        (2024, 1, 0, 0, 0, 0),
        (2024, 1, 32, 0, 0, 0), (2024, 0, 1, 0, 0, 0), (2024, 13, 1, 0, 0, 0), (2024, 1, 1, 24, 0, 0),
        (2024, 1, 1, 0, 60, 0),
        (2024, 1, 1, 0, 0, 61), (2024, 1, 1, -1, 0, 0), (2024, 1, 1, 0, -1, 0), (2024, 1, 1, 0, 0, -1),
        (0, 1, 1, 0, 0, 0),
        (10000, 1, 1, 0, 0, 0), (.max, 1, 1, 0, 0, 0), (.min, 1, 1, 0, 0, 0), (2024, .max, 1, 0, 0, 0),
        (2024, 1, .min, 0, 0, 0),
    ])
    func `a field out of its range makes no moment`(
        year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int
    ) {
        #expect(Timestamp(year: year, month: month, day: day, hour: hour, minute: minute, second: second) == nil)
    }

    @Test
    func `a leap second is the next minute's first`() {
        #expect(Timestamp("2016-12-31T23:59:60Z")?.description == "2017-01-01T00:00:00Z")
        #expect(Timestamp("9999-12-31T23:59:60Z")?.description == "9999-12-31T23:59:59Z")
    }

    @Test(arguments: [
        "", "Z", "2026-11-23", "2026-11-23T09:14:07", "2026-11-23T09:14:07z", "2026-11-23t09:14:07Z",
        "2026-11-23 09:14:07Z",
        "2026-11-23T09:14:07.5Z", "2026-11-23T09:14:07+00:00", "-2026-11-23T09:14:07Z", "+026-11-23T09:14:07Z",
        "2026-11-23T09:14:+7Z", "2026-11-23T09:14:7Z", "02026-11-23T09:14:07Z", "2026T11T23-09-14-07Z",
        "2026:11:23:09:14:07Z",
        "2026--11-23T09:14:07Z", "2026-11-23T09:14:07ZZ", "2026-11-23T09:14:0٧Z", "2026-02-30T00:00:00Z",
        "2026-11-23T25:00:00Z",
        "0000-01-01T00:00:00Z", "99999999999999999999-01-01T00:00:00Z",
    ])
    func `another form is not read`(text: String) { #expect(Timestamp(text) == nil) }

    @Test(
        arguments: [Int64.min, -62_135_596_801, -62_167_219_200, 253_402_300_800, 9_007_199_254_740_993, .max]
            as [Int64])
    func `a moment that RFC 3339 cannot write is the nearest that it can`(seconds: Int64) throws {
        let moment = Timestamp(secondsSince1970: seconds)
        #expect(moment.description == (seconds < 0 ? "0001-01-01T00:00:00Z" : "9999-12-31T23:59:59Z"))
        #expect(try JSON.roundTrip([moment]) == [moment])
    }

    @Test
    func `earlier is less`() {
        #expect(Timestamp(secondsSince1970: -1) < Timestamp(secondsSince1970: 0))
        #expect(!(Timestamp(secondsSince1970: 0) < Timestamp(secondsSince1970: 0)))
    }

    @Test(arguments: [#"["yesterday"]"#, #"["2026-02-31T00:00:00Z"]"#, "[0]", "[null]"])
    func `a recording with another time is refused`(text: String) {
        #expect(throws: DecodingError.self) { try JSON.value([Timestamp].self, text) }
    }
}
