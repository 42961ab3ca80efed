import ProbeCore
import ProbeTransport
import Testing

struct ForwarderSettingsTests {
    private static func settings(_ text: String) -> ForwarderSettings {
        var settings = ForwarderSettings()
        settings.read(Array(text.utf8))
        return settings
    }

    @Test func `dnsmasq's servers for all names count, and those for single domains do not`() {
        let settings = Self.settings(
            """
            # server=10.0.0.1
            server=10.0.0.2
              server=10.0.0.3#5353
            server=/corp.example/10.0.0.4
            server=/azure-devices.net/
            server=2001:db8::53@eth0
            server=10.0.0.2
            server=10.0.0.6
            resolv-file=/etc/resolv.upstream
            resolv-file=relative
            """)
        #expect(settings.servers.map(\.description) == ["10.0.0.2", "10.0.0.3", "2001:db8::53"])
        #expect(settings.lists == ["/etc/resolv.upstream"])
    }

    @Test func `unbound's forwarders of the root count`() {
        let settings = Self.settings(
            """
            forward-zone:
              name: "corp.example"
              forward-addr: 10.0.0.1
            forward-zone:
              name: "."
              forward-addr: 10.0.0.2
              forward-addr: 10.0.0.3@853#dns.example
            """)
        #expect(settings.servers.map(\.description) == ["10.0.0.2"])
    }

    @Test(arguments: ["", "server=", "server=name.example", "server=0.0.0.0", "name: .\nforward-addr:"])
    func `what names nobody is passed over`(text: String) {
        #expect(Self.settings(text) == ForwarderSettings())
    }
}
