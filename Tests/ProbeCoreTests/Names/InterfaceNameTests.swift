import ProbeCore
import TestSupport
import Testing

struct InterfaceNameTests {
    @Test(arguments: ["eth0", "br-0123456789ab", "eth0.100", "wg_office-1", "$(reboot)", "..."])
    func `the kernel takes up to fifteen bytes without slash, colon and white space`(name: String) {
        #expect(InterfaceName(name).isValid)
    }

    @Test(arguments: [
        "", ".", "..", "sixteen-bytes-it", "eth0:1", "../all", "eth 0", "eth0\n", "a\\b", "b\u{fc}ro", "\u{1b}[31m",
    ])
    func `what no interface is called as it stands is not valid`(name: String) {
        #expect(!InterfaceName(name).isValid)
    }

    @Test func `a report has the bare name, and what it reads back is the same name`() throws {
        let names: [InterfaceName] = ["tun0", "\u{1b}[31m", "a\\b"]
        let text = try JSON.text(names)
        #expect(text == #"["tun0","\\x1b[31m","a\\\\b"]"#)
        #expect(try JSON.value([InterfaceName].self, text) == names)
    }
}
