/// `GET /info`.
package struct EngineInformation: Decodable, Sendable {
    /// Such as `name=rootless`.
    private let securityOptions: [String]?

    package var isRootless: Bool {
        (securityOptions ?? []).contains {
            $0.split(separator: ",").contains { $0 == "name=rootless" || $0 == "rootless" }
        }
    }

    private enum CodingKeys: String, CodingKey { case securityOptions = "SecurityOptions" }
}
