import HubEmulator
import ProbeCore
import ProbeDiagnosis
import ProbeEvidence
import ProbeFindings
import ProbeLinux
import ProbeMeasurement
import Testing

/// A deployment's images at the emulated registry, whose blobs are at another host.
@Suite(.timeLimit(.minutes(1))) struct DeploymentRunTests {
    private static let registry = "mcr.microsoft.com"

    private func run(_ images: [String], _ faults: [Fault] = []) async throws -> EmulatedRun {
        let deployed = try images.map { name in
            DeployedImage(image: try #require(ImageReference("\(Self.registry)/\(name)")), modules: ["m"], line: 7)
        }
        return try await EmulatedRun.record(faults) { plan in
            plan.services.deployment = DeploymentPlan(
                evidence: DeploymentEvidence(file: "deployment.json"), images: deployed)
        }
    }

    @Test func `an image arrives up to its configuration, which the data endpoint has`() async throws {
        let run = try await run(["azureiotedge-agent:1.5"])
        let image = try #require(run.survey.seen(RequestImages.self).first?.evidence.images.first)
        #expect(image.status == 200 && image.offered?.map(\.description) == ["linux/amd64"])
        #expect(image.modules == ["m"] && image.line == 7 && image.credentials == nil)
        // The emulated image is for one processor.
        guard Machine.read()?.architecture == "x86_64" else { return }
        #expect(image.chosenStatus == 200 && image.configurationStatus == 200 && image.conclusion == .arrives)
        #expect(image.built?.description == "linux/amd64")
        #expect(run.diagnosis.findings.allSatisfy { $0.severity == .info } && run.diagnosis.verdict == .ready)
    }

    @Test func `an image that the registry has not blocks, beside many that it has`() async throws {
        let names =
            ["azureiotedge-agent:1.4", "azureiotedge-agent:1.5", "azureiotedge-hub:1.5"]
            + (1...9).map { "azureiotedge-agent:\($0)" }
        let run = try await run(names)
        let images = try #require(run.survey.seen(RequestImages.self).first?.evidence.images)
        // In the order of the deployment, whichever connection each was asked for on.
        #expect(images.map { "\($0.repository):\($0.reference)" } == names)
        #expect(images.filter { $0.conclusion == .missing }.map(\.repository) == ["azureiotedge-hub"])
        #expect(run.diagnosis.verdict == .blocked)
        #expect(run.diagnosis.findings.contains { $0.cause == .deploymentImageMissing && $0.severity == .error })
    }

    @Test func `without a deployment no image is asked for`() async throws {
        let run = try await EmulatedRun.record([])
        #expect(run.survey.seen(RequestImages.self).isEmpty && run.survey.seen(ReadDeployment.self).isEmpty)
    }
}
