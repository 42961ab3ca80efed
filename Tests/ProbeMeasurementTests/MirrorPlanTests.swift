import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import Testing

/// Whom a run asks for Docker Hub's images.
struct MirrorPlanTests {
    private let mirror = "https://mirror.example"

    private func plan(_ registries: [String], spare: [String] = []) throws -> ServicePlan {
        var plan = ServicePlan(hub: try HostName(validating: "myhub.azure-devices.net"))
        for name in registries {
            plan.add(Registry(try HostName(validating: name)), isSpare: spare.contains(name))
        }
        return plan
    }

    @Test func `a mirror is asked where Docker Hub is, and for its images`() throws {
        var plan = try plan(["mcr.microsoft.com", Registry.dockerHub])
        plan.pull(through: RegistryMirrors([mirror]))
        let registries = plan.registries.map(\.description)
        #expect(registries == ["mcr.microsoft.com", Registry.dockerHub, "mirror.example"])
        #expect(plan.spareRegistries.map(\.description) == ["mirror.example"])
        let images = try ["redis:7", "mcr.microsoft.com/agent:1.5"].map { name in
            DeployedImage(
                image: try #require(ImageReference(name)), modules: ["m"], line: 1,
                credentials: Credentials(user: "u", password: "CANARY"))
        }
        plan.deployment = DeploymentPlan(evidence: DeploymentEvidence(file: "deployment.json"), images: images)
        func asked(_ name: String) throws -> [DeployedImage] {
            plan.images(at: Endpoint(.registry, try HostName(validating: name), .https))
        }
        #expect(try asked("mirror.example").map(\.image.repository) == ["library/redis"])
        #expect(try asked("mirror.example").allSatisfy { $0.credentials == nil })
        #expect(try asked(Registry.dockerHub).allSatisfy { $0.credentials != nil })
        #expect(try asked("mcr.microsoft.com").map(\.image.repository) == ["agent"])
        #expect(plan.imageEndpoints.count == 3)
    }

    @Test(arguments: [[], ["mcr.microsoft.com"], ["plant.example"]] as [[String]])
    func `nobody asks a mirror for the images of other registries`(registries: [String]) throws {
        var plan = try plan(registries)
        plan.pull(through: RegistryMirrors([mirror]))
        #expect(plan.mirrors == nil && plan.registries.map(\.description) == registries)
    }

    @Test func `nor where it is not known whether anything comes from Docker Hub`() throws {
        var plan = try plan([Registry.dockerHub], spare: [Registry.dockerHub])
        plan.pull(through: RegistryMirrors([mirror]))
        #expect(plan.mirrors == nil && plan.registries.count == 1)
    }

    @Test func `one that has images of its own is asked for those alone`() throws {
        var plan = try plan([Registry.dockerHub, "mirror.example"])
        plan.pull(through: RegistryMirrors([mirror, "https://other.example:5000"]))
        #expect(plan.mirrors?.named.map(\.description) == ["other.example:5000"] && plan.mirrors?.others == 1)
        #expect(!plan.spareRegistries.map(\.description).contains("mirror.example"))
        #expect(Assignment(Plan(plan)).mirrors == plan.mirrors)
    }
}
