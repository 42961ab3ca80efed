import NIOCore
import NIOPosix
import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Probes
import Testing

/// What is asked of this device for a deployment.
struct DeploymentProbeTests {
    private func plan(_ bindings: [PortBinding]) throws -> Plan {
        var plan = Plan(hub: try HostName(validating: "hub.example.com"))
        plan.device.localPorts = [PortBinding(port: 443)]
        plan.device.configurationRoot = "/nowhere"
        var deployment = DeploymentPlan(evidence: DeploymentEvidence(file: "deployment.json"), images: [])
        deployment.modulePorts = bindings
        plan.services.deployment = deployment
        return plan
    }

    @Test func `a port of a module is looked at as edgeHub's are, and edgeHub's own are not again`() async throws {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = UInt16(channel.localAddress?.port ?? 0)
        let plan = try plan([PortBinding(port: 443), PortBinding(port: port)])
        let subjects = CheckModulePort().subjects(in: plan)
        #expect(subjects == [LocalPort(PortBinding(port: port))])
        let evidence = try await CheckModulePort().measure(try #require(subjects.first), Nothing(), .forTesting(plan))
            .evidence
        #expect(evidence.isFree == false && evidence.listeners.map(\.address.description) == ["127.0.0.1"])
        try await channel.close()
        let later = try await CheckModulePort().measure(try #require(subjects.first), Nothing(), .forTesting(plan))
            .evidence
        #expect(later.isFree == true)
    }

    @Test func `containers are asked for none of it`() throws {
        var plan = try plan([PortBinding(port: 8080)])
        plan.briefing.vantage = .bridge
        #expect(CheckModulePort().subjects(in: plan).isEmpty)
    }

    @Test func `the manifest is evidence as the plan has it`() async throws {
        let plan = try plan([])
        #expect(ReadDeployment().subjects(in: plan) == [Device()])
        let evidence = try await ReadDeployment().measure(Device(), Nothing(), .forTesting(plan)).evidence
        #expect(evidence == plan.services.deployment?.evidence)
        var without = plan
        without.services.deployment = nil
        #expect(ReadDeployment().subjects(in: without).isEmpty)
    }

    @Test func `images are asked for by the way that the engine takes`() throws {
        var plan = try plan([])
        let registry = try HostName(validating: "plant.azurecr.io")
        let image = try #require(ImageReference("plant.azurecr.io/camera:1"))
        plan.services.registries = [registry]
        plan.services.deployment?.images = [DeployedImage(image: image, modules: ["camera"], line: nil)]
        let direct = Endpoint(.registry, registry, .https)
        #expect(RequestImages().subjects(in: plan) == [direct])
        let address = try #require(ProxyAddress("proxy.plant.example:3128"))
        plan.services.proxy = Proxy(address, source: .configuration)
        #expect(RequestImages().subjects(in: plan) == [Endpoint(.registry, registry, .https, via: .proxy)])
        // What only this shell's environment names, no engine uses.
        plan.services.proxy = Proxy(address, source: .environment)
        #expect(RequestImages().subjects(in: plan) == [direct])
        plan.services.proxy = Proxy(address, source: .configuration)
        plan.services.proxy?.exceptions = [".azurecr.io"]
        #expect(RequestImages().subjects(in: plan) == [direct])
    }
}
