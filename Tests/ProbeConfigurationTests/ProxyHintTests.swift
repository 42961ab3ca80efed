@testable import ProbeConfiguration
import ProbeCore
import Testing

struct `a proxy of others on the device` {
    private static func hint(_ files: [String: String], caller: [String: String] = [:]) throws -> ProxyHint? {
        try DeviceRoot.with(files) { ProxyHint(caller: caller, root: $0.path) }
    }

    @Test func `is the shell's above sudo before any file's`() throws {
        let hint = try #require(
            try Self.hint(
                ["/etc/environment": "https_proxy=http://file.example:1"],
                caller: ["HTTPS_PROXY": "http://shell.example:2", "no_proxy": "a, b"]))
        #expect(hint.place == .caller && hint.proxy.address.description == "shell.example:2")
        #expect(hint.proxy.exceptions == ["a", "b"] && hint.proxy.source == .environment)
        #expect(hint.proxy.isOfPackages == nil)
    }

    @Test(arguments: [
        "https_proxy=http://u:secret@p.example:3128", "HTTPS_PROXY=\"http://u:secret@p.example:3128/\"",
        "# https_proxy=http://no.example\nexport https_proxy='http://u:secret@p.example:3128'; export A=1",
        "https_proxy=http://earlier.example\n  export https_proxy=http://u:secret@p.example:3128 # of the site",
    ])
    func `is what a login reads`(text: String) throws {
        for file in ["/etc/environment", "/etc/profile.d/proxy.sh"] {
            let hint = try #require(try Self.hint([file: text + "\nNO_PROXY=localhost,.plant.example"]))
            #expect(hint.place == .file(file) && hint.proxy.address.description == "p.example:3128")
            #expect(hint.proxy.credentials == Credentials(user: "u", password: "secret"))
            #expect(hint.proxy.exceptions == ["localhost", ".plant.example"] && hint.proxy.isOfPackages == nil)
        }
    }

    @Test(arguments: [
        "", "https_proxy=", "# https_proxy=http://p.example:1",
        "https_proxy=\"$PROXY\"", "https_proxy=`cat /proxy`", "https_proxy=http://wpad.example/proxy.pac",
        "https_proxy=socks5://p.example:1", "unset https_proxy", "MY-https_proxy=http://p.example:1",
    ])
    func `is none where a login's file names none that can be told`(text: String) throws {
        #expect(try Self.hint(["/etc/environment": text, "/etc/profile.d/a.sh": text]) == nil)
    }

    private static func client(_ members: String) -> [String: String] {
        ["/root/.docker/config.json": #"{"auths": {}, "proxies": {"default": {\#(members)}}}"#]
    }

    @Test func `is what the engine's client has`() throws {
        let files = Self.client(#""httpsProxy": "http://p.example:3128", "noProxy": "localhost,.plant.example""#)
        let hint = try #require(try Self.hint(files))
        #expect(hint.place == .file("/root/.docker/config.json"))
        #expect(hint.proxy.address.description == "p.example:3128" && hint.proxy.isOfPackages == nil)
        #expect(hint.proxy.exceptions == ["localhost", ".plant.example"])
        let home = ["/home/gateway/.docker/config.json": files.values.first ?? ""]
        #expect(try Self.hint(home)?.place == .file("/home/gateway/.docker/config.json"))
        #expect(try Self.hint(Self.client("")) == nil)
    }

    @Test func `for http alone is the weakest hint of all`() throws {
        let plain = "http_proxy=http://p.example:1"
        let hint = try #require(try Self.hint(["/etc/environment": plain]))
        #expect(hint.place == .file("/etc/environment") && hint.proxy.isOfPackages == true)
        let apt = ["/etc/environment": plain, "/etc/apt/apt.conf": "Acquire::http::Proxy \"http://q.example:1\";"]
        #expect(try Self.hint(apt)?.place == .file("/etc/apt/apt.conf"))
        let own = try DeviceRoot.with([:]) {
            ProxyHint(caller: [:], own: ["http_proxy": "http://p.example:1"], root: $0.path)
        }
        #expect(own?.place == .environment && own?.proxy.isOfPackages == true)
        #expect(try Self.hint(Self.client(#""httpProxy": "http://p.example:1""#))?.proxy.isOfPackages == true)
    }

    @Test(arguments: [
        "Acquire::http::Proxy \"http://p.example:3128/\";", "acquire { HTTP { proxy \"http://p.example:3128\"; }; };",
        "// Acquire::https::Proxy \"http://no.example\";\n# no\n/* x \" ; */ Acquire::http { Proxy http:\"\"; };\n"
            + "Acquire::https::Proxy \"http://p.example:3128\";",
        "Acquire::http::Proxy \"http://old.example\";\nAcquire::http::Proxy \"http://p.example:3128\";",
        "Acquire::https::Proxy \"http://p.example:3128\"; Acquire::http::Proxy \"DIRECT\";",
    ])
    func `is apt's, which nobody else is set to`(text: String) throws {
        for file in ["/etc/apt/apt.conf", "/etc/apt/apt.conf.d/95proxy", "/etc/apt/apt.conf.d/proxy.conf"] {
            let hint = try #require(try Self.hint([file: text]))
            #expect(hint.place == .file(file) && hint.proxy.address.description == "p.example:3128")
            #expect(hint.proxy.isOfPackages == true)
        }
        #expect(try Self.hint(["/etc/apt/apt.conf.d/proxy.disabled": text]) == nil)
    }

    @Test(arguments: [
        "", "Acquire::http::Proxy \"DIRECT\";", "Acquire::http::Proxy \"\";",
        "Acquire::http::Proxy \"http://p.example\"",
        "Acquire::http::Proxy::host.example \"http://p.example\";", "Acquire::http::Proxy \"socks5h://p.example:1\";",
        "Acquire::http::Proxy \"http://cache.example:3142\"; Acquire::https::Proxy \"DIRECT\";",
        "}}}} ; { { \"", "Acquire { http { Timeout \"3\"; }; }; Proxy \"http://p.example\";",
    ])
    func `is none where apt fetches https without one`(text: String) throws {
        #expect(try Self.hint(["/etc/apt/apt.conf.d/95proxy": text]) == nil)
    }

    @Test func `is dnf's or yum's, with its credentials beside it`() throws {
        let text =
            "[main]\nproxy = http://p.example:3128\nproxy_username=u\nproxy_password = s p\n[other]\nproxy=http://no"
        for file in ["/etc/dnf/dnf.conf", "/etc/yum.conf"] {
            let hint = try #require(try Self.hint([file: text]))
            #expect(hint.place == .file(file) && hint.proxy.isOfPackages == true)
            #expect(hint.proxy.credentials == Credentials(user: "u", password: "s p"))
        }
        #expect(try Self.hint(["/etc/dnf/dnf.conf": "[main]\nproxy=_none_"]) == nil)
        #expect(try Self.hint(["/etc/dnf/dnf.conf": "[fedora]\nproxy=http://p.example"]) == nil)
    }

    @Test func `is SUSE's where it is switched on`() throws {
        let text = "HTTPS_PROXY=\"http://p.example:3128\"\nNO_PROXY=\"localhost\"\nPROXY_ENABLED="
        #expect(try Self.hint(["/etc/sysconfig/proxy": text + "\"yes\""]) != nil)
        #expect(try Self.hint(["/etc/sysconfig/proxy": text + "\"no\""]) == nil)
    }

    @Test func `is a login's before a package manager's`() throws {
        let hint = try Self.hint([
            "/etc/environment": "https_proxy=http://login.example:1",
            "/etc/apt/apt.conf": "Acquire::http::Proxy \"http://apt.example:2\";",
        ])
        #expect(hint?.proxy.address.description == "login.example:1")
    }

    @Test(.timeLimit(.minutes(1))) func `takes a file of apt's at its limit in no time`() throws {
        for piece in ["a{", "a{b c;", "/*", "\"", "a b;", "// x\n"] {
            let text = String(repeating: piece, count: ConfigurationFolder.longest / piece.utf8.count)
            #expect(AptSettings([text]).proxy == nil)
        }
    }
}
