/// Dial elsewhere, keep name and SNI, as in curl's `--connect-to`.
package struct Redirection: Codable, Hashable, Sendable {
    /// Nothing matches every host.
    package let host: HostName?
    /// Nothing matches every port.
    package let port: UInt16?
    /// Nothing keeps the host.
    package let target: Host?
    /// Nothing keeps the port.
    package let targetPort: UInt16?

    package init(host: HostName?, port: UInt16?, target: Host?, targetPort: UInt16?) {
        self.host = host
        self.port = port
        self.target = target
        self.targetPort = targetPort
    }
}
