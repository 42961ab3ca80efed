import Testing

@testable import edgeprobe

struct QuotingTests {
    @Test
    func `an argument is printable and short wherever it is shown`() {
        #expect("a\u{1b}[2J\u{202e}".printable == #"a\x1b[2J\xe2\x80\xae"#)
        #expect(String(repeating: "a", count: 121).printable == String(repeating: "a", count: 120) + "...")
    }

    @Test
    func `an error quotes a name unless it may hold a secret`() {
        #expect("my hub\n".quotable == #" my hub\n"#)
        #expect("bob:s3cret@hub".quotable.isEmpty)
        #expect("SharedAccessKey=s3cret".quotable.isEmpty)
    }
}
