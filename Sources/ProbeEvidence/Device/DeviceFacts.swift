/// Facts about the device that a support engineer asks for first.
package struct DeviceFacts: Codable, Hashable, Sendable {
    package var hostname: String
    package var os: String
    package var kernel: String
    package var engine: String?
    package var capabilities: [String]

    package init(hostname: String, os: String, kernel: String, engine: String?, capabilities: [String]) {
        self.hostname = hostname
        self.os = os
        self.kernel = kernel
        self.engine = engine
        self.capabilities = capabilities
    }
}
