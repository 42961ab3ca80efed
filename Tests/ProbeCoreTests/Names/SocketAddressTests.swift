import ProbeCore
import TestSupport
import Testing

struct SocketAddressTests {
    @Test(arguments: [
        ("1.2.3.4", "1.2.3.4:53"), ("1.2.3.4:5353", "1.2.3.4:5353"), ("1.2.3.4:65535", "1.2.3.4:65535"),
        ("2001:db8::1", "[2001:db8::1]:53"), ("[2001:db8::1]:5353", "[2001:db8::1]:5353"),
        ("[fe80::1%eth0]:53", "[fe80::1%eth0]:53"),
        // Without brackets all of it is the address.
        ("::1:53", "[::1:53]:53"), ("1:2:3:4:5:6:7:8", "[1:2:3:4:5:6:7:8]:53"),
    ])
    func `an address may carry a port`(text: String, written: String) throws {
        let address = try #require(SocketAddress(text, defaultPort: 53))
        #expect(address.description == written)
        #expect(SocketAddress(written, defaultPort: 1) == address)
    }

    @Test(arguments: [
        "", ":", ":53", "1.2.3.4:", "1.2.3.4:0", "1.2.3.4:65536", "1.2.3.4:-1", "1.2.3.4:+53", "1.2.3.4:5a",
        "1.2.3.4:53:53",
        "[::1", "::1]:53", "[::1]:", "[::1]53", "[]:53", "[[::1]]:53", "1:2:3:4:5:6:7:8:53", "example.net:53",
        "1.2.3:53",
        "1.2.3.4 :53", "1.2.3.4: 53", "1.2.3.4:٥٣", "[2001:db8::1%eth0]:53", "169.254.1.1%eth0:53",
    ])
    func `what is not quite an address with a port is none`(text: String) {
        #expect(SocketAddress(text, defaultPort: 53) == nil)
    }

    @Test(arguments: [("1", 1), ("443", 443), ("00443", 443), ("65535", 65535)] as [(String, UInt16)])
    func `a port is a number in digits`(text: String, port: UInt16) { #expect(SocketAddress.port(text) == port) }

    @Test(arguments: ["", "0", "65536", "-1", "-0", "+1", " 1", "1 ", "0x50", "99999999999999999999999999", "٤"])
    func `anything else is no port`(text: String) { #expect(SocketAddress.port(text) == nil) }

    @Test
    func `a socket address travels with its members`() throws {
        let address = try #require(SocketAddress("[::1]:443", defaultPort: 1))
        #expect(try JSON.text(address) == #"{"address":"::1","port":443}"#)
        #expect(try JSON.roundTrip(address) == address)
        let onLink = try #require(SocketAddress("[fe80::1%eth0]:443", defaultPort: 1))
        #expect(try JSON.text(onLink) == #"{"address":"fe80::1","port":443,"zone":"eth0"}"#)
        #expect(try JSON.roundTrip(onLink) == onLink)
        #expect(throws: DecodingError.self) { try JSON.value(SocketAddress.self, #"{"address":"::1","port":-1}"#) }
        #expect(throws: DecodingError.self) { try JSON.value(SocketAddress.self, #"{"address":"::1","port":65536}"#) }
    }
}
