import ProbeCore
import ProbeTransport
import Testing

struct HostsFileTests {
    private static let text = """
        # static table
        127.0.0.1\tlocalhost
        10.1.2.3   hub.example HUB # hub.example again
        fd00::3\tother.example Hub.Example
        10.1.2.3 hub.example
        #10.9.9.9 hub.example
        not-an-address hub.example
        10.1.2.4 hub.example.org xhub.example
          10.1.2.5\thub.example\r
        """

    private func addresses(for host: String, in text: String) throws -> [String] {
        try HostsFile(parsing: Array(text.utf8)).addresses(for: HostName(validating: host)).map(\.description)
    }

    @Test func `a name has the addresses of every line that carries it, each once`() throws {
        #expect(try addresses(for: "hub.example", in: Self.text) == ["10.1.2.3", "fd00::3", "10.1.2.5"])
    }

    @Test func `more addresses than anybody needs are counted`() throws {
        let text = (0..<100).map { "10.1.2.\($0) hub.example\n" }.joined()
        let found = HostsFile(parsing: Array(text.utf8)).boundedAddresses(for: try HostName(validating: "hub.example"))
        #expect(found.kept.count == 64 && found.leftOut == 36)
    }

    @Test func `a name that no line carries has none`() throws {
        #expect(try addresses(for: "example", in: Self.text) == [])
        #expect(try addresses(for: "hub.example", in: "") == [])
    }

    @Test func `a line with many addresses for one name is bounded`() throws {
        let text = (0..<1000).map { "10.0.\($0 / 250).\($0 % 250) hub.example\n" }.joined()
        #expect(try addresses(for: "hub.example", in: text).count == 64)
    }

    @Test func `bytes that are no text are passed over`() throws {
        let bytes: [UInt8] = [0xff, 0x00, 0x20, 0xfe, 0x0a] + Array("10.1.2.3 hub.example".utf8)
        #expect(try HostsFile(parsing: bytes).addresses(for: HostName(validating: "hub.example")).count == 1)
    }

    @Test func `a line may be as long as it likes`() throws {
        let filler = String(repeating: "n.example ", count: 20_000)
        #expect(
            try addresses(for: "hub.example", in: "10.0.0.1 \(filler)hub.example\n10.0.0.2 hub.example.") == [
                "10.0.0.1"
            ])
        #expect(try addresses(for: "hub.example", in: "10.0.0.1 \(filler)# hub.example") == [])
    }

    @Test(arguments: [1, 2, 7, 64])
    func `a file is looked through piece by piece, wherever those end`(length: Int) throws {
        var search = HostsSearch(for: try HostName(validating: "hub.example"))
        let bytes = Array(Self.text.utf8)
        for start in stride(from: 0, to: bytes.count, by: length) { search.take(bytes[start...].prefix(length)) }
        search.finish()
        #expect(search.addresses.map(\.description) == ["10.1.2.3", "fd00::3", "10.1.2.5"])
    }
}
