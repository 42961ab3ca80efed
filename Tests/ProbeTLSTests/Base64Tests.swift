import ProbeTLS
import Testing

struct Base64Tests {
    @Test(
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func `texts are those of RFC 4648 section 10`(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
    }

    @Test(
        arguments: [
            "Z", "Zg", "Zg=", "Zg===", "=Zg=", "Z=g=", "====", "Zm9v\n", " Zm9v", "Zm9v Zm9v", "Zm9-", "Zm9_",
            "Zm9v\u{0}",
            "Zmév",
        ])
    func `other texts are refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `every byte survives`() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for length in 990...1000 {
            #expect(Base64.decode(Base64.encode(Array(bytes.prefix(length)))) == Array(bytes.prefix(length)))
        }
    }
}
