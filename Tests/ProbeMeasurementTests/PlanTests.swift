import ProbeCore
import ProbeMeasurement
import TestSupport
import Testing

struct PlanTests {
    private let hub: HostName
    private var plan: Plan

    init() throws {
        hub = try HostName(validating: "myhub.azure-devices.net")
        plan = Plan(hub: hub)
    }

    private func proxy(except exceptions: [String] = [], source: Proxy.Source = .commandLine) throws -> Proxy {
        var proxy = Proxy(
            ProxyAddress(.name(try HostName(validating: "proxy.example")), port: 3128),
            credentials: Credentials(user: "bob", password: "s3cret"), source: source)
        proxy.exceptions = exceptions
        return proxy
    }

    @Test
    mutating func `whatever the run proves itself with is one of its secrets`() throws {
        #expect(plan.services.secrets.isEmpty)
        plan.services.proxy = try proxy()
        let account = Credentials(user: "deployment", password: "pulls")
        plan.services.registryAccount = RegistryAccount(
            image: try #require(ImageReference("registry.example/agent:1.5")), credentials: account)
        #expect(plan.services.secrets == [Credentials(user: "bob", password: "s3cret"), account])
    }

    @Test
    mutating func `a container that is called edgeHub hides no port of edgeHub's, however many it publishes`() {
        plan.device.localPorts = PortBinding.edgeHubDefaults
        plan.briefing.publications = (1...9_000).map { Publication(container: "edgeHub", port: UInt16($0)) }
        #expect(plan.edgeHubBindings.count == 64 && plan.edgeHubBindingsLeftOut == 8_936)
        #expect(Set([443, 5671, 8883]).isSubset(of: Set(plan.edgeHubBindings.map(\.port))))
    }

    @Test
    func `a hub alone has its five transports`() {
        #expect(
            plan.services.endpoints.map(\.description) == [
                "https myhub.azure-devices.net:443", "amqp myhub.azure-devices.net:5671",
                "amqp-ws myhub.azure-devices.net:443", "mqtt myhub.azure-devices.net:8883",
                "mqtt-ws myhub.azure-devices.net:443",
            ])
    }

    @Test
    mutating func `provisioning and registries come after the hub`() throws {
        plan.services.dps = try HostName(validating: "dps.example")
        plan.services.registries = [try HostName(validating: "one.example"), try HostName(validating: "two.example")]
        #expect(plan.services.endpoints.dropFirst(5).map(\.service) == [.dps, .dps, .registry, .registry])
        #expect(plan.services.endpoints.dropFirst(5).map(\.port) == [443, 8883, 443, 443])
    }

    @Test
    mutating func `a proxy doubles the endpoints on 443, and no other`() throws {
        plan.services.dps = try HostName(validating: "dps.example")
        plan.services.proxy = try proxy()
        let proxied = plan.services.endpoints.filter { $0.via == .proxy }
        #expect(proxied.map(\.transport) == [.https, .amqpOverWebSocket, .mqttOverWebSocket, .https])
        #expect(plan.services.endpoints.filter { $0.via == .direct }.count == 7)
        #expect(Set(plan.services.endpoints).count == plan.services.endpoints.count)
    }

    @Test(arguments: [
        "*", "myhub.azure-devices.net", "MyHub.Azure-Devices.NET", "azure-devices.net", ".azure-devices.net", "net",
        ".myhub.azure-devices.net",
    ])
    mutating func `an exception of a shell's keeps the hub from the shell's proxy, and no other one does`(
        exception: String
    ) throws {
        plan.services.proxy = try proxy(except: ["localhost", exception], source: .environment)
        #expect(plan.services.endpoints.allSatisfy { $0.via == .direct })
        plan.services.proxy = try proxy(except: ["localhost", exception], source: .configuration)
        #expect(plan.services.endpoints.filter { $0.via == .proxy }.count == 3)
    }

    @Test
    mutating func `what the engine goes to past the proxy is tried both ways, and asked for images directly`() throws {
        let registry = try HostName(validating: "plant.azurecr.io")
        plan.services.registries = [registry, try HostName(validating: "mcr.microsoft.com")]
        plan.services.proxy = try proxy(except: [".azurecr.io"], source: .configuration)
        #expect(plan.services.registriesPastProxy == [registry])
        #expect(Assignment(plan).registriesPastProxy == [registry])
        #expect(plan.services.endpoints.filter { $0.host == registry }.map(\.via) == [.direct, .proxy])
        var recorded = plan.services
        recorded.take(Assignment(plan))
        #expect(recorded.registriesPastProxy == [registry])
    }

    @Test(arguments: [
        "", ".", "..", "devices.net", "hub.azure-devices.net", "xmyhub.azure-devices.net", "a.myhub.azure-devices.net",
        "**", "azure-devices.net.evil", "10.0.0.0/8",
    ])
    mutating func `an exception for others changes nothing for the hub`(exception: String) throws {
        plan.services.proxy = try proxy(except: [exception])
        #expect(plan.services.endpoints.filter { $0.via == .proxy }.count == 3)
    }

    @Test
    mutating func `the first redirection that fits applies`() throws {
        let other = try HostName(validating: "other.example")
        let address = try #require(IPAddress("127.0.0.1"))
        plan.services.redirections = [
            .init(host: other, port: 443, target: nil, targetPort: 1),
            .init(host: hub, port: 443, target: nil, targetPort: 2),
            .init(host: hub, port: nil, target: .address(address), targetPort: 3),
            .init(host: nil, port: 8883, target: .name(other), targetPort: 4),
        ]
        #expect(plan.services.redirection(for: hub, port: 443)?.targetPort == 2)
        #expect(plan.services.redirection(for: hub, port: 8883)?.targetPort == 3)
        #expect(plan.services.redirection(for: other, port: 443)?.targetPort == 1)
        #expect(plan.services.redirection(for: other, port: 8883)?.targetPort == 4)
        #expect(plan.services.redirection(for: other, port: 5671) == nil)
    }

    @Test
    mutating func `no print of a plan shows the proxy's password`() throws {
        plan.services.proxy = try proxy()
        var dumped = ""
        dump(plan, to: &dumped)
        for text in [
            "\(plan)", String(reflecting: plan), dumped, plan.services.proxy?.address.description ?? "",
            "\(String(describing: plan.services.proxy))",
        ] {
            #expect(!text.contains("s3cret"))
            #expect(!text.contains("bob"))
            #expect(text.contains("proxy.example"))
        }
    }

    @Test
    mutating func `a plan reaches the worker whole, and its question without credentials`() throws {
        plan.services.proxy = try proxy(except: ["localhost"])
        plan.services.registries = [try HostName(validating: "mcr.microsoft.com")]
        plan.services.trust = .init(given: "-----BEGIN", onlyGiven: true)
        plan.services.controlResolver = SocketAddress("1.1.1.1", defaultPort: 53)
        let copy = try JSON.roundTrip(plan)
        #expect(copy.services.proxy == plan.services.proxy)
        #expect(copy.services.endpoints == plan.services.endpoints)
        #expect(try JSON.text(copy) == JSON.text(plan))

        let question = Assignment(plan)
        #expect(question.proxy?.description == "proxy.example:3128")
        #expect(question.hasGivenRoots && question.hasControlResolver)
        let recorded = try JSON.text(question)
        #expect(!recorded.contains("s3cret") && !recorded.contains("bob") && !recorded.contains("BEGIN"))
        #expect(try JSON.roundTrip(question) == question)
    }

    @Test
    func `a proxy's address is shown in brackets where it is IPv6`() throws {
        let address = try #require(IPAddress("2001:db8::1"))
        #expect(ProxyAddress(.address(address), port: 80).description == "[2001:db8::1]:80")
    }
}
