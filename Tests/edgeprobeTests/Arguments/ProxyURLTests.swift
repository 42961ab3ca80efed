import ProbeCore
import Testing

@testable import ProbeConfiguration

struct ProxyURLTests {
    @Test(arguments: [
        ("http://proxy.example:3128", "proxy.example:3128", "http"),
        ("http://proxy.example", "proxy.example:80", "http"),
        ("proxy.example:3128", "proxy.example:3128", "http"), ("proxy.example", "proxy.example:80", "http"),
        ("https://proxy.example", "proxy.example:443", "https"),
        ("HTTP://Proxy.Example:8080/", "proxy.example:8080", "http"),
        ("http://10.0.0.1:3128/path?query#part", "10.0.0.1:3128", "http"), ("10.0.0.1", "10.0.0.1:80", "http"),
        ("http://[2001:db8::1]:3128", "[2001:db8::1]:3128", "http"),
        ("http://[2001:db8::1]", "[2001:db8::1]:80", "http"),
        ("[2001:db8::1]:3128", "[2001:db8::1]:3128", "http"),
        ("http://proxy.example.:65535", "proxy.example:65535", "http"),
    ])
    func `a proxy is a host and a port`(text: String, address: String, scheme: String) throws {
        let proxy = try ProxyURL.parse(text, source: .commandLine)
        #expect(proxy.address.description == address)
        #expect(proxy.scheme == scheme)
        #expect(proxy.credentials == nil)
        #expect(proxy.source == .commandLine)
    }

    @Test(arguments: [
        ("http://bob:s3cret@proxy.example:3128", "bob", "s3cret"), ("bob:s3cret@proxy.example:3128", "bob", "s3cret"),
        ("http://bob@proxy.example:3128", "bob", ""), ("http://bob:@proxy.example:3128", "bob", ""),
        ("http://:s3cret@proxy.example:3128", "", "s3cret"), ("http://bob:p@ss@proxy.example:3128", "bob", "p@ss"),
        ("http://bob:a:b:c@proxy.example:3128", "bob", "a:b:c"),
        ("http://b%40b:p%2F%3f%23%25@proxy.example:3128", "b@b", "p/?#%"),
        ("http://DOM%5Cbob:s3cret@proxy.example:3128", "DOM\\bob", "s3cret"),
        ("http://bob:%C3%A9@proxy.example:3128", "bob", "é"),
        ("http://bob:é@proxy.example:3128", "bob", "é"), ("http://bob:a%3Ab@proxy.example:3128", "bob", "a:b"),
    ])
    func `credentials stand before the last @`(text: String, user: String, password: String) throws {
        let proxy = try ProxyURL.parse(text, source: .environment)
        #expect(proxy.credentials == Credentials(user: user, password: password))
        #expect(proxy.address.description == "proxy.example:3128")
    }

    @Test(arguments: [
        "", "http://", "http://:3128", "http:///", "socks5://proxy.example:1080", "ftp://proxy.example",
        "://proxy.example",
        "http://proxy.example:", "http://proxy.example:0", "http://proxy.example:65536", "http://proxy.example:+80",
        "http://proxy.example:80x", "http://proxy.example:-1", "http://[2001:db8::1", "http://2001:db8::1]:80",
        "http://[::1]x",
        "http://proxy_ example", "http://prøxy.example", " http://proxy.example", "http://proxy.example\n",
        "http:proxy.example:80",
        "http://127.1:3128", "http://1.2.3.256", "http://proxy..example", "http://[fe80::1%25eth0]:80",
    ])
    func `what is no proxy is refused`(text: String) {
        #expect(throws: ProxyURL.Invalid.self) { try ProxyURL.parse(text, source: .commandLine) }
    }

    @Test(arguments: [
        "http://wpad/wpad.dat", "http://proxy.example/proxy.pac", "HTTP://proxy.example:8080/a/PROXY.PAC?site=1",
        "https://proxy.example/proxy.pac#x", "file:///etc/proxy.pac", "pac+http://proxy.example/proxy.pac",
    ])
    func `a script that names proxies is none`(text: String) {
        let error = #expect(throws: ProxyURL.Invalid.self) { try ProxyURL.parse(text, source: .commandLine) }
        #expect(error?.description.contains("(PAC)") == true)
    }

    @Test(arguments: [
        "http://proxy.pac", "proxy.pac:3128", "http://proxy.example/proxy.pac/", "http://p.example/?a=.pac",
    ])
    func `a name, a folder or a query that ends so makes no script`(text: String) throws {
        #expect(throws: Never.self) { try ProxyURL.parse(text, source: .commandLine) }
    }

    /// Each is wrong in another way, and each holds the password in another place.
    static let wrong = [
        "http://bob:s3cret@", "http://bob:s3cret@:3128", "http://bob:s3cret@proxy example",
        "http://bob:s3cret@proxy:port",
        "http://bob:s3cret@proxy.example:99999", "socks5://bob:s3cret@proxy.example", "s3cret://bob@proxy.example",
        "http://bob:s3cret%@proxy.example", "http://bob:s3cret%2@proxy.example", "http://bob:s3cret%zz@proxy.example",
        "http://bob:s3cret%+5@proxy.example", "http://bob:s3cret%ff@proxy.example",
        "http://bob:s3cret%0d%0a@proxy.example",
        "http://bob:s3cret%00@proxy.example", "http://b%3ab:s3cret@proxy.example", "http://bob:s3cret/x@proxy.example",
        "http://bob:s3cret?x@proxy.example", "http://bob:s3cret#x@proxy.example", "bob:a://s3cret@proxy.example",
        "http://bob:s3cret", "bob:s3cret", "http://bob:s3cret@127.1", "http://bob:s3cret@@", "@s3cret:",
        "http://bob:s3cret@proxy.example:3128:s3cret", "http//bob:s3cret@proxy.example", "bob:s3cret @proxy example",
        "http://bob:s3cret@\u{301}proxy.example",
    ]

    @Test(arguments: wrong)
    func `an error repeats no password`(text: String) {
        let error = #expect(throws: ProxyURL.Invalid.self) { try ProxyURL.parse(text, source: .commandLine) }
        guard let error else { return }
        for sentence in ["\(error)", error.description, String(reflecting: error)] {
            #expect(!sentence.contains("s3cret") && !sentence.contains("bob"))
        }
    }

    @Test(arguments: ["/", "?", "#"])
    func `the beginning of a password never passes for a port`(character: String) {
        #expect(throws: ProxyURL.Invalid.self) {
            try ProxyURL.parse("http://bob:1234\(character)5@proxy.example:3128", source: .commandLine)
        }
    }
}
