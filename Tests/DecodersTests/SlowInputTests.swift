import Decoders
import Testing

/// Inputs for which a decoder once took time that grew with the square of their length.
struct SlowInputTests {
    @Test(arguments: [
        ("time-servers", "", "NTP=a\n"), ("toml", "[a]\n[[a.b]]\n", "[[a.b.c]]\n"), ("toml", "", "[[a]]\n"),
        ("toml", "a = ", "2026-11-23 "), ("yaml", "", "! "),
        ("log", "<6> 2026-11-29 10:01:00.000 +00:00 [INF] - \"\n", "a\n"),
        ("log", "<6> 2026-11-29 10:01:00.000 +00:00 [INF] - \"\n", "\"\"\n"),
    ])
    func `what stands on many lines is not copied for each of them`(name: String, start: String, line: String) throws {
        let decoder = try #require(InputDecoder.named(name))
        func cost(_ count: Int) -> Double {
            let input = Array((start + String(repeating: line, count: count / line.utf8.count)).utf8)
            return (0..<3).map { _ in decoder.cost(of: input) }.min() ?? 0
        }
        let (short, long) = (cost(16_384), cost(131_072))
        // Eight times as long; with the square it was forty-three times as much.
        #expect(long < short * 24, "\(short) s and \(long) s")
    }

    @Test(arguments: [
        ("toml", "a = ", "2026-11-23 ", 80_000), ("toml", "", "[[a]]\n", 20_000), ("yaml", "", "! ", 10_000),
        ("daemon.json", "", #"{"a":"#, 505), ("daemon.json", "", "[", 505), ("json", "", "[", 100_000),
    ])
    func `what once took minutes, or the process with it, is over at once`(
        name: String, start: String, piece: String, count: Int
    ) throws {
        let decoder = try #require(InputDecoder.named(name))
        // Less than a tenth of a second; a debug build on a busy machine needs more.
        #expect(decoder.cost(of: Array((start + String(repeating: piece, count: count)).utf8)) < 3)
    }
}
