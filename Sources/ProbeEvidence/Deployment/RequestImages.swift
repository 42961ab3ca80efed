package import ProbeCore

/// Asks a registry for every image of the deployment, up to its configuration.
package struct RequestImages: Question {
    package static let id: ProbeID = "registry.images"
    package static let question: Sentence = "Does the registry give this device every image of the deployment?"
    package typealias About = Endpoint
    package typealias Evidence = ImagesEvidence

    package init() {}
}
