import ProbeCore
import TestSupport
import Testing

struct WireTextTests {
    @Test(arguments: [
        ("plain text ~!", "plain text ~!"), ("a\r\n\tb", #"a\r\n\tb"#), ("\u{1b}[31mred", #"\x1b[31mred"#),
        ("a\0b", #"a\x00b"#),
        (#"C:\x"#, #"C:\\x"#), ("é", #"\xc3\xa9"#), ("\u{202e}abc", #"\xe2\x80\xaeabc"#),
        ("\u{7f}\u{85}", #"\x7f\xc2\x85"#),
        ("<b>&\"'", "<b>&\"'"), ("", ""),
    ])
    func `what no terminal may see is escaped`(text: String, written: String) {
        #expect(WireText(text).description == written)
    }

    @Test
    func `every byte becomes printable ASCII`() {
        for byte in UInt8.min ... .max {
            let text = WireText([byte]).description
            #expect(text.utf8.allSatisfy { (0x20...0x7e).contains($0) })
            #expect((1...4).contains(text.utf8.count))
        }
        #expect(Set((UInt8.min ... .max).map { WireText([$0]) }).count == 256)
    }

    @Test
    func `a text is cut at its limit`() {
        let bytes = [UInt8](repeating: 0x61, count: 200)
        #expect(WireText(bytes).description == String(repeating: "a", count: 200))
        #expect(WireText(bytes + [0x61]).description == String(repeating: "a", count: 200) + "...")
        #expect(WireText("abc", limit: 2).description == "ab...")
        #expect(WireText("abc", limit: 0).description == "...")
        #expect(WireText("", limit: 0).description.isEmpty)
        #expect(WireText(repeatElement(0xff, count: 1 << 20)).description.utf8.count == 803)
    }

    @Test(arguments: [0, 1, 64, 80, 120, 200, 253, 2048])
    func `a text of any limit survives the way through a report`(limit: Int) throws {
        for byte: UInt8 in [0x00, 0x0a, 0x41, 0x5c, 0xff] {
            let text = WireText(repeatElement(byte, count: limit + 1), limit: limit)
            #expect(try JSON.roundTrip([text]) == [text])
        }
    }

    @Test(arguments: [
        (#"["\u001b[2J"]"#, #"\x1b[2J"#), (#"["\u0000"]"#, #"\x00"#), (#"["é"]"#, #"\xc3\xa9"#),
        (#"["\u202e"]"#, #"\xe2\x80\xae"#),
        // The escapes of a recording stay as they are, also beside a byte that was edited in.
        (#"["\\x1b é"]"#, #"\x1b \xc3\xa9"#), (#"["a\\b"]"#, #"a\b"#), (#"[" \n"]"#, #" \n"#),
    ])
    func `a text edited by hand is harmless again`(json: String, written: String) throws {
        #expect(try JSON.value([WireText].self, json).map(\.description) == [written])
    }

    @Test
    func `a text without end is cut when it is read`() throws {
        let texts = try JSON.value([WireText].self, "[\"\(String(repeating: "é", count: 1 << 16))\"]")
        #expect(texts.allSatisfy { $0.description.utf8.count <= WireText.longestRecorded * 4 + 3 })
        let plain = try JSON.value([WireText].self, "[\"\(String(repeating: "a", count: 1 << 16))\"]")
        #expect(plain.map(\.description) == [String(repeating: "a", count: WireText.longestRecorded) + "..."])
        #expect(try JSON.roundTrip(plain) == plain)
    }

    @Test(arguments: ["[1]", "[null]", "[{}]"])
    func `what is no text is refused`(json: String) {
        #expect(throws: DecodingError.self) { try JSON.value([WireText].self, json) }
    }
}
