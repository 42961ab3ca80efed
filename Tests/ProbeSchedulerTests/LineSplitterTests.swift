@testable import ProbeScheduler
import Testing

struct LineSplitterTests {
    private func lines(_ pieces: [String], longest: Int = 8, most: Int = 100) -> (lines: [String], isExhausted: Bool) {
        var splitter = LineSplitter(longest: longest, most: most)
        let lines = pieces.flatMap { splitter.take(Array($0.utf8)) }
        return (lines.map { String(decoding: $0, as: UTF8.self) }, splitter.isExhausted)
    }

    @Test(arguments: [["ab\ncd\n"], ["a", "b\nc", "d\n"], ["ab\n", "cd\n", "ef"]])
    func `lines are the same however they arrive`(pieces: [String]) {
        #expect(lines(pieces).lines == ["ab", "cd"])
    }

    @Test(arguments: [["123456789\nab\n"], ["12345", "6789", "\nab\n"], ["123456789", "123456789", "0\nab\n"]])
    func `a line that is too long is passed over`(pieces: [String]) {
        #expect(lines(pieces).lines == ["ab"])
    }

    @Test func `as long as allowed is not too long`() { #expect(lines(["12345678\n\n"]).lines == ["12345678", ""]) }

    @Test func `what is more than allowed in all is not taken`() {
        let (lines, isExhausted) = lines(["abc\n", "def\n", "g\n"], most: 8)
        #expect(lines == ["abc", "def"] && isExhausted)
    }
}
