@testable import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import Testing

/// What dockerd 20.10.24 answered to each of these files is what is expected here.
struct DaemonSettingsTests {
    private func read(_ text: String, _ command: [String] = []) -> DaemonSettings {
        DaemonSettings(Array(text.utf8), file: "/etc/docker/daemon.json", command: command)
    }

    @Test(arguments: [
        "{}", "null", #"{"dns":["1.1.1.1"]}"#, #"{"dns":[" 1.1.1.1 "]}"#, #"{"x":{"dns":["1.1.1.1"]}}"#,
        #"{"features":{"Foo":true}}"#, #"{"registry-mirrors":["https://m.example:5000","http://m.example/"]}"#,
        #"{"bip":"172.30.0.1/16"}"#,
        #"{"ip-masq":null}"#, #"{"mtu":1400}"#, #"{"default-address-pools":[{"base":"10.0.0.0/8","size":24}]}"#,
        #"{"log-opts":{"max-size":"10m"}}"#,
        #"{"runtimes":{"x":{"path":"/x"}}}"#, #"{"userland-proxy":false}"#,
        #"{"default-ulimits":{"nofile":{"Name":"nofile","Hard":1}}}"#,
    ])
    func `takes what dockerd takes`(text: String) {
        #expect(read(text).problems.isEmpty)
    }

    @Test(
        arguments: [
            (#"{"registry-mirrors":["https://m.example/docker"]}"#, .unfit, "registry-mirrors"),
            (#"{"registry-mirrors":["m.example:5000"]}"#, .unfit, "registry-mirrors"),
            (#"{"bip":"172.30.0.0/16"}"#, .unfit, "bip"),
            (#"{"default-address-pools":[{"base":"10.213.0.0/24","size":16}]}"#, .unfit, "default-address-pools"),
            (#"{"DNS":["1.1.1.1"]}"#, .misspelt, "DNS"), (#"{"a":1}"#, .unknownMember, "a"),
            (#"{"a":{"b":{"dns":1}}}"#, .unknownMember, "b"),
            (#"{"dns":"1.1.1.1"}"#, .unfit, "dns"), (#"{"dns":["x"]}"#, .unfit, "dns"),
            (#"{"dns":[""]}"#, .unfit, "dns"), (#"{"mtu":"1400"}"#, .unfit, "mtu"),
            (#"{"mtu":1400.0}"#, .unfit, "mtu"), (#"{"iptables":"false"}"#, .unfit, "iptables"),
            (#"{"ip-masq": 0}"#, .unfit, "ip-masq"),
            (#"{"features":{"Foo":1}}"#, .unfit, "features"), (#"{"log-opts":{"max-size":10}}"#, .unfit, "log-opts"),
            (#"{"storage-driver":5}"#, .unfit, "storage-driver"),
            (#"{"default-address-pools":{"base":"10.0.0.0/8"}}"#, .unknownMember, "base"),
            ("[]", .unfit, nil), ("1", .unfit, nil),
            (#"{"proxies":{"https-proxy":"http://x"}}"#, .newerMember, "https-proxy"), ("", .empty, nil),
            ("\u{feff}{}", .byteOrderMark, nil), ("{} x", .trailing, nil), (#"{"dns":["1.1.1.1"],}"#, .comma, nil),
            ("// c\n{}", .comment, nil),
        ] as [(String, SyntaxProblem, String?)])
    func `refuses what dockerd refuses`(text: String, problem: SyntaxProblem, member: String?) {
        let problems = read(text).problems
        #expect(problems.map(\.problem) == [problem] && problems.first?.member == member)
    }

    @Test(
        arguments: [
            (["dockerd", "-H", "fd://"], ["hosts"]), (["dockerd", "--host=fd://", "--mtu=1400"], ["hosts", "mtu"]),
            (["dockerd", "--add-runtime", "x=/x"], []),
            (["dockerd"], []), ([], []),
        ] as [([String], [String])])
    func `an option of the command line may not be in the file`(command: [String], members: [String]) {
        let text = #"{"hosts":["fd://"],"mtu":1400,"runtimes":{"x":{"path":"/x"}}}"#
        #expect(read(text, command).problems.compactMap(\.member) == members)
        #expect(read(text, command).problems.allSatisfy { $0.problem == .givenTwice })
    }

    @Test(
        arguments: [
            (["dockerd", "--registry-mirror=https://a.example"], ["https://a.example"]),
            (
                ["dockerd", "--registry-mirror", "https://a.example", "--mtu=1400", "--registry-mirror=http://b"],
                ["https://a.example", "http://b"]
            ),
            (["dockerd", "--registry-mirror"], []), (["dockerd", "registry-mirror=x", "--insecure-registry=y"], []),
        ] as [([String], [String])])
    func `finds the mirrors of a command line`(command: [String], mirrors: [String]) {
        let words = command.map { SystemdUnit.Word(text: $0, file: "docker.service", line: 3) }
        #expect(DaemonOption.values(of: "registry-mirrors", in: words).map(\.value) == mirrors)
    }

    @Test func `keeps the mirrors, and none that dockerd would not start with`() {
        let text = #"{"registry-mirrors":[" https://a.example ","http://b.example:5000"]}"#
        #expect(read(text).mirrors == ["https://a.example", "http://b.example:5000"])
        #expect(read(text, ["dockerd", "--registry-mirror=https://c.example"]).mirrors.isEmpty)
        #expect(read(#"{"registry-mirrors":"https://a.example"}"#).mirrors.isEmpty)
    }

    @Test func `keeps what networks to come will have`() {
        let settings = read(
            #"""
            { "mtu": 1400, "bip": "10.213.8.1/24", "default-address-pools": [ { "base": "10.213.16.0/20", "size": 24 } ],
              "default-network-opts": { "bridge": { "com.docker.network.driver.mtu": "1380" } } }
            """#)
        #expect(settings.networkMTU == 1380)
        #expect(settings.networkSettings.bridge?.description == "10.213.8.0/24")
        #expect(settings.networkSettings.pools?.map(\.base.description) == ["10.213.16.0/20"])
        #expect(settings.networkSettings.pools?.map(\.size) == [24])
        #expect(read(#"{ "mtu": 1400 }"#).networkMTU == nil && read("{}").networkSettings.isEmpty)
    }

    @Test func `keeps resolvers, switches and the proxy, each with its line`() {
        let settings = read(
            "{\n\"dns\": [\"10.0.0.1\", \"fd00::1\"],\n\"ip-masq\": false,\n\"iptables\": true,\n\"proxies\": {\"https-proxy\": \"http://u:p@x:80\"}}"
        )
        #expect(settings.resolvers.map(\.description) == ["10.0.0.1", "fd00::1"])
        #expect(settings.switches.map(\.name) == [.iptables, .ipMasquerade])
        #expect(settings.switches.map(\.isOn) == [true, false] && settings.switches.map(\.line) == [4, 3])
        #expect(settings.proxy?.proxy?.address.description == "x:80")
    }

    @Test(
        arguments: [[0xff, 0xfe, 0x7b, 0, 0x7d, 0], [0xfe, 0xff, 0, 0x7b, 0, 0x7d], [0xff, 0xfe, 0x7b]] as [[UInt8]])
    func `UTF-16 with a mark is read as engines from 23 on read it`(bytes: [UInt8]) {
        let problems = DaemonSettings(bytes, file: "/etc/docker/daemon.json").problems.map(\.problem)
        #expect(problems.first == .byteOrderMark && problems.count == (bytes.count > 4 ? 1 : 2))
    }

    @Test func `a file that dockerd refuses sets nothing`() {
        let settings = read(#"{"dns":["10.0.0.1"],"ip-masq":"no"}"#)
        #expect(settings.resolvers.isEmpty && settings.switches.isEmpty)
    }
}
