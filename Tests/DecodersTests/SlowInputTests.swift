import Decoders
import Testing

/// Inputs for which a decoder once took time that grew with the square of their length.
struct SlowInputTests {
    @Test(arguments: [("time-servers", "", "NTP=a\n"), ("toml", "[a]\n[[a.b]]\n", "[[a.b.c]]\n")])
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
}
