import ProbeCore
import Testing

struct ProxyTests {
    @Test(arguments: [
        ("myhub.azure-devices.net", true), ("azure-devices.net", true), (".azure-devices.net", true),
        ("*.azure-devices.net", true), ("*.AZURE-DEVICES.net", true), ("myhub.azure-devices.net:443", true),
        ("*.azure-devices.net:443", true), ("*", true),
        ("myhub.azure-devices.net:8080", false), ("devices.net", false), ("*.azurecr.io", false), ("*.", false),
        ("", false), ("10.0.0.0/8", false), ("[::1]:443", false),
    ])
    func `an exception is a name or a domain, as the engine reads it`(exception: String, isExcepted: Bool) throws {
        var proxy = Proxy(
            ProxyAddress(.name(try HostName(validating: "proxy.example")), port: 3128), source: .environment)
        proxy.exceptions = ["localhost", exception]
        #expect(proxy.excepts(try HostName(validating: "myhub.azure-devices.net")) == isExcepted)
    }
}
