import Testing

@testable import ProbeCore

/// Names in other letters than a resolver is asked with (RFC 3492 section 7.1 has samples of many languages).
struct PunycodeTests {
    @Test(arguments: [
        ("münchen.example", "xn--mnchen-3ya.example"), ("공장.example.kr", "xn--ob0b391c.example.kr"),
        ("他们为什么不说中文.cn", "xn--ihqwcrb4cv8a8dqg056pqjye.cn"), ("Bücher。example", "xn--bcher-kva.example"),
        ("ünïcödé", "xn--ncd-dma1a7bzb"),
    ])
    func `a name is asked for in letters of host names, and read as it was written`(name: String, asked: String) throws
    {
        let host = try HostName(international: name)
        #expect(host.description == asked)
        #expect(host.readable == name.lowercased().replacing("。", with: "."))
    }

    @Test func `names in letters of host names are what they are`() throws {
        let host = try HostName(international: "MyHub.azure-devices.net")
        #expect(host.description == "myhub.azure-devices.net")
        #expect(host.readable == nil)
    }

    @Test(arguments: [
        ("mu\u{308}ller", "m\u{fc}ller"), ("\u{1112}\u{1161}\u{11ab}", "\u{d55c}"), ("a\u{302}\u{301}", "\u{1ea5}"),
    ])
    func `letters and marks that are apart are one letter, as names are asked for`(apart: String, whole: String) throws
    {
        let host = try HostName(international: "\(apart).example")
        #expect(host == (try HostName(international: "\(whole).example")))
        #expect(Array(try #require(host.readable).unicodeScalars) == Array("\(whole).example".unicodeScalars))
    }

    @Test(arguments: ["xn--", "xn--a-", "xn--99999999999999999999", "xn--mnchen-3ya-9999zzzz"])
    func `what stands for no label stays as it is`(label: String) {
        _ = Punycode.decoded(label.dropFirst(4))
        guard let host = try? HostName(validating: "\(label)x.example") else { return }
        #expect(host.readable.map { !$0.isEmpty } ?? true)
    }

    @Test(arguments: ["mün chen.example", "mün/chen", "ü\u{1b}[31m.example", String(repeating: "ü", count: 64)])
    func `no other characters become a name`(name: String) {
        #expect(throws: HostName.Invalid.self) { try HostName(international: name) }
    }
}
