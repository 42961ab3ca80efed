import ProbeTLS

/// An image of edgeAgent in name, with true digests: an index, a manifest, its configuration and one layer.
struct EmulatedImage: Sendable {
    static let repository = "azureiotedge-agent"

    struct Document: Sendable {
        let mediaType: String
        let digest: String
        let bytes: [UInt8]

        init(_ mediaType: String, _ text: String) {
            self.mediaType = mediaType
            bytes = Array(text.utf8)
            digest = EmulatedImage.digest(bytes)
        }
    }

    let index: Document
    /// Index and manifest by digest.
    let documents: [String: Document]
    /// Configuration and layer by digest.
    let blobs: [String: [UInt8]]

    init() {
        let layer = [UInt8](repeating: 0, count: 1024)
        let configuration = Array(
            #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["\#(Self.digest(layer))"]}}"#
                .utf8)
        let docker = "application/vnd.docker."
        let manifest = Document(
            docker + "distribution.manifest.v2+json",
            #"{"schemaVersion":2,"mediaType":"\#(docker)distribution.manifest.v2+json","config":"#
                + Self.descriptor(docker + "container.image.v1+json", configuration) + #","layers":["#
                + Self.descriptor(docker + "image.rootfs.diff.tar", layer) + "]}")
        let entry = Self.descriptor(
            manifest.mediaType, manifest.bytes, #","platform":{"architecture":"amd64","os":"linux"}"#)
        index = Document(
            docker + "distribution.manifest.list.v2+json",
            #"{"schemaVersion":2,"mediaType":"\#(docker)distribution.manifest.list.v2+json","manifests":[\#(entry)]}"#)
        documents = [index.digest: index, manifest.digest: manifest]
        blobs = [Self.digest(layer): layer, Self.digest(configuration): configuration]
    }

    static func digest(_ bytes: [UInt8]) -> String { "sha256:" + Digest.hexadecimal(Digest.sha256(bytes)) }

    private static func descriptor(_ mediaType: String, _ bytes: [UInt8], _ more: String = "") -> String {
        #"{"mediaType":"\#(mediaType)","size":\#(bytes.count),"digest":"\#(digest(bytes))"\#(more)}"#
    }
}
