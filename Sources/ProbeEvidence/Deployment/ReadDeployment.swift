package import ProbeCore

/// Says what a deployment manifest asks of this device, as the command line gave it.
package struct ReadDeployment: Question {
    package static let id: ProbeID = "deployment.read"
    package static let question: Sentence = "What does the deployment manifest ask of this device?"
    package typealias About = Device
    package typealias Evidence = DeploymentEvidence

    package init() {}
}
