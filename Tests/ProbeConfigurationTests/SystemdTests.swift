@testable import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import Testing

/// As systemd 252 reads each of these; the files of its own tests (test-env-file.c, test-extract-word.c) are among them.
struct SystemdTests {
    // MARK: - Words

    @Test(
        arguments: [
            ("a b", ["a", "b"]), ("  a\t b ", ["a", "b"]), ("\"a b\" 'c d'", ["a b", "c d"]),
            ("a=\"b c\"d", ["a=b cd"]), ("''", [""]), ("", []),
            (#"a\ b"#, nil), (#"a\sb\x41\101\u00e9"#, ["a bAAé"]), (#""a\"b""#, ["a\"b"]), (#"'a\'b'"#, ["a'b"]),
            (#"a\\b"#, [#"a\b"#]), (#"a "b"#, nil),
            (#"a \q b"#, nil), (#"a\"#, nil), (#"\x00"#, nil), (#"\n"#, ["\n"]),
        ] as [(String, [String]?)])
    func `parts a value into words`(text: String, words: [String]?) {
        let parsed = UnitWords(text)
        #expect((parsed.problem == nil ? parsed.words : nil) == words)
    }

    @Test func `what stands before a broken word counts`() {
        #expect(UnitWords(#"a=1 "b=2 c"#).words == ["a=1"] && UnitWords(#"a=1 b=\q"#).words == ["a=1"])
    }

    /// `systemd-analyze verify` on Environment=X=%… for every letter and digit.
    @Test(
        arguments: [
            ("a%%b", .text("a%b")), ("a%40b", .refused), ("%", .text("%")), ("100%", .text("100%")),
            ("%-%_", .text("%-%_")), ("%x", .refused),
            ("%h", .replaced), ("%C3%A9", .replaced), ("%%40", .text("%40")), ("%%%40", .refused),
        ] as [(String, Specifiers.Expansion)])
    func `expands specifiers`(text: String, expansion: Specifiers.Expansion) {
        #expect(Specifiers.expand(text) == expansion)
    }

    @Test(
        arguments: [
            ("*.env", "a.env", true), ("*.env", "a.conf", false), ("a?c", "abc", true), ("a?c", "ac", false),
            ("[a-c]*", "b1", true), ("[!a-c]*", "b1", false), ("[]x]", "]", true), ("a[", "a[", true), ("**", "", true),
            ("a\\*", "a*", true), ("a\\*", "ab", false),
        ])
    func `knows the wildcards of names`(pattern: String, name: String, isMatch: Bool) {
        #expect(Wildcard(pattern[...]).matches(name) == isMatch)
    }

    // MARK: - Unit files

    @Test func `joins lines, passes over comments and knows sections`() {
        let text =
            "\u{feff}; remark\n[Unit]\nA=1\n[Service]\nA = \\\n# remark\n  one \\\n\n B=2\nno sign\nC=x\\\\\nD=y\n"
        #expect(
            UnitText.assignments(in: text).map { "\($0.section) \($0.name)=\($0.value) \($0.lines.lowerBound)" } == [
                "Unit A=1 3", "Service A=one 5", "Service B=2 9", "Service C=x\\\\ 11", "Service D=y 12",
            ])
        #expect(UnitText.assignments(in: "[S]\r\nA=1\r\nB=2\r\n").map(\.value) == ["1", "2"])
    }

    @Test(
        arguments: [
            ("a=a\nb=b\\\nc\nd=d\\\ne\\\nf\ng=g\\ \nh=h\ni=i\\", ["a=a", "b=bc", "d=def", "g=g ", "h=h", "i=i"]),
            ("a=a\\\n", ["a=a"]),
            ("# Generated\n\nHW=\"x y\"\n\n# For\nM=z", ["HW=x y", "M=z"]), ("a=\nb=", ["a=", "b="]),
            (" a = b c \t\n", ["a=b c"]),
            ("a='x\ny'\nb=1", ["a=x\ny", "b=1"]), (#"a="x\"y\z\$""#, [#"a=x"y\z$"#]), ("a=\"b\"c", ["a=bc"]),
            ("export a=b", ["export a=b"]), ("x\na=b", ["a=b"]),
            ("; a=b\n#c=d\n", []), ("a=b#c", ["a=b#c"]), ("a=b'c'", ["a=b'c'"]),
        ] as [(String, [String])])
    func `reads environment files`(text: String, assignments: [String]) {
        #expect(EnvironmentFileText(text).assignments.map { "\($0.name)=\($0.value)" } == assignments)
    }

    @Test func `knows the lines of an environment file`() {
        #expect(
            EnvironmentFileText("#x\n\na=b\nc=d\\\ne\nf=\"g\nh\"\n").assignments.map(\.lines) == [3...3, 4...5, 6...7])
    }

    // MARK: - Units

    private func unit(_ files: [String: String], _ name: String = "docker") throws -> SystemdUnit {
        try DeviceRoot.with(files) { root in
            var folder = ConfigurationFolder(root: root.path)
            return SystemdUnit(name, in: &folder)
        }
    }

    private func environment(_ files: [String: String], _ name: String = "docker") throws -> [String: String] {
        try unit(files, name).environment.mapValues(\.value)
    }

    @Test(
        arguments: [
            // Drop-ins of all folders in the order of their names; of two with one name that of /etc.
            (
                [
                    "/etc/systemd/system/docker.service.d/20.conf": "[Service]\nEnvironment=A=etc20\n",
                    "/usr/lib/systemd/system/docker.service.d/30.conf": "[Service]\nEnvironment=A=usr30\n",
                    "/run/systemd/system/docker.service.d/20.conf": "[Service]\nEnvironment=A=run20 B=run20\n",
                ], ["A": "usr30"]
            ),
            (
                [
                    "/usr/lib/systemd/system/docker.service": "[Service]\nEnvironment=A=unit B=unit\n",
                    "/etc/systemd/system/docker.service.d/x.conf": "[Service]\nEnvironment=\nEnvironment=C=1\n",
                ], ["C": "1"]
            ),
            // A unit of /etc stands in for the package's.
            (
                [
                    "/usr/lib/systemd/system/docker.service": "[Service]\nEnvironment=A=package\n",
                    "/etc/systemd/system/docker.service": "[Service]\nEnvironment=B=own\n",
                ], ["B": "own"]
            ),
            (["/etc/systemd/system/service.d/all.conf": "[Service]\nEnvironment=A=1\n"], ["A": "1"]),
            // EnvironmentFile= wins over Environment=, and UnsetEnvironment= over both.
            (
                [
                    "/usr/lib/systemd/system/docker.service":
                        "[Service]\nEnvironment=A=1 B=1 C=1 D=1\nEnvironmentFile=-/etc/default/docker\nEnvironmentFile=-/etc/none\nUnsetEnvironment=C D=2\n",
                    "/etc/default/docker": "B=2\n",
                ], ["A": "1", "B": "2", "D": "1"]
            ),
            // Its wildcards name files in the order of their names, and no hidden ones.
            (
                [
                    "/usr/lib/systemd/system/docker.service": "[Service]\nEnvironmentFile=-/etc/docker.env.d/*.env\n",
                    "/etc/docker.env.d/b.env": "A=b\n", "/etc/docker.env.d/a.env": "A=a\nB=a\n",
                    "/etc/docker.env.d/.c.env": "A=c\n", "/etc/docker.env.d/z.conf": "A=z\n",
                ], ["A": "b", "B": "a"]
            ),
            (
                [
                    "/etc/systemd/system.conf": "[Manager]\nDefaultEnvironment=A=manager B=manager\n",
                    "/etc/systemd/system.conf.d/x.conf": "[Manager]\nDefaultEnvironment=C=%%\n",
                    "/etc/systemd/system/docker.service.d/x.conf": "[Service]\nEnvironment=\nEnvironment=B=unit\n",
                ],
                ["A": "manager", "B": "unit", "C": "%"]
            ),
            (
                [
                    "/etc/systemd/system/docker.service.d/x.conf":
                        "[Service]\nEnvironment=A=1\n[Unit]\nEnvironment=B=1\n"
                ], ["A": "1"]
            ),
            (["/etc/systemd/system/docker.service.d/x.txt": "[Service]\nEnvironment=A=1\n"], [:]),
        ] as [([String: String], [String: String])])
    func `puts an environment together`(files: [String: String], environment: [String: String]) throws {
        #expect(try self.environment(files) == environment)
    }

    @Test func `knows drop-ins for a family of units`() throws {
        #expect(
            try environment(
                ["/etc/systemd/system/aziot-.service.d/x.conf": "[Service]\nEnvironment=A=1\n"], "aziot-edged") == [
                    "A": "1"
                ])
    }

    @Test(
        arguments: [
            ("Environment=\"HTTPS_PROXY=http://u:a%40b@p:8080/\"", .specifier, "HTTPS_PROXY=http://...@p:8080"),
            ("Environment=https_proxy=http://u:CANARY%h@p", .replaced, "https_proxy=http://..."),
            ("Environment=\"HTTPS_PROXY=http://u:CANARY@p:80", .quote, "HTTPS_PROXY=http://...@p:80"),
            (#"Environment=HTTPS_PROXY=http://dom\user:CANARY@p"#, .escape, "HTTPS_PROXY=http://..."),
            ("Environment=no-HTTPS_PROXY=CANARY", .name, "HTTPS_PROXY=..."),
            ("Environment=HTTP_PROXY=http://CANARY/x@y/%20", .specifier, "HTTP_PROXY=http://..."),
        ] as [(String, IgnoredReason, String)])
    func `lists what systemd passes over, without what may be secret`(line: String, reason: IgnoredReason, text: String)
        throws
    {
        let configuration = try DeviceRoot.with(["/etc/systemd/system/docker.service.d/p.conf": "[Service]\n\(line)\n"])
        {
            DeviceConfiguration(root: $0.path)
        }
        let ignored = try #require(configuration.ignored.first)
        #expect(ignored.reason == reason && ignored.line == 2 && ignored.place == .engineService)
        #expect(
            "\(ignored.text)\(ignored.proxy?.description ?? "")" == text && !ignored.text.description.contains("CANARY")
        )
        #expect(configuration.proxies.allSatisfy { $0.proxy == nil })
    }

    @Test func `an export in an environment file is passed over`() throws {
        let configuration = try DeviceRoot.with([
            "/usr/lib/systemd/system/docker.service":
                "[Service]\nEnvironmentFile=-/etc/default/docker\nExecStart=/usr/bin/dockerd -H fd:// $DOCKER_OPTS\n",
            "/etc/default/docker": "# x\nexport https_proxy=http://u:CANARY@p:1\nDOCKER_OPTS=\"--mtu 1400\"\n",
            "/etc/docker/daemon.json": "{\"mtu\": 1300}",
        ]) { DeviceConfiguration(root: $0.path) }
        #expect(configuration.ignored.map(\.reason) == [.export] && configuration.ignored.first?.line == 2)
        #expect(configuration.engine?.problems.map(\.problem) == [.givenTwice])
    }
}
