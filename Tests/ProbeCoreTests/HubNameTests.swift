import ProbeCore
import Testing

struct HubNameTests {
    @Test(arguments: [
        ("myhub.azure-devices.net", "classic"), ("MyHub.Azure-Devices.net.", "classic"),
        ("myhub.device.azure-devices.net", "device"), ("myhub.service.azure-devices.net", "service"),
        ("myhub.azure-devices.cn", "classic"), ("myhub.device.azure-devices.us", "device"),
    ])
    func `a name of a hub says which of the three it is`(name: String, form: String) throws {
        let hub = try #require(try HostName(validating: name).hub)
        #expect(hub.account == "myhub")
        #expect((hub.form == .classic ? "classic" : hub.form.rawValue) == form)
        #expect(hub.named(.device)?.description == "myhub.device.\(hub.domain)")
        #expect(hub.named(.classic)?.description == "myhub.\(hub.domain)")
    }

    @Test(arguments: [
        "myhub.privatelink.azure-devices.net", "a.b.device.azure-devices.net", "device.azure-devices.net",
        "azure-devices.net", "myhub.azure-devices.net.example.com", "gateway.example.com",
        "privatelink.azure-devices.net",
        "global.azure-devices-provisioning.net", "xazure-devices.net",
    ])
    func `any other name is none`(name: String) throws {
        #expect(try HostName(validating: name).hub == nil)
        #expect(try HostName(validating: name).deviceName == nil)
        #expect(try !HostName(validating: name).requiresServerName)
    }

    @Test func `only a classic name leads to the TLS 1.3 name`() throws {
        #expect(try HostName(validating: "myhub.device.azure-devices.net").deviceName == nil)
        #expect(try HostName(validating: "myhub.device.azure-devices.net").requiresServerName)
        let classic = try HostName(validating: "myhub.azure-devices.net")
        #expect(classic.deviceName?.description == "myhub.device.azure-devices.net")
        #expect(!classic.requiresServerName)
    }

    @Test func `a cloud is known by the hub's domain, and has services of its own`() throws {
        #expect(Cloud(of: try HostName(validating: "a.azure-devices.net")) == .public)
        #expect(Cloud(of: try HostName(validating: "a.device.azure-devices.us")) == .government)
        let china = Cloud(of: try HostName(validating: "a.azure-devices.cn"))
        #expect(china.provisioningService == "global.azure-devices-provisioning.cn")
        #expect(china.registryDomain == "azurecr.cn" && china.blobDomain == "blob.core.chinacloudapi.cn")
        #expect(Cloud(of: try HostName(validating: "gateway.example.com")) == .public)
    }
}
