import ProbeApplication
import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import Testing

struct ContactListTests {
    private func plan() throws -> Plan {
        var plan = Plan(hub: try HostName(validating: "myhub.azure-devices.net"))
        plan.services.dps = try HostName(validating: "global.azure-devices-provisioning.net")
        plan.services.registries = [try HostName(validating: "mcr.microsoft.com")]
        plan.services.controlResolver = SocketAddress("1.1.1.1", defaultPort: 53)
        plan.services.halfOpenControl = SocketAddress("192.0.2.1", defaultPort: 443)
        plan.device.timeServers = [TimeServer(.name(try HostName(validating: "pool.ntp.org")))]
        return plan
    }

    @Test func `the services come first, each with all its ports`() throws {
        let parties = ContactList.parties(of: try plan())
        let plan = try plan()
        #expect(parties.first?.party == .service(.hub, plan.services.hub))
        #expect(parties.first?.ports == [443, 5671, 8883])
        #expect(parties.map(\.party).contains(.nowhere(try #require(plan.services.halfOpenControl))))
        #expect(parties.first { if case .nowhere = $0.party { true } else { false } }?.ports == [53, 443])
        #expect(Set(parties.map(\.party)).count == parties.count)
    }

    @Test func `what is turned off is contacted by nobody`() throws {
        var plan = try plan()
        plan.services.dps = nil
        plan.services.registries = []
        plan.services.controlResolver = nil
        plan.services.halfOpenControl = nil
        plan.services.checksPortals = false
        plan.device.timeServers = []
        let hub = plan.services.hub
        let names = [hub, hub.deviceName].compactMap(\.self).map { Contacted.Party.service(.hub, $0) }
        #expect(ContactList.parties(of: plan).map(\.party) == names + [.resolvers, .library])
    }

    @Test func `a demonstration asks no resolver outside`() throws {
        var plan = try plan()
        plan.services.isDemonstration = true
        let control = try #require(plan.services.controlResolver)
        #expect(!ContactList.parties(of: plan).map(\.party).contains(.controlResolver(control)))
    }

    /// These ask this device alone, whatever they are about.
    private static let silent: Set<ProbeID> = [
        "device.hostname", "device.links", "device.runtime", "device.configuration", "deployment.read", "ports.check",
        "ports.modules", "vantage.engine",
        "vantage.origin", "vantage.routes", "route.tables", "route.lookup", "route.gateways", "fwd.settings",
        "fwd.walk", "fwd.resolvers", "fwd.counters", "ports.walk", "fwd.foreseen", "fwd.trace", "device.logs",
    ]

    @Test func `every probe that sends packets says beforehand to whom`() throws {
        var plan = try plan()
        // Where the engine has a proxy, nobody goes past it.
        let direct = plan
        plan.services.proxy = Proxy(
            ProxyAddress(.name(try HostName(validating: "proxy.site.example")), port: 3128), source: .commandLine)
        let image = try #require(ImageReference("mcr.microsoft.com/azureiotedge-agent:1.5"))
        plan.services.deployment = DeploymentPlan(
            evidence: DeploymentEvidence(file: "deployment.json"),
            images: [DeployedImage(image: image, modules: ["edgeAgent"], line: nil)])
        for probe in Catalog.probes {
            let contacts = [plan, direct].flatMap { probe.init().contacts(in: $0) }
            #expect(contacts.isEmpty == Self.silent.contains(probe.id), "\(probe.id)")
        }
    }
}
