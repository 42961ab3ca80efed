import ProbeConfiguration
import ProbeCore
import Testing

@testable import edgeprobe

struct ProxySettingsTests {
    private func resolve(
        _ environment: [String: String], option: String? = nil, ignoring: Bool = false
    ) throws -> (proxy: Proxy?, note: Sentence?) {
        try ProxySettings.resolve(option: option, ignoresEnvironment: ignoring, environment: environment)
    }

    @Test
    func `the option wins over the environment`() throws {
        let settings = try resolve(
            ["https_proxy": "http://two.example:2", "no_proxy": "*"], option: "http://one.example:1")
        #expect(settings.proxy?.address.description == "one.example:1")
        #expect(settings.proxy?.source == .commandLine)
        #expect(settings.proxy?.exceptions == [])
        #expect(settings.note == nil)
    }

    @Test
    func `an ignored environment does not take the option away`() throws {
        #expect(try resolve([:], option: "http://one.example:1", ignoring: true).proxy != nil)
        #expect(try resolve(["https_proxy": "http://two.example:2"], ignoring: true).proxy == nil)
    }

    @Test
    func `lower case wins, and an empty variable counts as none`() throws {
        let both = ["https_proxy": "http://lower.example:1", "HTTPS_PROXY": "http://upper.example:2"]
        #expect(try resolve(both).proxy?.address.description == "lower.example:1")
        #expect(try resolve(both).proxy?.source == .environment)
        let upper = ["https_proxy": "", "HTTPS_PROXY": "http://upper.example:2", "no_proxy": "", "NO_PROXY": "a"]
        #expect(try resolve(upper).proxy?.address.description == "upper.example:2")
        #expect(try resolve(upper).proxy?.exceptions == ["a"])
        #expect(try resolve(["https_proxy": ""]).proxy == nil)
        #expect(try resolve(["http_proxy": "http://plain.example"]).proxy == nil)
        #expect(try resolve([:]).note == nil)
    }

    @Test(arguments: ["https_proxy", "HTTPS_PROXY", "auto_proxy", "AUTO_PROXY"])
    func `a script that names proxies is a note`(name: String) throws {
        var environment = [name: "http://wpad.example/proxy.pac"]
        let settings = try resolve(environment)
        #expect(settings.proxy == nil)
        let note = try #require(settings.note).english
        #expect(note.hasPrefix("The variable \(name) was not used: ") && note.contains("(PAC)"))
        environment["https_proxy"] = "http://proxy.example:1"
        let beside = try resolve(environment)
        #expect(beside.proxy != nil && beside.note == nil)
    }

    @Test
    func `exceptions stand between commas or spaces`() throws {
        let environment = ["https_proxy": "http://p.example", "no_proxy": " a,b ,, .c\td\n", "NO_PROXY": "e"]
        #expect(try resolve(environment).proxy?.exceptions == ["a", "b", ".c", "d"])
    }

    @Test(arguments: ProxyURLTests.wrong)
    func `a variable that makes no sense is a note without its text`(text: String) throws {
        let settings = try resolve(["HTTPS_PROXY": text])
        #expect(settings.proxy == nil)
        let note = try #require(settings.note).english
        #expect(note.hasPrefix("The variable HTTPS_PROXY was not used: "))
        #expect(!note.contains("s3cret") && !note.contains("bob"))
        #expect(throws: ProxyURL.Invalid.self) { try resolve([:], option: text) }
    }
}
