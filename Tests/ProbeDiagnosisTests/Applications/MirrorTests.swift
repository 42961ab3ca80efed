import ProbeCore
@testable import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeMeasurement
import Testing

/// An engine that asks a mirror for Docker Hub's images, and Docker Hub where the mirror does not give them.
struct `a mirror of Docker Hub` {
    private static let hub = Endpoint(.registry, Places.dockerHub, .https)
    private static let mirror = Endpoint(.registry, Places.mirror, .https)
    private static let url = "https://mirror.plant.example"
    private static let linux = ImagePlatform(system: "linux", architecture: "amd64", variant: nil)

    /// A healthy run with a deployment of one image of Docker Hub's, which both have.
    private func survey(through mirrors: [String] = [Self.url]) throws -> Survey {
        var survey = Survey.healthy(from: [.host]) {
            $0.registries = [Places.registry, Self.hub.host]
            $0.pull(through: RegistryMirrors(mirrors))
        }
        for endpoint in [Self.hub, Self.mirror] where survey.assignment.registries.contains(endpoint.host) {
            survey = survey.adding(RequestImages.self, about: endpoint, try images(status: 200))
        }
        return survey
    }

    private func images(status: Int, named name: String = "redis:7") throws -> ImagesEvidence {
        let reference = try #require(ImageReference(name))
        var image = ImageEvidence(
            DeployedImage(image: reference, modules: ["cache"], line: 31), wanted: [Self.linux].compactMap(\.self))
        image.status = status
        if status == 200 {
            (image.chosenStatus, image.configurationStatus) = (200, 200)
            (image.offered, image.chosen, image.built) = ([Self.linux].compactMap(\.self), Self.linux, Self.linux)
        }
        var evidence = ImagesEvidence()
        evidence.images = [image]
        return evidence
    }

    /// The engine that runs says what it was started with.
    private func running(_ mirrors: [String], in survey: Survey) -> Survey {
        var engine = EngineFacts(state: .running)
        engine.name = "docker"
        engine.mirrors = RegistryMirrors(mirrors)
        return survey.adding(DescribeEngine.self, about: Device(), engine).adding(
            ReadRoutes.self, about: Device(), RoutingState())
    }

    @Test func `that answers beside Docker Hub has nothing to say`() throws {
        let diagnosis = Diagnosis(of: try survey())
        #expect(diagnosis.verdict == .ready && diagnosis.findings.isEmpty)
    }

    @Test func `makes an unreachable Docker Hub a remark`() throws {
        let diagnosis = Diagnosis(of: try survey().dropping([Self.hub]))
        #expect(diagnosis.verdict == .ready)
        #expect(diagnosis.findings.map(\.severity) == [.info])
        #expect(diagnosis.findings.first?.subject.name == Places.dockerHub)
    }

    @Test func `that does not answer is a remark while Docker Hub does`() throws {
        let diagnosis = Diagnosis(of: try survey().dropping([Self.mirror]))
        #expect(diagnosis.verdict == .ready && diagnosis.findings.allSatisfy { $0.severity == .info })
    }

    @Test func `blocks where Docker Hub does not answer either`() throws {
        let diagnosis = Diagnosis(of: try survey().dropping([Self.hub, Self.mirror]))
        #expect(diagnosis.verdict == .blocked)
    }

    @Test func `carries nobody else's images`() throws {
        let diagnosis = Diagnosis(of: try survey().dropping([.registryHTTPS]))
        #expect(diagnosis.verdict == .blocked)
        #expect(diagnosis.findings.first?.subject.name == Places.registry)
    }

    @Test func `without the image leaves it to Docker Hub`() throws {
        let lacking = try survey().adding(RequestImages.self, about: Self.mirror, images(status: 404))
        #expect(Diagnosis(of: lacking).verdict == .ready && Diagnosis(of: lacking).findings.isEmpty)
        let diagnosis = Diagnosis(of: lacking.dropping([Self.hub]))
        #expect(diagnosis.verdict == .blocked)
        // The image has its name right: what is in the way is in the way to Docker Hub.
        #expect(!diagnosis.findings.map(\.cause).contains(.deploymentImageMissing))
    }

    @Test func `has images that Docker Hub lacks, and lacks others`() throws {
        var (first, second) = (try images(status: 200), try images(status: 404))
        first.images += try images(status: 404, named: "plant/camera:1").images
        second.images += try images(status: 200, named: "plant/camera:1").images
        let both = try survey().adding(RequestImages.self, about: Self.hub, first)
            .adding(RequestImages.self, about: Self.mirror, second)
        #expect(Diagnosis(of: both).verdict == .ready && Diagnosis(of: both).findings.isEmpty)
        let diagnosis = Diagnosis(of: both.adding(RequestImages.self, about: Self.mirror, first))
        #expect(diagnosis.verdict == .blocked && diagnosis.findings.map(\.cause) == [.deploymentImageMissing])
    }

    @Test func `that wants credentials leaves open what it makes of Docker Hub's`() throws {
        let closed = try survey().adding(RequestImages.self, about: Self.mirror, images(status: 401))
        #expect(Diagnosis(of: closed).verdict == .ready && Diagnosis(of: closed).findings.isEmpty)
        #expect(Diagnosis(of: closed.dropping([Self.hub])).verdict == .inconclusive)
    }

    @Test(arguments: ["http://mirror.plant.example:5000", "https://192.0.2.7"])
    func `that could not be asked leaves an unreachable Docker Hub open`(url: String) throws {
        let survey = try survey(through: [url])
        #expect(Diagnosis(of: survey).verdict == .ready && Diagnosis(of: survey).findings.isEmpty)
        let diagnosis = Diagnosis(of: survey.dropping([Self.hub]))
        #expect(diagnosis.verdict == .inconclusive && diagnosis.findings.map(\.severity) == [.warning])
        let missing = survey.adding(RequestImages.self, about: Self.hub, try images(status: 404))
        #expect(Diagnosis(of: missing).verdict == .inconclusive)
        #expect(Diagnosis(of: missing).findings.map(\.severity) == [.warning])
    }

    @Test func `is in force where the engine was started with it`() throws {
        let survey = try survey().dropping([Self.hub])
        #expect(Diagnosis(of: running([Self.url + "/"], in: survey)).verdict == .ready)
        #expect(Diagnosis(of: running([], in: survey)).verdict == .blocked)
        // One that its files do not name was not asked.
        #expect(Diagnosis(of: running([Self.url, "https://other.example"], in: survey)).verdict == .ready)
        #expect(Diagnosis(of: running(["https://other.example"], in: survey)).verdict == .inconclusive)
    }

    @Test func `of another engine's files is none of Podman's`() throws {
        var podman = EngineFacts(state: .running)
        podman.name = "podman"
        let survey = try survey().adding(DescribeEngine.self, about: Device(), podman).adding(
            ReadRoutes.self, about: Device(), RoutingState())
        #expect(Diagnosis(of: survey).verdict == .ready)
        #expect(Diagnosis(of: survey.dropping([Self.hub])).verdict == .blocked)
    }
}
