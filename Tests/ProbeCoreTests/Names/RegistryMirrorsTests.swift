import ProbeCore
import Testing

struct RegistryMirrorsTests {
    @Test(
        arguments: [
            ("https://mirror.example", "mirror.example"), ("https://mirror.example/", "mirror.example"),
            ("HTTPS://Mirror.Example:5000/", "mirror.example:5000"), ("mirror.example:5000", "mirror.example:5000"),
            ("https://mirror.example:443", "mirror.example"),
        ])
    func `what TLS can prove by its name is a mirror to ask`(url: String, registry: String) {
        let mirrors = RegistryMirrors([url])
        #expect(mirrors.named.map(\.description) == [registry] && mirrors.others == 0)
    }

    @Test(arguments: [
        "http://mirror.example", "http://mirror.example:5000", "https://192.0.2.7:5000", "192.0.2.7",
        "https://[2001:db8::7]:5000", "https://mirror.example/hub", "https://user:CANARY@mirror.example",
        "https://mirror.example?x=1", "https://mirror.example:0", "https://mirror.example:65536", "https://", "",
        "unix:///run/mirror",
    ])
    func `what is not is counted, and no more is kept of it`(url: String) throws {
        let mirrors = RegistryMirrors([url])
        #expect(mirrors.named.isEmpty && mirrors.others == 1 && !mirrors.isEmpty)
    }

    @Test func `one that is named twice is one, and more than four are not asked`() {
        let all = RegistryMirrors((1...6).map { "https://mirror\($0).example" } + ["https://mirror1.example/"])
        #expect(all.named.map(\.host.description) == (1...4).map { "mirror\($0).example" })
        #expect(all.others == 2)
        #expect(RegistryMirrors([]).isEmpty)
    }

    @Test func `those that are set aside count among the others`() {
        var mirrors = RegistryMirrors(["https://a.example", "https://b.example", "http://c.example"])
        mirrors.setAside { $0.host.description == "a.example" }
        #expect(mirrors.named.map(\.host.description) == ["b.example"] && mirrors.others == 2)
    }
}
