import NIOHTTP1

/// Where the blobs are.
struct DataSite: WebSite {
    let image: EmulatedImage

    func answer(_ request: WebRequest) -> WebAnswer {
        guard request.method == .GET || request.method == .HEAD,
            let digest = request.path.split(separator: "/").last, let blob = image.blobs[String(digest)]
        else { return .respond(WebResponse(.notFound)) }
        return .respond(WebResponse(.ok, [("Content-Type", "application/octet-stream")], body: blob))
    }
}
