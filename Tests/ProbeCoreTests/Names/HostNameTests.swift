import ProbeCore
import TestSupport
import Testing

struct HostNameTests {
    static let label = String(repeating: "a", count: 63)
    // 63 + 1 + 63 + 1 + 63 + 1 + 61 = 253
    static let longest = [label, label, label, String(repeating: "b", count: 61)].joined(separator: ".")

    @Test(arguments: [
        ("myhub.azure-devices.net", "myhub.azure-devices.net"), ("MyHub.Azure-Devices.NET", "myhub.azure-devices.net"),
        ("myhub.azure-devices.net.", "myhub.azure-devices.net"), ("localhost", "localhost"), ("a", "a"),
        ("3com.example", "3com.example"), ("1.2.3.4.example", "1.2.3.4.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("_mqtt._tcp.example", "_mqtt._tcp.example"), ("a--b.example", "a--b.example"),
        ("0x7f.example", "0x7f.example"),
        ("example.0a", "example.0a"), (longest, longest), (longest + ".", longest),
    ])
    func `a name is lower case without its root`(text: String, name: String) throws {
        #expect(try HostName(validating: text).description == name)
    }

    @Test(arguments: [
        ("", "is empty"), (".", "is empty"), ("..", "has an empty label (two dots in a row, or a leading dot)"),
        (".a", "has an empty label (two dots in a row, or a leading dot)"),
        ("a..b", "has an empty label (two dots in a row, or a leading dot)"),
        ("a.b..", "has an empty label (two dots in a row, or a leading dot)"),
        ("bücher.example", "has characters outside ASCII; write its xn-- form (RFC 5890)"),
        ("a。b", "has characters outside ASCII; write its xn-- form (RFC 5890)"),
        ("a.\u{301}", "has characters outside ASCII; write its xn-- form (RFC 5890)"),
        (label + "a.example", "has a label longer than 63 characters (RFC 1123)"),
        (longest + "b", "is longer than 253 characters (RFC 1123)"),
        ("-a.example", "has a label that begins or ends with a hyphen"),
        ("a-.example", "has a label that begins or ends with a hyphen"),
        ("a.-", "has a label that begins or ends with a hyphen"),
        ("a b", "has a character that no host name may have"),
        ("a.example\n", "has a character that no host name may have"),
        ("a\0b", "has a character that no host name may have"),
        ("*.example", "has a character that no host name may have"),
        ("a.example:443", "has a character that no host name may have"),
        ("https://a.example", "has a character that no host name may have"),
        ("::1", "has a character that no host name may have"), ("[::1]", "has a character that no host name may have"),
        ("a;b", "has a character that no host name may have"), ("$(id)", "has a character that no host name may have"),
        ("1.2.3.4", "is an IP address, not a name"), ("1.2.3.4.", "is an IP address, not a name"),
        ("1.2.3.256", "ends in a number, as only an IP address does (RFC 1123)"),
        ("127.1", "ends in a number, as only an IP address does (RFC 1123)"),
        ("2130706433", "ends in a number, as only an IP address does (RFC 1123)"),
        ("010.0.0.1", "ends in a number, as only an IP address does (RFC 1123)"),
        ("0x7f000001", "ends in a number, as only an IP address does (RFC 1123)"),
        ("127.0X1", "ends in a number, as only an IP address does (RFC 1123)"),
        ("a.0x", "ends in a number, as only an IP address does (RFC 1123)"),
    ])
    func `an error says what is wrong with a name`(text: String, reason: String) {
        let error = #expect(throws: HostName.Invalid.self) { try HostName(validating: text) }
        #expect(error?.reason == reason)
        #expect(error?.description == reason)
    }

    @Test
    func `names that differ in case or root alone are equal`() throws {
        let names = try ["A.example.", "a.EXAMPLE", "a.example"].map(HostName.init(validating:))
        #expect(Set(names).count == 1)
        #expect(try HostName(validating: "a.example") < HostName(validating: "b.example"))
    }

    @Test
    func `a name travels as its text and is validated on arrival`() throws {
        let name = try HostName(validating: "a.example")
        #expect(try JSON.text([name]) == #"["a.example"]"#)
        #expect(try JSON.roundTrip([name]) == [name])
        #expect(throws: DecodingError.self) { try JSON.value([HostName].self, #"["a.example; reboot"]"#) }
    }
}
