import FoundationEssentials
import ProbeCore
import ProbeFindings
import Testing

struct SentenceTests {
    private func sentence() throws -> Sentence {
        let resolver = try #require(SocketAddress("10.3.0.53", defaultPort: 53))
        return "\(3, .datagram) to \(resolver), no answer within \(Seconds(2.1))."
    }

    @Test func `its key is the literal with places, its English has the values`() throws {
        let sentence = try sentence()
        #expect(sentence.key == "{1:count of datagram} to {2:socket}, no answer within {3:duration}.")
        #expect(sentence.message == "{1} to {2}, no answer within {3}.")
        #expect(sentence.english == "3 datagrams to 10.3.0.53:53, no answer within 2.1 s.")
        #expect(sentence.arguments.map(\.kind) == ["count of datagram", "socket", "duration"])
    }

    @Test func `one of a kind is not several`() {
        let one: Sentence = "\(1, .address), \(2, .address), \(1, .syn), \(0, .policyRule)"
        #expect(one.english == "1 address, 2 addresses, 1 SYN, 0 policy rules")
    }

    @Test func `a key and its values make the sentence again`() throws {
        let sentence = try sentence()
        #expect(Sentence(key: sentence.key, arguments: sentence.arguments) == sentence)
        let braces: Sentence = "{ \"dns\": [\(443, .port)] }"
        #expect(braces.key == "{{ \"dns\": [{1:count of port}] }}")
        #expect(Sentence(key: braces.key, arguments: braces.arguments) == braces)
    }

    @Test(arguments: ["{1:socket", "{x:socket}", "}", "{0:socket}", "{2:socket}", "{1:duration}", "{1}"])
    func `a key that does not fit its values makes none`(key: String) throws {
        let resolver = try #require(SocketAddress("10.3.0.53", defaultPort: 53))
        #expect(Sentence(key: key, arguments: [.socket(resolver)]) == nil)
    }

    @Test func `a value that a key has twice, or not at all, makes none`() throws {
        let (one, other): (SentenceArgument, SentenceArgument) = (.port(443), .port(8883))
        #expect(Sentence(key: "{1:port} and {2:port}", arguments: [one, other])?.english == "443 and 8883")
        for key in ["{1:port} and {1:port}", "{2:port} and {1:port}", "{1:port}", "none", "{1:port}{2:port}{1:port}"] {
            #expect(Sentence(key: key, arguments: [one, other]) == nil, "\(key)")
        }
    }

    /// Each level would be ten times as long as the one in it.
    @Test func `a sentence that is written in a few bytes is no longer than those`() throws {
        var inner = #"{"key": "a word of it", "arguments": []}"#
        for _ in 0..<12 {
            let key = String(repeating: "{1:sentence}", count: 10)
            inner = #"{"key": "\#(key)", "arguments": [{"kind": "sentence", "value": \#(inner)}]}"#
        }
        let bytes = Data(inner.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Sentence.self, from: bytes) }
    }

    @Test func `a sentence within another begins as its place has it`() {
        let inner: Sentence = "The resolver is silent."
        let outer: Sentence = "Names fail: \(clause: inner)"
        #expect(outer.english == "Names fail: the resolver is silent.")
        let opening: Sentence = "\(opening: "the site's resolver") is silent."
        #expect(opening.english == "The site's resolver is silent.")
    }

    @Test func `values are replaced at any depth, words are not`() throws {
        let host = try HostName(validating: "myhub.azure-devices.net")
        let other = try HostName(validating: "host-1.invalid")
        let inner: Sentence = "\(host) is silent."
        let outer: Sentence = "myhub.azure-devices.net: \(clause: inner)"
        let replaced = outer.replacing { if case .host = $0 { .host(.name(other)) } else { $0 } }
        #expect(replaced.english == "myhub.azure-devices.net: host-1.invalid is silent.")
        #expect(replaced.key == outer.key)
    }

    @Test func `lists read as people write them`() {
        let two: Sentence = "\(.port, [443, 5671].map { UInt16($0) }) and \(listing: ["A", "AAAA"] as [Term])"
        #expect(two.english == "ports 443 and 5671 and A, AAAA")
        let none: Sentence = "\([] as [Term])"
        #expect(none.english.isEmpty)
    }

    @Test func `what the network wrote keeps no terminal's escapes`() {
        let text: Sentence = "It says \(WireText("\u{1b}[31mred"))."
        #expect(!text.english.contains("\u{1b}"))
    }
}
