import ProbeTransport
import Testing

struct NameSourcesTests {
    @Test(
        arguments: [
            ("hosts: files dns", .hostsFileFirst), ("", .hostsFileFirst), ("passwd: dns files", .hostsFileFirst),
            ("hosts:\tmymachines resolve [!UNAVAIL=return] files myhostname dns", .hostsFileFirst),
            ("hosts: files mdns4_minimal [NOTFOUND=return] dns", .hostsFileFirst), ("hosts: files", .hostsFileFirst),
            ("hosts: dns files # as it came", .resolversFirst), ("hosts:dns files", .resolversFirst),
            ("  hosts: mdns4 dns myhostname files", .resolversFirst),
            ("hosts: dns [SUCCESS=continue] files", .resolversFirst),
            ("hosts: dns [!UNAVAIL=return] files", .resolversAlone),
            ("hosts: dns [ NOTFOUND = return ] files", .resolversAlone), ("hosts: dns", .resolversAlone),
            ("hosts: files dns\nhosts: dns files", .resolversFirst), ("#hosts: dns", .hostsFileFirst),
        ] as [(String, NameSources)])
    func `the line of hosts says whether the file comes first`(text: String, sources: NameSources) {
        #expect(NameSources(parsing: Array(text.utf8)) == sources)
    }
}
